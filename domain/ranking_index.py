"""Titles and abstracts made ready once, to be compared with any number of texts."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice, pairwise
from math import fsum, log, sqrt

from .ranking_terms import Terms

# All chosen on the tasks of benchmarks/ranking.py.
TITLE = 2
"""A word of the title counts as so many of the abstract."""
PAIR = 0.3
"""What two terms side by side count for, beside each of them."""
SHARED = 0.5
"""A term of n liked texts counts n to this power times as much."""
_K1, _B = 1.5, 0.75
_SHORT, _LONG = 25, 60
"""In a query of so few terms each counts alike; in one of so many, as a whole abstract is, the rare ones count more."""
_MOST_TERMS, _MOST_PAIRS = 64, 256


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper to be ranked."""

    id: str
    title: str
    abstract: str


@dataclass(frozen=True, slots=True)
class Query:
    """What a text asks for: what its terms and pairs of terms count; and all its terms in their order."""

    weights: Mapping[str, float]
    terms: tuple[str, ...]


@dataclass(slots=True)
class _Postings:
    """The places of the candidates in which a term stands, in order, how often, and what it weighs there if asked yet."""

    at: list[int] = field(default_factory=list)
    often: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)


class Index:
    """Candidates by their terms; of two with the same id the first is kept.

    A term is weighed, and a pair of terms looked for, when it is first asked for.
    """

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        kept: dict[str, Candidate] = {}
        for paper in candidates:
            kept.setdefault(paper.id, paper)
        self.candidates = tuple(kept.values())
        self.terms = Terms()
        self._titles: list[str] = []
        self._texts: list[str] = []
        self._postings: dict[str, _Postings] = {}
        lengths = [self._add(at, paper) for at, paper in enumerate(self.candidates)]
        mean = sum(lengths) / max(len(lengths), 1) or 1
        self._lacking = [_K1 * (1 - _B + _B * length / mean) for length in lengths]
        self._places: dict[str, frozenset[int]] = {}

    def query(self, text: str, boosts: Mapping[str, int] | None = None) -> Query:
        """What a text asks for; `boosts` tells in how many of the liked texts a term or pair stands."""
        terms = self.terms.of(text)
        often = Counter(term for term in terms if term in self._postings)
        pairs = Counter(f"{a} {b}" for a, b in pairwise(terms) if a in often and b in often)
        trust = min(max((len(often) - _SHORT) / (_LONG - _SHORT), 0.0), 1.0)
        single = self._heaviest(often, trust)
        double = self._heaviest(dict(islice(pairs.items(), _MOST_PAIRS)), trust)
        norm = sqrt(fsum(weight * weight for weight in single.values())) or 1
        weights = single | {pair: PAIR * weight for pair, weight in double.items()}
        boosts = boosts or {}
        return Query({t: w / norm * boosts.get(t, 1) ** SHARED for t, w in weights.items()}, tuple(terms))

    def likeness(self, query: Query) -> list[float]:
        """How much each candidate is like a query, in their order; 0 where they share nothing."""
        found = [0.0] * len(self.candidates)
        for term, weight in query.weights.items():
            for at, own in zip(self._of(term).at, self._weights(term), strict=True):
                found[at] += weight * own
        return found

    def shared(self, query: Query, at: int, most: int) -> tuple[str, ...]:
        """The words of the candidate at a place that make it most like a query, as they stand there."""
        paper = self.candidates[at]
        found: dict[str, str] = {}
        for term, word in self.terms.with_words(f"{paper.title} {paper.abstract}"):
            if term in query.weights:
                found.setdefault(term, word)
        best = sorted(found, key=lambda term: (-query.weights[term] * self._weight(term, at), term))
        return tuple(found[term] for term in best[:most])

    def holding(self, phrase: str) -> set[int]:
        """The places of the candidates in which the words of a phrase stand side by side, in any of their forms."""
        terms = self.terms.of(phrase)
        wanted = f" {' '.join(terms)} "
        return {at for at in self._with_all(terms) if wanted in self._texts[at]}

    def same(self, query: Query) -> list[int]:
        """The places of the candidates whose title and abstract together are just the text of the query."""
        return self._by_text.get(" ".join(query.terms), []) if query.terms else []

    @cached_property
    def _by_text(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, text in enumerate(self._texts):
            found.setdefault(text.replace("\n ", "").strip(), []).append(at)
        return found

    def _add(self, at: int, paper: Candidate) -> int:
        title, rest = self.terms.of(paper.title), self.terms.of(paper.abstract)
        self._titles.append(f" {' '.join(title)} ")
        self._texts.append(f"{self._titles[-1]}\n {' '.join(rest)} ")
        counts = Counter(title * TITLE + rest)
        postings = self._postings
        for term, often in counts.items():
            if term not in postings:
                postings[term] = _Postings()
            held = postings[term]
            held.at.append(at)
            held.often.append(often)
        return counts.total()

    def _heaviest(self, often: Mapping[str, int], trust: float) -> dict[str, float]:
        """What terms count in a query, only the heaviest of many."""
        weights = {t: n * (_K1 + 1) / (n + _K1) * self._idf(t) ** trust for t, n in often.items() if self._of(t).at}
        best = sorted(weights, key=lambda term: (-weights[term], term))[:_MOST_TERMS]
        return {term: weights[term] for term in best}

    def _of(self, term: str) -> _Postings:
        if term not in self._postings:
            self._postings[term] = self._of_pair(term)
        return self._postings[term]

    def _idf(self, term: str) -> float:
        often = len(self._of(term).at)
        return log(1 + (len(self.candidates) - often + 0.5) / (often + 0.5))

    def _weights(self, term: str) -> list[float]:
        """As BM25 weighs."""
        held = self._of(term)
        if not held.weights:
            most = self._idf(term) * (_K1 + 1)
            held.weights = [most * n / (n + self._lacking[at]) for at, n in zip(held.at, held.often, strict=True)]
        return held.weights

    def _weight(self, term: str, at: int) -> float:
        held = self._of(term)
        place = bisect_left(held.at, at)
        return self._weights(term)[place] if held.at[place : place + 1] == [at] else 0.0

    def _of_pair(self, pair: str) -> _Postings:
        wanted = f" {pair} "
        found = _Postings()
        for at in sorted(self._with_all(pair.split())):
            if often := self._texts[at].count(wanted):
                found.at.append(at)
                found.often.append(often + (TITLE - 1) * self._titles[at].count(wanted))
        return found

    def _with_all(self, terms: Iterable[str]) -> frozenset[int]:
        places = sorted((self._of_term(term) for term in terms), key=len)
        return places[0].intersection(*places[1:]) if places else frozenset()

    def _of_term(self, term: str) -> frozenset[int]:
        if term not in self._places:
            self._places[term] = frozenset(self._postings[term].at if term in self._postings else ())
        return self._places[term]


@lru_cache(maxsize=2)
def index_of(candidates: tuple[Candidate, ...]) -> Index:
    """The index of these candidates, made once for all who rank them."""
    return Index(candidates)
