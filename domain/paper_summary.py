"""What a paper says, point by point, each with the words of the paper that prove it."""

from dataclasses import dataclass
from typing import Literal

PointKind = Literal["problem", "idea", "method", "result", "limit"]
POINT_KINDS: tuple[PointKind, ...] = ("problem", "idea", "method", "result", "limit")


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a paper says. `quote` stands verbatim in the paper, in that section and on that page."""

    kind: PointKind
    text: str
    quote: str
    section: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """A paper explained for a stage of the roadmap (`level`, from 1); the same for all learners of that stage.

    `tldr` is one sentence, `exercise` something to try (what and how to know it is done, without minutes). `words` are
    terms to know first, as they stand in the paper. `written_by` is `rules` or a model's name. `dropped` counts points
    that were left out because nothing in the paper proves them.
    """

    paper: str
    version: int
    level: int
    tldr: str
    points: tuple[Point, ...]
    exercise: str
    words: tuple[str, ...] = ()
    written_by: str = "rules"
    dropped: int = 0
