"""What a learner can ask of their plan in a conversation, and what such a request is understood from."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal, get_args

from .record import Rating
from .roadmap import Roadmap
from .weekly_plan import StudySession

Action = Literal[
    "show_week",
    "show_today",
    "why",
    "done",
    "log",
    "skip",
    "lost_day",
    "limit_week",
    "replan",
    "progress",
    "undo",
    "unclear",
]
CHANGES: tuple[Action, ...] = ("done", "log", "skip", "lost_day", "limit_week", "replan", "undo")


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """One request about the plan. Several `sessions` are candidates: the learner has to say which is meant.

    `day` is an ISO day, for a lost time also a range of days (2026-11-24..2026-11-25), and for the limit of a week
    any day of it (empty: this week). `topic` is the id of an item, `minutes` 0 where nothing was said of them (a
    limit of 0 leaves nothing). `finished` means the whole item, `why` is the learner's reason.
    """

    action: Action
    sessions: tuple[str, ...] = ()
    topic: str = ""
    day: str = ""
    minutes: int = 0
    rating: Rating = ""
    finished: bool = False
    why: str = ""


def to_mapping(request: PlanRequest) -> dict[str, Any]:
    """The request in values that any JSON holds."""
    return asdict(request) | {"sessions": list(request.sessions)}


def from_mapping(values: Mapping[str, Any]) -> PlanRequest:
    """The request that `to_mapping` gave. Raises ValueError for what is none."""
    if values.get("action") not in get_args(Action):
        raise ValueError(f"no request about the plan has the action {values.get('action')!r:.40}")
    return PlanRequest(**{**values, "sessions": tuple(values.get("sessions", ()))})


@dataclass(frozen=True, slots=True)
class PlanTalk:
    """What a message about the plan is understood from: the local day, the sessions at hand in order, and the roadmap."""

    today: date
    sessions: tuple[StudySession, ...]
    roadmap: Roadmap

    @property
    def open(self) -> tuple[StudySession, ...]:
        """The sessions that are not settled yet."""
        return tuple(s for s in self.sessions if s.state in ("planned", "missed"))

    def of_day(self, day: date) -> tuple[StudySession, ...]:
        """The sessions of a day."""
        return tuple(s for s in self.sessions if s.day == day)

    @property
    def next(self) -> tuple[StudySession, ...]:
        """The session that is on or comes next."""
        return tuple(s for s in self.sessions if s.state == "planned" and s.day >= self.today)[:1]
