"""ISO weeks, as people write them: 2026-W48."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from .errors import WrongInput

FIRST_YEAR, LAST_YEAR = 1990, 2200


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One ISO 8601 week, Monday to Sunday."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Week":
        """The week that `text` names, as in 2026-W48.

        Raises:
            WrongInput: the text isn't a week, or the year has no such week.
        """
        found = re.fullmatch(r"(\d{4})-?[Ww](\d{1,2})", text.strip(), flags=re.ASCII)
        if not found:
            raise WrongInput(f"{text[:40]!r} is not a week.", "Write it as 2026-W48.")
        year, number = int(found[1]), int(found[2])
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise WrongInput(f"{text!r} is out of range.", f"Weeks from {FIRST_YEAR} to {LAST_YEAR} can be planned.")
        try:
            date.fromisocalendar(year, number, 1)
        except ValueError:
            last = date(year, 12, 28).isocalendar().week
            raise WrongInput(f"{year} has no week {number}.", f"Its weeks are {year}-W01 to {year}-W{last}.") from None
        return cls(year, number)

    @classmethod
    def of(cls, day: date) -> "Week":
        """The week in which `day` lies."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @property
    def monday(self) -> date:
        """The first day of the week."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def days(self) -> tuple[date, ...]:
        """The seven days, Monday first."""
        return tuple(self.monday + timedelta(days=n) for n in range(7))

    def plus(self, weeks: int) -> "Week":
        """The week so many weeks later (earlier when negative)."""
        return Week.of(self.monday + timedelta(weeks=weeks))

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"


def day_text(day: date) -> str:
    """A day as people say it: Tuesday 24 November."""
    return f"{day:%A} {day.day} {day:%B}"


def date_text(day: date) -> str:
    """A day with its year: 24 November 2026."""
    return f"{day.day} {day:%B} {day.year}"
