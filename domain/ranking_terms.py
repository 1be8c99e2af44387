"""The terms by which texts are compared: words without endings, and pairs of characters where a script has no spaces."""

import re
import unicodedata
from collections.abc import Iterator

from .ranking_stems import stem

MOST_CHARS = 20_000
"""Of a longer text only the beginning is looked at; an abstract has a tenth of it."""
_LATIN = re.compile(r"[a-z0-9]+")
# The marks of Devanagari and its neighbours belong to a word though \w leaves them out.
_WORD = re.compile("(?:[^\\W_]|[\u0900-\u0dff])+")
_ACCENTS = re.compile("[\u0300-\u036f]")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]+|[^\u3040-\u30ff\u3400-\u9fff]+")
_STOP = """a about above after again against all also although am among an and any are as at be because been before being
below between both but by can cannot could did do does doing done down during each either et etc few for from further had
has have having he her here hers him his how however i if in into is it its itself just least less like made make many may
me might more most much must my nor not of off often on one only onto or other others our ours out over own per quite
rather s same shall she should since so some such t than that the their them then there therefore these they this those
though through thus to too toward towards two under until up upon us use used uses using various very via was we well were
what when where whereas whether which while who whom whose why will with within without would yet you your"""


class _Stems(dict[str, str]):
    """The stem of each word met so far, found when it is first asked for; empty for stop words."""

    def __missing__(self, word: str) -> str:
        found = self[word] = stem(word)
        return found


class Terms:
    """Makes terms of texts. It remembers each word that it has met, so one is used for many texts."""

    def __init__(self) -> None:
        self._stems = _Stems(dict.fromkeys(_STOP.split(), ""))

    def of(self, text: str) -> list[str]:
        """The terms of a text in their order, stop words left out."""
        return [term for term in map(self._stems.__getitem__, _words(text)) if term]

    def with_words(self, text: str) -> Iterator[tuple[str, str]]:
        """Each term with the word that it was made of, in small letters."""
        for word in _words(text):
            if term := self._stems[word]:
                yield term, word


def _words(text: str) -> list[str]:
    text = text[:MOST_CHARS]
    if text.isascii():
        return _LATIN.findall(text.lower())
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", text).casefold()))
    return [part for word in _WORD.findall(plain) for part in _parted(word)]


def _parted(word: str) -> Iterator[str]:
    """A word as it is, and Chinese or Japanese in pairs of characters."""
    for run in _UNSPACED.findall(word) if not word.isascii() else (word,):
        if len(run) > 2 and "\u3040" <= run[0] <= "\u9fff":
            yield from (run[at : at + 2] for at in range(len(run) - 1))
        else:
            yield run
