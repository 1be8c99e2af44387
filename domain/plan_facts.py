"""The facts from which a week is planned. The same facts give the same plan."""

from dataclasses import dataclass, field
from datetime import datetime

from .learner import Learner
from .record import Record
from .roadmap import Item, Roadmap
from .week import Week
from .weekly_plan import WeeklyPlan

FILL_SHARE = 0.90
"""How much of the free time is planned at most; the rest is a buffer."""


@dataclass(frozen=True, slots=True)
class PlanRules:
    """The settings of planning: the most that reviews and carried-over work get, as shares of the free minutes."""

    review_share: float = 0.25
    carry_over_share: float = 0.40


@dataclass(frozen=True, slots=True)
class PaperToRead:
    """A paper that a session can be for, by its id and title."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything `plan_week` may look at, besides the time. `busy` are UTC intervals.

    `previous` is the revision in force, with the states that its sessions have now. `papers` are the papers of the
    learner's digests that they haven't read yet, best first.
    """

    learner: Learner
    roadmap: Roadmap
    record: Record
    week: Week
    busy: tuple[tuple[datetime, datetime], ...] = ()
    rules: PlanRules = field(default_factory=PlanRules)
    previous: WeeklyPlan | None = None
    papers: tuple[PaperToRead, ...] = ()


def pace_key(item: Item) -> str:
    """The kind of work whose pace corrects this item's estimate."""
    return item.kind if item.type == "topic" else item.type


def estimate(item: Item, record: Record) -> int:
    """Minutes that this learner will likely need for the whole item, a multiple of five."""
    return max(5, round(item.minutes * record.pace.get(pace_key(item), 1.0) / 5) * 5)


def remaining(item: Item, record: Record, shortest: int) -> int:
    """Minutes still to be planned for an unfinished item: never less than one shortest session."""
    if record.of(item.id).is_finished:
        return 0
    return max(shortest, estimate(item, record) - record.of(item.id).worked)
