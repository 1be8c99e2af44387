"""Papers in the order in which they are worth a learner's time, by title and abstract, with the reason for each."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from .ranking_index import Candidate, Index, Query

__all__ = ["Candidate", "Index", "Kind", "Part", "Profile", "Ranked", "Taste", "rank", "simple_profile"]

Kind = Literal["topic", "interest", "liked", "disliked", "avoid", "note", "read"]
_UNWANTED = re.compile(r"(?:not|no|avoid|nothing (?:on|about)|-)\s*(?<=[\s-])(\S.*)", re.IGNORECASE)
_FEW_WORDS = 5
NOTHING_KNOWN = "nothing is known yet of what you like"
NOTHING_NEAR = "near nothing that is known of you"
DISLIKED = 0.5
"""What a disliked text takes away of what a liked one of the same weight gives, so that it can't drown that."""
_RRF = 60
_TOLD_PARTS, _TOLD_WORDS = 3, 3
_WORTH_TELLING = 0.3
"""A taste that moves a paper by less than this share of what the strongest does isn't told."""
_TOLD_FULLY = 100
"""Papers further down are told with the strongest taste alone, without words: nobody looks there."""


@dataclass(frozen=True, slots=True)
class Taste:
    """One text that says what is wanted, or not.

    `label` is how an explanation speaks of it: "*LoRA*, your topic this week", "you liked 2106.09685". `weight` says
    how much it counts beside the others; its text counts against a paper where it is negative or the kind is
    `disliked`. Papers that hold the words of an `avoid` text come last.
    """

    text: str
    label: str
    weight: float = 1.0
    kind: Kind = "interest"

    @property
    def counts(self) -> float:
        """The weight with its sign."""
        is_against = self.kind == "disliked" or self.weight < 0
        return -abs(self.weight) * DISLIKED if is_against else self.weight


