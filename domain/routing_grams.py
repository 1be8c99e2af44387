"""The pieces of a message that routing compares: runs of two to four letters, words and pairs of words, in any script."""

import re
import unicodedata

SHORTEST, LONGEST, MOST_IDEOGRAMS = 2, 4, 3
_BEGIN, _END = 600, 300
_ACCENTS = re.compile("[\u0300-\u036f]")
_FILE = re.compile(r"[\w/\\.~-]{0,200}\w\.(?:py|pyi|ipynb|jsx?|tsx?|sql|c|cc|cpp|h|rs|go|java|rb|sh)\b", re.ASCII)
_DIGITS = re.compile(r"\d+")
# The marks of Devanagari and its neighbours belong to a word though \w leaves them out.
_WORD = re.compile("[\\w\u0900-\u0dff\u200c\u200d']+|\\?")
_SCRIPT = re.compile("[\u3040-\u30ff\u3400-\u9fff]+|[^\u3040-\u30ff\u3400-\u9fff]+")


def folded(text: str) -> str:
    """The text in one form: no capitals, no accents on Latin letters, no wide or half-wide characters."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", _ACCENTS.sub("", plain))


def words(text: str) -> list[str]:
    """The words of a text, folded; a run of Chinese or Japanese is one."""
    return [part for word in _WORD.findall(folded(text)) for part in _SCRIPT.findall(word)]


def is_unspaced(word: str) -> bool:
    """Whether the word is of a script that puts no spaces between words."""
    return "\u3040" <= word[0] <= "\u30ff" or "\u3400" <= word[0] <= "\u9fff"


def grams(text: str) -> frozenset[str]:
    """The pieces of a text, of a long one those of its beginning and end.

    Files of code and numbers are all alike; a space stands where a word begins and ends.
    """
    if len(text) > _BEGIN + _END:
        text = f"{text[:_BEGIN]} {text[-_END:]}"
    text = _DIGITS.sub("0", _FILE.sub(" codefile ", text))
    found: set[str] = set()
    before = "^"
    for word in words(text):
        if is_unspaced(word):
            found.update(_runs(f"<{word}>", 1, MOST_IDEOGRAMS))
            before = ""
            continue
        found.update(_runs(f" {word} ", SHORTEST, LONGEST))
        found.add(f" {word} ")
        if before:
            found.add(f"{before}_{word}")
        before = word
    return frozenset(found)


def _runs(marked: str, shortest: int, longest: int) -> list[str]:
    return [marked[at : at + size] for size in range(shortest, longest + 1) for at in range(len(marked) - size + 1)]
