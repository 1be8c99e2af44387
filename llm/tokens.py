"""How many tokens a text has, without asking the model: a count it won't pass, and a count it reaches.

Tokenizers differ; what they share is that words, numbers and signs are seldom joined. The weights were fitted to those
of GPT-4, GPT-4o, Claude, DeepSeek and Mistral; a model that knows only English cuts other scripts still finer.
"""

import math
import re

# Around each message a model's template adds a few tokens.
PER_MESSAGE = 8
# Keys, hashes and encoded data: no words in them, so hardly two letters are joined.
_BLOBS = re.compile(r"[A-Za-z0-9+/=_-]{40,}")
_LETTERS = re.compile(r"[A-Za-z]+")
_SIGNS = re.compile(r"[!-/:-@\[-`{-~]")
_DIGITS = re.compile(r"[0-9]+")
_GAPS = re.compile(r"\s*\n\s*|\s{2,}")
_ASCII = re.compile(r"[\x00-\x7f]+")
_RARE = re.compile(r"[^\x00-\uffff]")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_PIECES = re.compile(r"[^\W\d_]+|\d+|[^\w\s]+")


def most(text: str) -> int:
    """A number of tokens that the text hardly ever passes, whatever the tokenizer."""
    plain = _BLOBS.sub(" ", text)
    blobs = 0.9 * (len(text) - len(plain))
    # A word of up to four letters is one token, of up to eight two, of up to twelve three; longer ones are rarer.
    letters = sum(1 + (n - 1) // 4 if (n := len(run)) <= 12 else 1 + n * 2 // 5 for run in _LETTERS.findall(plain))
    digits = sum(1 + len(run) for run in _DIGITS.findall(plain))
    signs = len(_SIGNS.findall(plain)) + len(_GAPS.findall(plain))
    other = "" if text.isascii() else _ASCII.sub("", text)
    foreign = 0.6 * len(other.encode("utf-8", "surrogatepass")) + len(_RARE.findall(other))
    return max(math.ceil(blobs + letters + digits + signs + foreign), math.ceil(len(text.split()) / 0.75))


def fewest(text: str) -> int:
    """A number of tokens that the text reaches, whatever the tokenizer: what is counted below it has lost a part."""
    pieces = min(len(_PIECES.findall(text)), len(text.split()) / 0.75)
    # Chinese, Japanese and Korean are written without spaces, or with few.
    wide = 0 if text.isascii() else len(_WIDE.findall(text)) / 3
    return int(max(0.8 * pieces, wide))
