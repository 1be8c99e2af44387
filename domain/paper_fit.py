"""How well a paper fits where a learner is on their roadmap, by the terms that it speaks of, and the reason in words.

Everyday words that a roadmap shares with all papers tell nothing. So a paper is near a topic only when a name of that
topic stands in it, and a name of one short word counts only beside firm ones: `stress` in a paper on Spanish.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from .paper import Paper
from .paper_terms import Count, RoadmapTerms, Term, terms_of
from .roadmap import Roadmap

THIS_WEEK, NEXT, FINISHED = 1.0, 0.6, 0.3
AREA = 0.4
"""What speaking of a topic's area counts, beside speaking of the topic."""
PASSING = 0.35
"""What a topic counts that is named in passing."""
ROAD = 0.6
"""What the whole road counts beside a topic of this week."""
EASIER = {"an overview or introduction": 1.5, "about learning and teaching": 1.4, "a study": 1.15}
"""What the fit of papers counts that are easier than others, by how they are meant."""
HARDER = 0.8
"""What papers full of mathematics count for who is in the first half of the roadmap."""
_MATHS = re.compile(
    r"\$|\\[a-zA-Z]|\b(?:[Tt]heorems?|[Ll]emmas?|[Pp]rovabl[ey]|[Ee]quivarian(?:t|ce)|[Mm]anifolds?|asymptotic(?:ally)?)\b"
)
_FADES = 0.7
_MUCH = 3
_WITHIN = 1
_TITLED = 3
_FURTHER = (1.0, 0.3, 0.15, 0.1)
_LEAST_AHEAD, _LEAST_BEHIND = 0.5, 0.3
_AHEAD, _BEHIND = 0.08, 0.2
_GOAL = 0.3
_NAMED_WORDS = 3

_KINDS = (
    (
        re.compile(
            r"\b(?:an? survey|survey (?:of|on)|surveying|tutorial|primer|overview|(?:systematic|literature|scoping|critical|comprehensive|brief|short) review"
            r"|a review(?!-)|review of|guide to|lecture notes|textbook|introduction|lessons (?:learned|from)|explained)\b",
            re.I,
        ),
        "an overview or introduction",
    ),
    (
        re.compile(
            r"\b(?:education(?:al)?|classrooms?|pedagog\w+|novices?|beginners?|undergraduates?|tutoring|e-learning"
            r"|(?:programming|introductory|university|college|school|computing|science) (?:courses?|students?|teachers?))\b",
            re.I,
        ),
        "about learning and teaching",
    ),
    (re.compile(r"\b(?:empirical (?:study|analysis|evaluation)|case study|comparative study)\b", re.I), "a study"),
)

_Near = tuple[float, str, Term, str]
"""What being near a topic counts, the topic's id, the term that says so, and how it is near."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a learner is: the stage (from 1), and the ids of this week's topics, the next ones and those lately finished."""

    stage: int
    this_week: tuple[str, ...] = ()
    coming: tuple[str, ...] = ()
    finished: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fit:
    """From 0 to about 3: what topics and road give, and how the paper is meant; and what the reasons are made of."""

    score: float
    topics: tuple[_Near, ...] = ()
    road: tuple[Term, ...] = ()
    meant: str = ""


def wanted(roadmap: Roadmap, place: Place) -> list[tuple[str, str, float]]:
    """The topics that are wanted at a place: their ids, how they are spoken of, and what they count."""
    found: dict[str, tuple[str, float]] = {}
    for items, how, weight in (
        (place.this_week, "your topic this week", THIS_WEEK),
        (place.coming, "next on your roadmap", NEXT),
        (place.finished, "which you finished", FINISHED),
    ):
        for item in items:
            found.setdefault(item, (f"“{roadmap.by_id[item].title}”, {how}", weight))
    return [(item, label, weight) for item, (label, weight) in found.items()]


