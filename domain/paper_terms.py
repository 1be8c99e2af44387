"""Which terms of a roadmap a text speaks of: whole words and phrases, whatever their plural, hyphens or British spelling."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from .paper_names import names_of, stages_of, subjects_of
from .paper_words import AMBIGUOUS, RESTING, SPOKEN, USED
from .ranking_stems import stem
from .roadmap import Roadmap

LONGEST_TEXT = 200_000
_MOST_PAPERS_KNOWN = 10_000
_WORD = re.compile(r"[^\W_]+")
# Words may belong to one phrase when nothing but blanks, hyphens, slashes and apostrophes stands between them.
_TOKEN = re.compile(r"[^\W_]+|[^\w\s/’'‐‑–-]+|_+")
_LONGEST_ACRONYM = 5
_MOST_WORDS_KNOWN = 100_000
_OF_MACHINE_LEARNING = 3
"""A roadmap that has so many of the names in `SPOKEN` is one of machine learning."""

_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A term of the roadmap: the first item that teaches it, by id and title, and the number of that item's stage.

    `item` is empty where the term names a whole stage, or what the roadmap is about. `items` are all items that go by
    this name, `around` those whose area does. What only `rests` on the item tells what a reader needs, not what a
    paper is about.
    """

    item: str
    title: str
    stage: int
    items: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    rests: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A term that a text speaks of, in the words that stand there first, and how often."""

    term: Term
    words: str
    times: int


@dataclass(slots=True)
class Count:
    """How often a paper speaks of a term, and whether its title does.

    It is `firm` when one of the names that stand there hardly means anything else: a phrase, or a name with capitals or
    digits within.
    """

    times: int = 0
    titled: bool = False
    firm: bool = False

    @property
    def is_about(self) -> bool:
        """Whether the paper does more than name it in passing."""
        return self.titled or self.times > 1


@dataclass(frozen=True, slots=True)
class _Name:
    """A name: whether it hardly means anything else, and whether papers that name it mostly only use it."""

    term: Term
    firm: bool
    used: bool = False


@dataclass(frozen=True, slots=True)
class _Met:
    """A word as it was met: its stem, how many words the phrases have that begin with it, and what it is by itself."""

    key: str
    sizes: tuple[int, ...]
    single: _Name | None


class _Words(dict[str, _Met | None]):
    """Words as they were met, each looked at once; None where nothing begins with it."""

    def __init__(self, meet: Callable[[str], _Met | None]) -> None:
        super().__init__()
        self._meet = meet

    def __missing__(self, word: str) -> _Met | None:
        met = self[word] = self._meet(word)
        return met


class RoadmapTerms:
    """The terms of a roadmap, ready to be looked for."""

    def __init__(self, roadmap: Roadmap) -> None:
        self._names: dict[_Key, _Name] = {}
        self._sizes: dict[str, tuple[int, ...]] = {}
        self._met = _Words(self._meet)
        # The same for all learners, so that a paper is looked through once for all of them.
        self.count = lru_cache(maxsize=_MOST_PAPERS_KNOWN)(self._count)
        stages = {self._key(name): (name, Term("", title, n)) for name, title, n in stages_of(roadmap)}
        held = self._held(roadmap)
        spoken = [self._key(name) for name in SPOKEN]
        # What is ambiguous is known for this field, so that all else is firm.
        self._is_known_field = sum(key in held or key in stages for key in spoken) >= _OF_MACHINE_LEARNING
        self._dropped = {_plain_key(name) for name in AMBIGUOUS if self._is_known_field}
        self._used = {self._key(name) for name in USED if self._is_known_field}
        for name, term in (*stages.values(), *held.values()):
            self._add(name, term)
        for said, rests in ((SPOKEN, False), (RESTING, True)):
            self._add_said(said, rests=rests)
        for word in subjects_of(roadmap):
            self._names.setdefault(self._key(word), _Name(Term("", roadmap.title, 1), firm=True))
        for key in sorted((k for k in self._names if len(k) > 1), key=len, reverse=True):
            self._sizes[key[0]] = tuple(dict.fromkeys((*self._sizes.get(key[0], ()), len(key))))

    def find(self, text: str) -> tuple[Mention, ...]:
        """What the text speaks of, in the order of first mention; a longer term hides those within it."""
        text = text[:LONGEST_TEXT]
        hits = self._hits(text)
        spans = [found.span() for found in _TOKEN.finditer(text)] if hits else []
        found: dict[Term, tuple[str, int]] = {}
        for name, at, size in hits:
            words = " ".join(text[spans[at][0] : spans[at + size - 1][1]].split())
            first, times = found.get(name.term, (words, 0))
            found[name.term] = first, times + 1
        return tuple(Mention(term, words, times) for term, (words, times) in found.items())

    def _count(self, title: str, abstract: str) -> Mapping[Term, "Count"]:
        """What a paper speaks of, without what it only uses; cheaper than `find`."""
        counts: dict[Term, Count] = {}
        for text, titled in ((title, True), (abstract, False)):
            for name, _, _ in self._hits(text[:LONGEST_TEXT]):
                if name.used and not titled:
                    continue
                count = counts.get(name.term)
                if count is None:
                    count = counts[name.term] = Count()
                count.times += 1
                count.titled |= titled
                count.firm |= name.firm
        return counts

    def of(self, words: str) -> Term | None:
        """The term that the words are, if they are one."""
        name = self._names.get(self._key(words)) or self._names.get(_plain_key(words))
        return name.term if name else None

    def _hits(self, text: str) -> list[tuple[_Name, int, int]]:
        """The names in a text, each with the number of the token where it begins and of how many it has."""
        tokens = _TOKEN.findall(text)
        met = self._met
        if len(met) > _MOST_WORDS_KNOWN:
            met.clear()
        hits: list[tuple[_Name, int, int]] = []
        end = 0
        for at, word in [(n, word) for n, token in enumerate(tokens) if (word := met[token])]:
            if at < end:
                continue
            name, size = self._longest(word, tokens, at) if word.sizes else (word.single, 1)
            if name:
                hits.append((name, at, size))
                end = at + size
        return hits

    def _meet(self, word: str) -> _Met | None:
        key = _stemmed(word)
        sizes = self._sizes.get(key, ())
        names = self._names
        single = names.get((f"={word}",)) or names.get((f"={_singular(word)}",)) or names.get((_plain(word),))
        return _Met(key, sizes, single) if sizes or single else None

    def _longest(self, word: _Met, tokens: list[str], at: int) -> tuple[_Name | None, int]:
        keys = (word.key, *map(_stemmed, tokens[at + 1 : at + word.sizes[0]]))
        for size in word.sizes:
            if len(keys) >= size and (name := self._names.get(keys[:size])):
                return name, size
        return word.single, 1

    def _add(self, name: str, term: Term) -> None:
        """Takes a name in, unless it is known (the earliest stage counts) or tells nothing."""
        key = self._key(name)
        tells = len(key) > 1 or (len(key) == 1 and len(key[0]) > 1 and not key[0].isdigit())
        if not tells or _plain_key(name) in self._dropped:
            return
        firm = self._is_known_field or _is_firm(name, key)
        self._names.setdefault(key, _Name(term, firm, key in self._used))
        if "-" in name and len(key) == 2:
            self._names.setdefault(_plain_key(name.replace("-", "")), _Name(term, firm=True))

    def _add_said(self, said: Mapping[str, str], *, rests: bool) -> None:
        for known, words in said.items():
            if term := self.of(known):
                term = replace(term, items=(), around=(), rests=True) if rests else term
                for name in words.split(", "):
                    self._add(name, term)

    def _held(self, roadmap: Roadmap) -> dict[_Key, tuple[str, Term]]:
        """Each name of an item with the items that go by it; that of an area belongs to all that is around."""
        spelled: dict[_Key, str] = {}
        items: dict[_Key, list[str]] = {}
        around: dict[_Key, list[str]] = {}
        for item in (i for i in roadmap.items() if i.type in ("topic", "project")):
            area = self._key(item.area) if item.type == "topic" else ()
            for name in (*names_of(item), *([item.area] if area else [])):
                key = self._key(name)
                spelled.setdefault(key, name)
                held = (around if key == area else items).setdefault(key, [])
                if item.id not in held:
                    held.append(item.id)
        order = {item.id: n for n, item in enumerate(roadmap.items())}
        found = {}
        for key, name in spelled.items():
            first = roadmap.by_id[min((*items.get(key, ()), *around.get(key, ())), key=order.__getitem__)]
            own, near = tuple(items.get(key, ())), tuple(around.get(key, ()))
            term = Term(first.id, first.title, roadmap.stage_of[first.id], own, near)
            found[key] = name, term
        return _interned(found)

    def _key(self, name: str) -> _Key:
        """The stems of a name; of a single word the word itself, with = before it where its capitals matter."""
        words = _WORD.findall(name)
        return (f"={_singular(words[0])}",) if len(words) == 1 and _is_acronym(name.strip()) else _plain_key(name)


@lru_cache(maxsize=4)
def terms_of(roadmap: Roadmap) -> RoadmapTerms:
    """The terms of this roadmap."""
    return RoadmapTerms(roadmap)


def _interned(found: Mapping[_Key, tuple[str, Term]]) -> dict[_Key, tuple[str, Term]]:
    """The names of the same items share one term, so that they are counted together."""
    terms: dict[tuple[tuple[str, ...], tuple[str, ...]], Term] = {}
    return {key: (name, terms.setdefault((term.items, term.around), term)) for key, (name, term) in found.items()}


def _is_acronym(name: str) -> bool:
    """Whether a word is known by its capitals or digits, as in LoRA, RAG and T5."""
    return len(name) <= _LONGEST_ACRONYM and (sum(c.isupper() for c in name) > 1 or any(c.isdigit() for c in name))


def _is_firm(name: str, key: _Key) -> bool:
    return len(key) > 1 or key[0].startswith("=") or any(c.isupper() for c in name.strip()[1:])


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 2 and word.endswith("s") and word[-2] not in "sui" else word


def _plain(word: str) -> str:
    """A single word: its plural and its British spelling are taken off, and nothing else, since `transform` is no Transformer."""
    word = _american(word.casefold())
    return word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else _singular(word)


def _plain_key(name: str) -> _Key:
    words = _WORD.findall(name)
    return (_plain(words[0]),) if len(words) == 1 else tuple(map(_stemmed, words))


@lru_cache(maxsize=_MOST_WORDS_KNOWN)
def _stemmed(word: str) -> str:
    return stem(_american(word.casefold()))


def _american(word: str) -> str:
    return word.replace("isation", "ization") if word.endswith(("isation", "isations")) else word
