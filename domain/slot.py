"""Slots: the free times that a learner offers each week."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .errors import WrongInput, did_you_mean

_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = tuple(name[:3] for name in _NAMES)
MOST_SLOTS = 100


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A free time of the week: `weekday` from 0 (Monday), `start` and `end` in minutes of the local day."""

    weekday: int
    start: int
    end: int

    def __str__(self) -> str:
        return f"{WEEKDAYS[self.weekday]} {clock_text(self.start)}-{clock_text(self.end)}"


def clock_text(minute: int) -> str:
    """A minute of the day as HH:MM."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def parse_slots(texts: Iterable[str]) -> tuple[Slot, ...]:
    """The slots written as `mon 19:00-21:00`, `mon-fri 19:00-21:00` or `sat,sun 10:00-12:00`, merged and in order.

    Raises:
        WrongInput: a text isn't a slot, or its end isn't after its start.
    """
    slots = [slot for text in texts for slot in _parse_one(text)]
    if len(slots) > MOST_SLOTS:
        raise WrongInput(f"{len(slots)} slots are too many.", f"Write at most {MOST_SLOTS}.")
    merged: list[Slot] = []
    for slot in sorted(slots):
        last = merged[-1] if merged else None
        if last and last.weekday == slot.weekday and slot.start <= last.end:
            merged[-1] = Slot(last.weekday, last.start, max(last.end, slot.end))
        else:
            merged.append(slot)
    return tuple(merged)


def _parse_one(text: str) -> list[Slot]:
    found = re.fullmatch(
        r"([a-z][a-z,\-\s]*?)\s+(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})", text.strip().lower(), flags=re.ASCII
    )
    if not found:
        raise WrongInput(f"{text!r} is not a slot.", "Write it as: mon 19:00-21:00, or mon-fri 19:00-21:00.")
    start, end = int(found[2]) * 60 + int(found[3]), int(found[4]) * 60 + int(found[5])
    if int(found[3]) > 59 or int(found[5]) > 59 or max(start, end) > 24 * 60:
        raise WrongInput(f"The slot {text!r} has a time that no clock shows.", "Write times from 00:00 to 24:00.")
    if end <= start:
        raise WrongInput(
            f"The slot {text!r} ends before it starts.", "For a slot over midnight write two, one for each day."
        )
    return [Slot(weekday, start, end) for weekday in _weekdays(found[1], text)]


def _weekdays(days: str, text: str) -> list[int]:
    chosen: list[int] = []
    for part in days.split(","):
        first, dash, last = (name.strip() for name in part.partition("-"))
        numbers = [_weekday(first, text), _weekday(last if dash else first, text)]
        chosen += [(numbers[0] + n) % 7 for n in range((numbers[1] - numbers[0]) % 7 + 1)]
    return chosen


def _weekday(name: str, text: str) -> int:
    for number, whole in enumerate(_NAMES):
        if len(name) >= 3 and whole.startswith(name):
            return number
    raise WrongInput(f"The slot {text!r} names no day {name!r}.", did_you_mean(name, WEEKDAYS) or "Write mon to sun.")
