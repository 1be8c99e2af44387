"""The learner's record: evidence of what was done, and what follows from it.

Evidence is only ever added; taking something back is evidence too. Everything the coach believes about
a learner's progress is computed from these rows, so it can be explained and undone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

EvidenceKind = Literal[
    "session_done",  # a study session was held; minutes are those really spent
    "session_skipped",  # a study session will not be held; the note says why
    "work_logged",  # work outside the plan
    "topic_finished",  # an item is finished, shown by work
    "topic_known",  # an item is known by the learner's word alone
    "topic_unknown",  # that isn't so any more
    "paper_read",  # a paper was read; minutes are those outside the plan
    "recalled",  # a finished topic was recalled, with a rating
    "fresh_start",  # unfinished work of before isn't carried over any more
    "mistake_seen",  # a code review found a mistake anew; the note is its title
    "mistake_fixed",  # one that a code review had found is mended
    "undone",  # the act named by `undoes` is taken back
]
DID: Mapping[EvidenceKind, str] = {
    "session_done": "done",
    "recalled": "recalled",
    "session_skipped": "skipped",
    "work_logged": "logged",
    "paper_read": "read",
    "topic_finished": "finished",
    "topic_known": "known",
    "topic_unknown": "not known any more",
    "fresh_start": "a fresh start",
    "mistake_seen": "mistake seen",
    "mistake_fixed": "mistake mended",
    "undone": "taken back",
}
"""What a row says was done, in a word or few."""
BY_STAGE = "stage"
"""The note of what counts as known, or not any more, because of the stage that the learner starts at."""
OF_REVIEWS: tuple[EvidenceKind, ...] = ("mistake_seen", "mistake_fixed")
"""What code reviews write down by themselves. It is no deed of the learner that they could take back."""

Rating = Literal["", "again", "hard", "good", "easy"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One row of the record. Rows written by one command share an `act`; `undoes` names another act.

    `paper` is the id of the paper that was read; `finding` and `rule` say which mistake it was, and where.
    """

    id: int
    act: int
    kind: EvidenceKind
    at: datetime
    topic: str = ""
    title: str = ""
    minutes: int = 0
    week: str = ""
    session: str = ""
    rating: Rating = ""
    note: str = ""
    undoes: int = 0
    paper: str = ""
    finding: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """What the record says of one item. `finished_on` and `last_worked` are the learner's local days.

    `known` is by the learner's word; `known_by_stage` when they said it by starting at a later stage.
    """

    worked: int = 0
    last_worked: date | None = None
    finished_on: date | None = None
    known: bool = False
    known_by_stage: bool = False

    @property
    def is_finished(self) -> bool:
        """Whether nothing needs to be planned for it any more."""
        return self.known or self.finished_on is not None


@dataclass(frozen=True, slots=True)
class DueCard:
    """A topic to be recalled: when it is due, and when it was last recalled (both UTC).

    It is a finished one, or one on which a mistake was made again.
    """

    topic: str
    due: datetime
    last_review: datetime


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake made more than once, and again since its topic was last looked at (`since`, UTC).

    `title` says what it is, `finding` is where it was seen last, and `first` the learner's day when it was seen first.
    """

    topic: str
    title: str
    times: int
    first: date
    since: datetime
    finding: str


@dataclass(frozen=True, slots=True)
class MissedWork:
    """Planned work that was not done: the session, its item, minutes, local day, and why, if said."""

    session: str
    topic: str
    minutes: int
    day: date
    skipped: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What the planner knows of the past. `pace` maps a kind of work to real minutes per estimated minute.

    `mistakes` are by topic; each of them has a card.
    """

    items: Mapping[str, ItemRecord] = field(default_factory=dict)
    cards: tuple[DueCard, ...] = ()
    missed: tuple[MissedWork, ...] = ()
    pace: Mapping[str, float] = field(default_factory=dict)
    last_active: date | None = None
    mistakes: Mapping[str, Mistake] = field(default_factory=dict)

    def of(self, item: str) -> ItemRecord:
        """The record of one item; an empty one if nothing is known."""
        return self.items.get(item, ItemRecord())
