"""The learner: who studies, when they can, and how they like it."""

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from .errors import WrongInput, did_you_mean
from .mail_address import is_mail_address
from .plain_text import unseen_in
from .slot import Slot
from .week import Week

SHORTEST_SESSION, LONGEST_SESSION = 10, 240
WEEK_MINUTES = 7 * 24 * 60


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


@dataclass(frozen=True, slots=True, order=True)
class WeekLimit:
    """The most minutes to study in one ISO week, named as 2026-W48; what is done counts too."""

    week: str
    minutes: int

    @classmethod
    def parse(cls, text: str) -> "WeekLimit":
        """The limit written as `2026-W48 240`, in minutes.

        Raises:
            WrongInput: not a week and minutes, or minutes that no week has.
        """
        week, _, minutes = text.strip().partition(" ")
        number = minutes.strip()
        if not (number.isascii() and number.isdigit() and len(number) <= 5):
            raise WrongInput(f"{text[:60]!r} is not a limit of a week.", "Write it as 2026-W48 240, in minutes.")
        return cls(str(Week.parse(week)), int(number)).checked()

    def checked(self) -> "WeekLimit":
        """The same limit, if a week can have it. Raises WrongInput."""
        Week.parse(self.week)
        if not 0 <= self.minutes <= WEEK_MINUTES:
            what = f"A limit of {self.minutes} minutes a week can't be."
            raise WrongInput(what, f"Write minutes from 0 to {WEEK_MINUTES}.")
        return self

    def __str__(self) -> str:
        return f"{self.week} {self.minutes}"


@dataclass(frozen=True, slots=True)
class Learner:
    """What the coach needs to know of a learner to plan their week.

    `stage` counts from 1. `session_minutes` is the shortest and the longest session. `busy` is the
    path of a calendar file, or empty. `roadmap` is the id of the roadmap in use. A week has one limit at most.
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
    week_limits: tuple[WeekLimit, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The learner's time zone."""
        return ZoneInfo(self.timezone)

    def limit_of(self, week: Week) -> int | None:
        """The most minutes to study in this week, done ones included; None where nothing is said of it."""
        return min((limit.minutes for limit in self.week_limits if limit.week == str(week)), default=None)

    def limited(self, limit: WeekLimit) -> "Learner":
        """This learner with the limit in place of an earlier one of that week; all minutes of a week are no limit."""
        others = (other for other in self.week_limits if other.week != limit.week)
        new = (limit,) if limit.minutes < WEEK_MINUTES else ()
        return replace(self, week_limits=tuple(sorted((*others, *new))))


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
    _check_limits(learner.week_limits)
    if learner.email and not is_mail_address(learner.email):
        raise WrongInput(f"{learner.email!r} is not a mail address.", "Write it as name@example.org, or leave it out.")
    if not learner.name.strip():
        raise WrongInput("The name is empty.", "Write what the coach shall call you.")
    for what, text in (("name", learner.name), ("email", learner.email), ("busy", learner.busy)):
        if len(text) > 1000 or unseen_in(text):
            raise WrongInput(f"The {what} is too long or holds control characters.", "Write it in one plain line.")
    return learner


def _check_limits(limits: tuple[WeekLimit, ...]) -> None:
    weeks = [limit.checked().week for limit in limits]
    if len(set(weeks)) < len(weeks):
        raise WrongInput("A week has more than one limit.", "Write one for each week, such as 2026-W48 240.")
