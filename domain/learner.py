"""The learner: who studies, when they can, and how they like it."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from .errors import WrongInput, did_you_mean
from .mail_address import is_mail_address
from .plain_text import unseen_in
from .slot import Slot

SHORTEST_SESSION, LONGEST_SESSION = 10, 240


@dataclass(frozen=True, slots=True, order=True)
class DateRange:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    @classmethod
    def parse(cls, text: str) -> "DateRange":
        """The days that `text` names: one day, or two days with `..` between.

        Raises:
            WrongInput: not days, or the last lies before the first.
        """
        first, dots, last = text.strip().partition("..")
        try:
            days = cls(date.fromisoformat(first.strip()), date.fromisoformat((last if dots else first).strip()))
        except ValueError:
            raise WrongInput(f"{text!r} is not a range of days.", "Write it as 2026-12-24..2026-12-31.") from None
        if days.last < days.first:
            raise WrongInput(f"The time off {text!r} ends before it starts.", "Write the earlier day first.")
        return days

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"


@dataclass(frozen=True, slots=True)
class Learner:
    """What the coach needs to know of a learner to plan their week.

    `stage` counts from 1. `session_minutes` is the shortest and the longest session. `busy` is the
    path of a calendar file, or empty. `roadmap` is the id of the roadmap in use.
    """

    name: str
    email: str
    timezone: str
    roadmap: str
    stage: int
    slots: tuple[Slot, ...]
    session_minutes: tuple[int, int]
    day_limit_minutes: int
    time_off: tuple[DateRange, ...]
    busy: str
    interests: tuple[str, ...]

    @property
    def zone(self) -> ZoneInfo:
        """The learner's time zone."""
        return ZoneInfo(self.timezone)


def check_learner(learner: Learner) -> Learner:
    """The same learner, if they can be planned for.

    Raises:
        WrongInput: a value can't be meant; the sentence names it and says what to write instead.
    """
    try:
        ZoneInfo(learner.timezone)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        todo = did_you_mean(learner.timezone, available_timezones()) or "Write an IANA name such as Europe/Berlin."
        raise WrongInput(f"There is no timezone {learner.timezone!r}.", todo) from None
    shortest, longest = learner.session_minutes
    if not SHORTEST_SESSION <= shortest <= longest <= LONGEST_SESSION:
        raise WrongInput(
            f"session_minutes [{shortest}, {longest}] can't be.",
            f"Write the shortest first, both from {SHORTEST_SESSION} to {LONGEST_SESSION}, such as [25, 90].",
        )
    if not 0 < learner.day_limit_minutes <= 24 * 60:
        raise WrongInput(
            f"day_limit_minutes {learner.day_limit_minutes} can't be.", "Write minutes from 1 to 1440, such as 180."
        )
    if learner.email and not is_mail_address(learner.email):
        raise WrongInput(f"{learner.email!r} is not a mail address.", "Write it as name@example.org, or leave it out.")
    if not learner.name.strip():
        raise WrongInput("The name is empty.", "Write what the coach shall call you.")
    for what, text in (("name", learner.name), ("email", learner.email), ("busy", learner.busy)):
        if len(text) > 1000 or unseen_in(text):
            raise WrongInput(f"The {what} is too long or holds control characters.", "Write it in one plain line.")
    return learner