@dataclass(frozen=True, slots=True)
class Profile:
    """All that is known of what a learner wants to read."""

    tastes: tuple[Taste, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """What one taste gives to a paper's score (or takes from it, below 0), and the words that both share."""

    label: str
    kind: Kind
    share: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A paper's place: its score from 0 to 1, comparable within one ranking, the reason in a line, and its parts."""

    id: str
    score: float
    why: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """A taste, how much it counts, what its text asks for, and how much each candidate is like it."""

    taste: Taste
    counts: float
    query: Query
    likeness: Sequence[float]


def rank(
    index: Index, profile: Profile, most: int | None = None, vectors: Mapping[str, float] | None = None
) -> tuple[Ranked, ...]:
    """The candidates of the index, best first, at most `most`; in their own order where nothing is known of the learner.

    Papers that are liked texts word for word come first. `vectors` says how near ids are to the profile by embeddings,
    for as many as were compared: then both orders are fused by their reciprocal ranks.
    """
    avoided = [taste for taste in profile.tastes if taste.kind == "avoid" and taste.text.strip()]
    asked = _asked(index, [t for t in profile.tastes if t.kind != "avoid" and t.weight and t.text.strip()])
    if not asked and not avoided and not vectors:
        return tuple(Ranked(paper.id, 0.0, NOTHING_KNOWN) for paper in index.candidates[:most])
    totals = [0.0] * len(index.candidates)
    for one in asked:
        totals = [total + one.counts * like for total, like in zip(totals, one.likeness, strict=True)]
    if vectors:
        totals = _fused(index, totals, vectors)
    kept_back = {at: taste for taste in reversed(avoided) for at in index.holding(taste.text)}
    known = _known(index, asked)
    order = sorted(
        range(len(totals)), key=lambda at: (at in kept_back, -known[at], -totals[at], index.candidates[at].id)
    )
    top = max((totals[at] for at in order if at not in kept_back and not known[at]), default=0.0)
    found = []
    for place, at in enumerate(order[:most]):
        if at in kept_back:
            found.append(_kept_back(index.candidates[at].id, kept_back[at]))
            continue
        parts = _parts(index, at, asked, is_told_fully=place < _TOLD_FULLY)
        score = min(max(totals[at] / top, 0.0), 1.0) if top > 0 else 0.0
        score = (1.0 if known[at] > 0 else 0.0) if known[at] else score
        found.append(Ranked(index.candidates[at].id, round(score, 6), _why(parts), parts))
    return tuple(found)


def simple_profile(interests: Sequence[str], liked: Sequence[str], disliked: Sequence[str]) -> Profile:
    """A profile of plain texts. Liked and disliked ones are counted from 1 in the explanations; an interest of a few
    words that begins with `not` or `no` names what is not wanted."""
    return Profile(
        (
            *map(_interest, interests),
            *(Taste(text, f"you liked text {n}", 1.0, "liked") for n, text in enumerate(liked, 1)),
            *(Taste(text, f"you disliked text {n}", 1.0, "disliked") for n, text in enumerate(disliked, 1)),
        )
    )


def _interest(text: str) -> Taste:
    unwanted = _UNWANTED.fullmatch(text.strip())
    if unwanted and len(text.split()) <= _FEW_WORDS:
        return Taste(unwanted[1], f"{_short(unwanted[1])}, which you don't want", 1.0, "avoid")
    return Taste(text, f"your interest in {_short(text)}", 1.0, "interest")


def _asked(index: Index, tastes: Sequence[Taste]) -> list[_Asked]:
    boosts = _boosts(index, tastes)
    found = []
    for taste in tastes:
        query = index.query(taste.text, boosts if _is_liked(taste) else None)
        found.append(_Asked(taste, taste.counts, query, index.likeness(query)))
    return found


def _boosts(index: Index, tastes: Sequence[Taste]) -> Counter[str]:
    """In how many liked texts each term and each pair of terms stands: what they share is what is liked in them."""
    found: Counter[str] = Counter()
    for terms in (index.terms.of(taste.text) for taste in tastes if _is_liked(taste)):
        found.update({*terms, *map(" ".join, pairwise(terms))})
    return found


def _is_liked(taste: Taste) -> bool:
    return taste.kind == "liked" and taste.weight > 0


def _known(index: Index, asked: Sequence[_Asked]) -> list[int]:
    """For each candidate, how many tastes are its own text: those wanted, less those not wanted."""
    found = [0] * len(index.candidates)
    for one in asked:
        for at in index.same(one.query):
            found[at] += 1 if one.counts > 0 else -1
    return found


def _fused(index: Index, totals: Sequence[float], vectors: Mapping[str, float]) -> list[float]:
    """Reciprocal ranks added up; a paper that wasn't compared by embeddings has only the one of its words."""
    ids = [paper.id for paper in index.candidates]
    fused = [0.0] * len(ids)
    compared = [at for at, id_ in enumerate(ids) if id_ in vectors]
    for places, score in ((range(len(ids)), totals.__getitem__), (compared, lambda at: vectors[ids[at]])):
        for place, at in enumerate(sorted(places, key=lambda at: (-score(at), ids[at])), 1):
            fused[at] += 1 / (_RRF + place)
    return fused


def _kept_back(id_: str, taste: Taste) -> Ranked:
    part = Part(taste.label, "avoid", 0.0, ())
    return Ranked(id_, 0.0, _line(f"kept back: it speaks of {taste.label}"), (part,))


def _parts(index: Index, at: int, asked: Sequence[_Asked], *, is_told_fully: bool) -> tuple[Part, ...]:
    """The tastes that move a paper most, the strongest first."""
    shares = [one.counts * one.likeness[at] for one in asked]
    most = sorted((-abs(share), n) for n, share in enumerate(shares) if share)[: _TOLD_PARTS if is_told_fully else 1]
    return tuple(
        Part(
            asked[n].taste.label,
            asked[n].taste.kind,
            round(shares[n], 6),
            index.shared(asked[n].query, at, _TOLD_WORDS) if is_told_fully else (),
        )
        for _, n in most
    )


def _why(parts: Sequence[Part]) -> str:
    """One line: the one or two tastes that gave most, what speaks against it, and the words shared."""
    least = _WORTH_TELLING * max((abs(part.share) for part in parts), default=0.0)
    good = [part for part in parts if part.share > 0 and part.share >= least][:2]
    bad = [part for part in parts if part.share < 0 and -part.share >= least][:1]
    said = [part.label if part.kind in ("liked", "read") else f"near {part.label}" for part in good]
    said += [f"but {part.label}" if good else part.label for part in bad]
    words = list(dict.fromkeys(word for part in good or bad for word in part.words))[:_TOLD_WORDS]
    if words:
        said.append(f"shares: {', '.join(words)}")
    return _line("; ".join(said)) or NOTHING_NEAR


def _line(text: str) -> str:
    return " ".join(text.split())


def _short(text: str) -> str:
    line = _line(text[:300])
    return line if len(line) <= 60 else f"{line[:59].rstrip()}…"
