"""Papers in the order of their worth for one learner: by their place on the roadmap and by what they said and voted."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .paper import Paper
from .paper_fit import Fit, Fitting, Place
from .paper_profile import readable
from .ranking import Candidate, Index, Part, Profile, Ranked, Taste, rank
from .ranking_index import index_of
from .record import Record
from .roadmap import Roadmap

SAID, HEARD = 1.4, 0.3
"""What the paper counts that is nearest to a learner's interests and votes (a topic of this week: 1), and to what they
only read or noted, where there is neither."""
DISLIKED = 1.2
"""What being much like a paper that was voted down takes away."""
LATER, EACH_MISSING = 0.8, 0.9
"""What the worth of a paper counts that can't be read yet, and then for each topic that is missing but the first."""
LOOKED_AT = 200
"""So many of the best are looked at closely: whether they can be read, and whether what is said of them is true."""
NEAR_BY_EMBEDDINGS = 0.5
# How much two papers are alike as a share of what each is like itself: all are a little, those on one subject more.
_UNLIKE, _MUCH_ALIKE = 0.06, 0.16
_MOST_TERMS = 64
_MOST_COMPARED, _NEAREST = 6, 15
_NAMED = 0.3
_MOST_WORDS, _MOST_REASONS = 3, 4
_OF_ONE_TOPIC = 3
NOTHING_NEAR = "near nothing that is known of you"

Nearness = Callable[[Profile, Sequence[Paper]], Mapping[str, float]]
"""Tells how near papers are to a profile, by id, where embeddings can be had; empty where they can't."""


def no_nearness(profile: Profile, found: Sequence[Paper]) -> Mapping[str, float]:
    """Without embeddings."""
    del profile, found
    return {}


@dataclass(slots=True)
class _Seen:
    """A paper with its fit, what it is by the learner's own words and votes, and what it is worth by both."""

    paper: Paper
    fit: Fit
    said: Ranked
    disliked: float
    voted_down: str
    worth: float = 0.0
    why: str = ""


class Order:
    """Orders papers for one learner."""

    def __init__(self, roadmap: Roadmap, record: Record, place: Place, profile: Profile) -> None:
        self._roadmap, self._record, self._place, self._profile = roadmap, record, place, profile
        self._fitting = Fitting(roadmap, place)
        self._said = [taste for taste in profile.tastes if taste.kind not in ("topic", "disliked")]
        self._down = [taste for taste in profile.tastes if taste.kind == "disliked"]
        loud = any(taste.kind in ("interest", "liked") for taste in self._said)
        quiet = any(taste.kind in ("read", "note") for taste in self._said)
        self._loudness = self._volume = SAID if loud else HEARD if quiet else 0.0

    def of(self, found: Sequence[Paper], nearness: Nearness = no_nearness) -> tuple[Index, tuple[Ranked, ...]]:
        """The papers, best first, with their index; scores are from 0 to 1."""
        index = index_of(tuple(Candidate(paper.id, paper.title, paper.abstract) for paper in found))
        seen = self._first_look(index, {paper.id: paper for paper in found})
        seen.sort(key=lambda one: (-one.worth, one.paper.id))
        best = seen[:LOOKED_AT]
        near = _spread(nearness(self._profile, [one.paper for one in best]))
        for one in best:
            self._second_look(index, one)
            one.worth += NEAR_BY_EMBEDDINGS * near.get(one.paper.id, 0.0) * (one.worth >= 0)
            one.worth *= self._ease(one.paper)
        best.sort(key=lambda one: (-one.worth, one.paper.id))
        top = max((one.worth for one in best), default=0.0)
        least = min((one.worth for one in best), default=0.0)
        for one in seen[LOOKED_AT:]:
            one.worth = min(one.worth, least)
        return index, tuple(self._ranked(one, top) for one in (*best, *seen[LOOKED_AT:]))

    def _first_look(self, index: Index, by_id: Mapping[str, Paper]) -> list[_Seen]:
        order = rank(index, Profile(tuple(self._said)))
        self._volume = self._loudness * self._heard(index, by_id, order[:_NEAREST])
        said = {one.id: one for one in order}
        down = _disliked(index, self._down)
        seen = []
        for candidate in index.candidates:
            paper, of_said = by_id[candidate.id], said[candidate.id]
            one = _Seen(paper, self._fitting.of(paper), of_said, *down.get(candidate.id, (0.0, "")))
            one.worth = one.fit.score + self._volume * of_said.score - DISLIKED * one.disliked
            if _is_avoided(of_said):
                one.worth = -1000.0
            seen.append(one)
        return seen

    def _heard(self, index: Index, by_id: Mapping[str, Paper], nearest: Sequence[Ranked]) -> float:
        """From 0 to 1, how much of what the learner said the nearest papers really meet: some are always the nearest."""
        parts = ((part, by_id[one.id]) for one in nearest for part in one.parts if part.kind == "interest")
        if any(self._is_true(index, *pair) for pair in parts):
            return 1.0
        told = [taste for taste in self._said if taste.kind in ("liked", "read", "note")]
        return max((share for share, _ in _alike(index, nearest[:_MOST_COMPARED], told).values()), default=0.0)

    def _second_look(self, index: Index, one: _Seen) -> None:
        if _is_avoided(one.said):
            one.why = one.said.why
            return
        good = [part for part in one.said.parts if part.share > 0]
        true = [part for part in good if self._is_true(index, part, one.paper)]
        kept = sum(part.share for part in true) / (sum(part.share for part in good) or 1.0)
        said = self._volume * one.said.score * kept
        one.worth = one.fit.score + said - DISLIKED * one.disliked
        reasons = self._fitting.reasons(one.paper, one.fit)
        voiced = _voiced(true) if said >= _NAMED * self._loudness else []
        order = (*voiced, *reasons) if said > one.fit.score else (*reasons, *voiced)
        against = [f"but {one.voted_down}"] if one.disliked else []
        one.why = "; ".join((*order[:_MOST_REASONS], *against)) or NOTHING_NEAR

    def _is_true(self, index: Index, part: Part, paper: Paper) -> bool:
        """An interest is met only by a paper that holds most of its words."""
        if part.kind != "interest":
            return True
        taste = next((taste for taste in self._said if taste.label == part.label), Taste("", ""))
        asked = set(index.terms.of(taste.text))
        held = asked & set(index.terms.of(f"{paper.title} {paper.abstract}"))
        return 3 * len(held) >= 2 * len(asked)

    def _ranked(self, one: _Seen, top: float) -> Ranked:
        score = min(max(one.worth / top, 0.0), 1.0) if top > 0 else 0.0
        topics = () if _is_avoided(one.said) else self._fitting.parts(one.fit)
        parts = (*(Part(label, "topic", round(share, 6), ()) for label, share in topics), *one.said.parts)
        return replace(one.said, score=round(score, 6), why=one.why or NOTHING_NEAR, parts=parts)

    def _ease(self, paper: Paper) -> float:
        able = readable(paper, self._roadmap, self._record, self._place.stage)
        return 1.0 if able.now else LATER * EACH_MISSING ** max(len(able.missing) - 1, 0)


