"""The digest: the papers of a day or a week that a learner should know about, read and explained."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from .paper import Paper
from .paper_summary import Summary


@dataclass(frozen=True, slots=True)
class DigestRules:
    """The settings of digests: how many papers one explains, where at arXiv it looks, how many papers it ranks at most,
    and whether a day without a paper is told (`say`) or passed over (`silent`)."""

    papers: int = 5
    categories: tuple[str, ...] = ("cs.CL", "cs.LG", "cs.AI")
    candidates: int = 2000
    empty: Literal["say", "silent"] = "say"


@dataclass(frozen=True, slots=True)
class WordToKnow:
    """A term of a paper that the learner hasn't met yet, and the topic of the roadmap that teaches it."""

    word: str
    topic: str
    title: str


@dataclass(frozen=True, slots=True)
class ExplainedPaper:
    """A paper, explained to one learner.

    `score` is from 0 to 1 and `why` says in one line what it is made of. It is readable now, or `readable_after`
    names the stage that comes first. `exercise` is the summary's, sized to the learner's sessions.
    """

    paper: Paper
    summary: Summary
    score: float
    why: str
    readable_now: bool
    readable_after: str
    exercise: str
    words: tuple[WordToKnow, ...] = ()


@dataclass(frozen=True, slots=True)
class FailedPaper:
    """A paper that was chosen and could not be read, and why, in a sentence."""

    id: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Digest:
    """What came of one look at the new papers. `period` is a day (2026-11-28) or a week (2026-W48).

    `looked_at` counts the papers that were new to the learner, found in `looked_in` (categories) since the day `since`.
    `remarks` are sentences on what could not be looked at. `next_on` is the day on which the next one comes, if known.
    """

    period: str
    made_on: date
    looked_at: int
    looked_in: tuple[str, ...]
    since: date
    papers: tuple[ExplainedPaper, ...]
    failed: tuple[FailedPaper, ...] = ()
    remarks: tuple[str, ...] = ()
    next_on: date | None = None