class Fitting:
    """Tells of papers how they fit a learner's place on a roadmap."""

    def __init__(self, roadmap: Roadmap, place: Place) -> None:
        self._roadmap, self._place = roadmap, place
        self._terms: RoadmapTerms = terms_of(roadmap)
        self._wanted = {item: (weight, label) for item, label, weight in wanted(roadmap, place)}

    def of(self, paper: Paper) -> Fit:
        """How the paper fits."""
        counts = told(self._terms.count(paper.title, paper.abstract))
        topics = sorted(self._topics(counts), key=lambda found: (-found[0], found[1]))
        near = _each_once(topics)
        of_road = ((self._weight(term) * _strength(count), term) for term, count in counts.items() if not term.rests)
        weighed = sorted(of_road, key=_by_first)
        # What is far ahead counts once: the more of it, the less can be understood.
        within = self._place.stage + _WITHIN
        counted = [weight for n, (weight, term) in enumerate(weighed) if n == 0 or term.stage <= within]
        road = sum(share * weight for share, weight in zip(_FURTHER, counted, strict=False))
        topic = sum(share * found[0] for share, found in zip(_FURTHER, near, strict=False))
        meant = meant_for_learners(paper)
        score = (topic + ROAD * road) * EASIER.get(meant, 1.0)
        is_early = 2 * self._place.stage <= len(self._roadmap.stages)
        if score and is_early and _MATHS.search(f"{paper.title} {paper.abstract}"):
            score *= HARDER
        spoken = tuple(term for _, term in weighed if counts[term].is_about)[:_NAMED_WORDS]
        return Fit(score, near, spoken, meant)

    def reasons(self, paper: Paper, fit: Fit) -> list[str]:
        """Why it fits, each reason a few words."""
        words: dict[Term, str] = {}
        for mention in chain(self._terms.find(paper.title), self._terms.find(paper.abstract)):
            words.setdefault(mention.term, mention.words)
        said = [self._said(found, words) for found in fit.topics[:2]]
        of_topics = {found[2] for found in fit.topics[:2]}
        others = list(dict.fromkeys(words[term] for term in fit.road if term in words and term not in of_topics))
        if others and len(said) < 2:
            said.append(f"on your roadmap: {', '.join(others)}")
        return said + ([fit.meant] if fit.meant and said else [])

    def parts(self, fit: Fit) -> list[tuple[str, float]]:
        """The topics that the paper is near, as they are spoken of, with what they give."""
        return [(self._wanted[found[1]][1], found[0]) for found in fit.topics]

    def _topics(self, counts: Mapping[Term, Count]) -> Iterator[_Near]:
        """What the paper is near: how much that counts, the item, the term that says so, and how it is near."""
        for term, count in counts.items():
            for items, share, how in ((term.items, 1.0, "near"), (term.around, AREA, "in the area of")):
                for item in items:
                    if item in self._wanted:
                        weight = self._wanted[item][0] * share
                        if count.titled or count.times >= _MUCH:
                            yield weight * _strength(count), item, term, how
                        elif how == "near":
                            yield weight * PASSING * _strength(count), item, term, "names"

    def _said(self, found: _Near, words: Mapping[Term, str]) -> str:
        _, item, term, how = found
        title = self._roadmap.by_id[item].title
        word = words.get(term, "")
        label = self._wanted[item][1]
        if how == "names":
            return f"names {word} ({label})"
        return f"{how} {label}" + ("" if word.casefold() in title.casefold() else f" ({word})")

    def _weight(self, term: Term) -> float:
        """What a term of the road counts: more towards the road's end, and the nearer to the learner's stage."""
        far = term.stage - self._place.stage
        near = max(1 - _AHEAD * far, _LEAST_AHEAD) if far >= 0 else max(1 + _BEHIND * far, _LEAST_BEHIND)
        return near * (1 - _GOAL + _GOAL * term.stage / len(self._roadmap.stages))


def told(counts: Mapping[Term, Count]) -> Mapping[Term, Count]:
    """What tells of the road: all that is firm, and what isn't only beside that."""
    firm = any(count.firm for count in counts.values())
    return counts if firm else {}


def meant_for_learners(paper: Paper) -> str:
    """How the paper is meant, where that makes it easier than others; empty for all else."""
    return next((said for pattern, said in _KINDS if pattern.search(paper.title)), "")


def _strength(count: Count) -> float:
    """How much a paper is about a term, from 0 to 1: naming it once is little, and in the title much."""
    return 1 - _FADES ** (count.times + (_TITLED - 1) * count.titled)


def _each_once(found: Iterable[_Near]) -> tuple[_Near, ...]:
    """Each topic once, and each term for one topic only: the first that it is found for."""
    once: list[_Near] = []
    for one in found:
        if all(one[1] != other[1] and one[2] is not other[2] for other in once):
            once.append(one)
    return tuple(once)


def _by_first(pair: tuple[float, Term]) -> float:
    return -pair[0]