def _is_avoided(one: Ranked) -> bool:
    return any(part.kind == "avoid" for part in one.parts)


def _alike(index: Index, ranked: Iterable[Ranked], tastes: Sequence[Taste]) -> Mapping[str, tuple[float, str]]:
    """How much papers are like one of these texts, from 0 for as much as all are to 1, and how that text is spoken of."""
    places = {paper.id: at for at, paper in enumerate(index.candidates)}
    asked = []
    for taste in tastes:
        query = index.query(taste.text)
        terms = set(query.terms)
        # Of a text that shares few words with all papers, those few would count for the whole.
        known = len(terms & query.weights.keys()) / min(len(terms) or 1, _MOST_TERMS)
        asked.append((taste.label, [known * like for like in index.likeness(query)]))
    found = {}
    for one in ranked if asked else ():
        at = places[one.id]
        paper = index.candidates[at]
        own = index.likeness(index.query(f"{paper.title} {paper.abstract}"))[at] or 1.0
        share, label = max((likeness[at] / own, label) for label, likeness in asked)
        found[one.id] = min(max((share - _UNLIKE) / (_MUCH_ALIKE - _UNLIKE), 0.0), 1.0), label
    return found


def _disliked(index: Index, tastes: Sequence[Taste]) -> Mapping[str, tuple[float, str]]:
    """The papers that are like those voted down: how much, and like which."""
    asked = Profile(tuple(replace(taste, kind="read", weight=1.0) for taste in tastes))
    nearest = rank(index, asked, _NEAREST) if tastes else ()
    return {id_: (share, label) for id_, (share, label) in _alike(index, nearest, tastes).items() if share}


def _voiced(parts: Sequence[Part]) -> list[str]:
    """What speaks for a paper by the learner's own words and votes, and the words that are shared."""
    strong = [part for part in parts if part.share >= _NAMED * parts[0].share][:2]
    words = list(dict.fromkeys(word for part in strong for word in part.words if len(word) > 2))[:_MOST_WORDS]
    said = [part.label if part.kind in ("liked", "read") else f"near {part.label}" for part in strong]
    return said + ([f"shares: {', '.join(words)}"] if words else [])


def _spread(near: Mapping[str, float]) -> Mapping[str, float]:
    """From 0 for the farthest to 1 for the nearest."""
    least, most = min(near.values(), default=0.0), max(near.values(), default=0.0)
    return {id_: (value - least) / ((most - least) or 1.0) for id_, value in near.items()}


def varied(ranked: Sequence[Ranked], most: int) -> tuple[Ranked, ...]:
    """At most so many of the ranked ones, in their order, where no topic has more than three while others are left."""
    seen: Counter[str] = Counter()
    turns = []
    for one in ranked:
        topic = next((part.label for part in one.parts if part.kind == "topic"), "")
        turns.append(seen[topic] // _OF_ONE_TOPIC if topic else 0)
        seen[topic] += 1
    order = sorted(range(len(ranked)), key=turns.__getitem__)
    return tuple(ranked[at] for at in order[:most])
