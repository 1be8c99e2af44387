"""The weekly plan: the study sessions of one ISO week, each with its reason."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

SessionKind = Literal["learn", "practise", "project", "review", "paper", "publish", "habit"]
SessionState = Literal["planned", "done", "skipped", "missed", "cancelled"]


@dataclass(frozen=True, slots=True)
class StudySession:
    """One piece of work on one local `day`, starting at local `start` (HH:MM), which is `starts_at` in UTC.

    `id` is typeable and stays the same over the revisions of a plan, as in w48-3. `topic` is the id of
    an item or habit of the roadmap. `sequence` counts how often the session was changed (RFC 5545), a model's
    words aside. `written_by` is who wrote task and done_when: `rules`, or a model's name. `paper` is the id of the
    paper to be read, in a session that names one.
    """

    id: str
    day: date
    start: str
    starts_at: datetime
    minutes: int
    kind: SessionKind
    topic: str
    title: str
    task: str
    why: str
    done_when: str
    carried: bool = False
    state: SessionState = "planned"
    sequence: int = 0
    written_by: str = "rules"
    paper: str = ""


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """Unfinished work of before that comes back in this plan, with the minutes placed and the reason."""

    topic: str
    title: str
    minutes: int
    why: str


@dataclass(frozen=True, slots=True)
class NotPlaced:
    """Something that was due and found no place."""

    topic: str
    why: str


@dataclass(frozen=True, slots=True)
class StageForecast:
    """The days by which a stage ends with probability .5 and .9; None for an ongoing one."""

    stage: str
    p50: date | None
    p90: date | None
    title: str = ""


@dataclass(frozen=True, slots=True)
class WeeklyPlan:
    """The plan of one week. `free_minutes` are those that remained when it was made, within the learner's limit.

    `planned_minutes` are those of the sessions from then on. `sessions` also holds the ones of an earlier
    revision that were done, missed, skipped or cancelled. `explanation` says how each soft goal fared.
    `written_by` names the model that wrote some of the words and the `note` for the week, or is `rules`.
    """

    week: str
    timezone: str
    made_at: datetime
    free_minutes: int
    planned_minutes: int
    sessions: tuple[StudySession, ...]
    carried_over: tuple[CarriedOver, ...] = ()
    not_placed: tuple[NotPlaced, ...] = ()
    empty_because: str | None = None
    forecast: tuple[StageForecast, ...] = ()
    explanation: tuple[str, ...] = ()
    revision: int = 1
    written_by: str = "rules"
    note: str = ""
