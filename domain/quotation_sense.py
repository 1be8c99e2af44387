"""What a sentence and its quotation speak of, and whether one says the opposite of the other.

Words are compared by how they begin. What falls in one doesn't rise in the other, and what is said not to be in one
isn't said to be in the other. Of languages other than English only the words are compared.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from unicodedata import normalize

# How much of a word is compared: train, trained, training and trainable are alike.
_STEM = 5
# Less of verbs: test and tested.
_VERB_STEM = 4
_WORD = re.compile(r"[^\W\d_]{4,}|[A-Z]{2,}\w*")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_UP = re.compile(
    r"(?<!\w)(?:increas\w+|rais(?:e[sd]?|ing)|higher|larger|grow(?:s|n|ing)?|grew|ris(?:es?|en|ing)|rose|climb\w*)(?!\w)",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"(?<!\w)(?:decreas\w+|reduc\w+|lower(?:s|ed|ing)?|smaller|fewer|shrink\w*|drop(?:s|ped)?|falls?|fell|falling|fallen|declin\w+)(?!\w)",
    re.IGNORECASE,
)
# Its first word that means something isn't so.
_NOT = re.compile(
    r"(?<!\w)(?:not|never|cannot|\w+n['’]t|no|neither|nor|hardly|without|unable|fails? to|failed to)(?!\w)"
    r"(?!\s+(?:only|just|merely|always|necessarily|yet)(?!\w))",
    re.IGNORECASE,
)
# In a clause with one of these a word may be meant as not being so.
_NO = re.compile(
    r"(?<!\w)(?:not|never|cannot|\w+n['’]t|no|none|nothing|nobody|neither|nor|hardly|rarely|few|little|less|lacks?|lacking"
    r"|fail\w*|instead|rather|unlike|avoid\w*|prevent\w*|remov\w*|free|unclear|unknown|unable|impossible|open|beyond|only)"
    r"(?!\w)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[;:.!?()](?!\d)|(?<!\w)(?:but|while|whereas|although|though)(?!\w)", re.IGNORECASE)
_SMALL_WORDS = (
    "about above after also although among another because been before being below between both cannot could does doing"
    " down during each either even ever every from further given have having hence here however into itself just like"
    " made make makes many more most much must need needs only other others over paper papers same several shall should"
    " show showed shown shows since some such than that their them then there therefore these they thing things this"
    " those through thus toward towards under until upon used uses using very well were what when where which while whose"
    " will with within without work works would your authors propose proposed proposes present presented presents"
)
_MEANINGLESS = frozenset(_SMALL_WORDS.split())


@lru_cache(maxsize=4096)
def meaning(text: str) -> frozenset[str]:
    """What is compared of a text: how its words begin, without small words; pairs of signs where words aren't spaced."""
    text = normalize("NFKC", text)
    words = {word.casefold() for word in _WORD.findall(text)} - _MEANINGLESS
    unspaced = _UNSPACED.findall(text)
    return frozenset({word[:_STEM] for word in words} | {a + b for a, b in pairwise(unspaced)})


def is_opposite(text: str, source: str) -> bool:
    """Whether one of them only falls where the other only rises, or says that something is not so where the other says
    it is."""
    (up, down), (source_up, source_down) = _direction(text), _direction(source)
    if (up, down, source_up, source_down) in ((True, False, False, True), (False, True, True, False)):
        return True
    return _denies(text, source) or _denies(source, text)


def _direction(text: str) -> tuple[bool, bool]:
    return bool(_UP.search(text)), bool(_DOWN.search(text))


def _denies(one: str, other: str) -> bool:
    """Whether `one` says not to be so what `other` says to be so, and nothing else."""
    here, there = _said(one), _said(other)
    return any(senses == {"not"} and there.get(word) == {"so"} for word, senses in here.items())


@lru_cache(maxsize=1024)
def _said(text: str) -> dict[str, set[str]]:
    """How each word is said: to be so, not so, or perhaps not."""
    said: defaultdict[str, set[str]] = defaultdict(set)
    for clause in _CLAUSE.split(normalize("NFKC", text)):
        denied = set(_denied(clause))
        otherwise = "perhaps" if _NO.search(clause) else "so"
        for found in _WORD.finditer(clause):
            if stem := next(iter(meaning(found[0])), "")[:_VERB_STEM]:
                said[stem].add("not" if found.start() in denied else otherwise)
    return dict(said)


def _denied(clause: str) -> Iterator[int]:
    """Where the words begin that are said not to be so."""
    for no in _NOT.finditer(clause):
        words = (found.start() for found in _WORD.finditer(clause, no.end()) if meaning(found[0]))
        if (first := next(words, None)) is not None:
            yield first
