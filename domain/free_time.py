"""Free time: when in a week the learner can study, in whole minutes of UTC so that clock changes can't hurt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .learner import DateRange, Learner
from .slot import Slot
from .week import Week

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Interval(NamedTuple):
    """From `start` up to `end`, both in minutes since 1970 (UTC)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FreeDay:
    """The free intervals of one local day, in order, none empty."""

    day: date
    intervals: tuple[Interval, ...]

    @property
    def minutes(self) -> int:
        """All free minutes of the day."""
        return sum(end - start for start, end in self.intervals)


def to_minutes(moment: datetime, *, up: bool = False) -> int:
    """An aware moment in minutes since 1970, cut down, or up when `up`."""
    whole, rest = divmod(moment - EPOCH, MINUTE)
    return whole + (1 if up and rest else 0)


def to_moment(minutes: int) -> datetime:
    """The UTC moment so many minutes after 1970."""
    return EPOCH + minutes * MINUTE


def wall_to_minutes(day: date, minute: int, zone: ZoneInfo) -> int:
    """When a local clock shows `minute` of `day`: the first time where it shows it twice, and
    the moment of the change where a spring gap skips it."""
    wall = datetime.combine(day, time()) + minute * MINUTE
    late = to_minutes(wall.replace(tzinfo=zone))
    if to_moment(late).astimezone(zone).replace(tzinfo=None) == wall:
        return late
    early = to_minutes(wall.replace(tzinfo=zone, fold=1))
    after = to_moment(late).astimezone(zone).utcoffset()
    while late - early > 1:
        middle = (early + late) // 2
        if to_moment(middle).astimezone(zone).utcoffset() == after:
            late = middle
        else:
            early = middle
    return late


def without(intervals: Iterable[Interval], blocks: Sequence[Interval]) -> tuple[Interval, ...]:
    """What is left of `intervals` outside all `blocks`."""
    left: list[Interval] = []
    for begin, end in intervals:
        start = begin
        for block in sorted(blocks):
            if block.end <= max(start, block.start) or block.start >= end:
                continue
            if block.start > start:
                left.append(Interval(start, block.start))
            start = max(start, block.end)
        if start < end:
            left.append(Interval(start, end))
    return tuple(left)


def free_days(
    week: Week,
    slots: Sequence[Slot],
    zone: ZoneInfo,
    *,
    time_off: Sequence[DateRange] = (),
    blocks: Sequence[Interval] = (),
    now: datetime | None = None,
) -> tuple[FreeDay, ...]:
    """The days of `week` with free time: inside slots, outside time off and `blocks`, not before `now`."""
    found = []
    past = (Interval(0, to_minutes(now, up=True)),) if now else ()
    for weekday, day in enumerate(week.days):
        if any(day in off for off in time_off):
            continue
        walls = [piece for slot in slots if slot.weekday == weekday for piece in _pieces(day, slot, zone)]
        intervals = without(walls, (*blocks, *past))
        if intervals:
            found.append(FreeDay(day, intervals))
    return tuple(found)


def _pieces(day: date, slot: Slot, zone: ZoneInfo) -> tuple[Interval, ...]:
    """When a clock on the wall shows a time inside the slot: two pieces where it is set back before the slot's start."""
    start, end = wall_to_minutes(day, slot.start, zone), wall_to_minutes(day, slot.end, zone)
    if start >= end:
        return ()
    wall = datetime.combine(day, time()) + slot.start * MINUTE
    again = to_minutes(wall.replace(tzinfo=zone, fold=1))
    if not start < again < end:
        return (Interval(start, end),)
    offset = to_moment(start).astimezone(zone).utcoffset()
    back = next(m for m in range(start, again + 1) if to_moment(m).astimezone(zone).utcoffset() != offset)
    return without((Interval(start, end),), (Interval(back, again),))


def blocks_of(busy: Sequence[tuple[datetime, datetime]]) -> tuple[Interval, ...]:
    """Busy times as whole minutes that hold all of them."""
    return tuple(Interval(to_minutes(start), to_minutes(end, up=True)) for start, end in busy)


def has_free_piece(learner: Learner, week: Week, busy: Sequence[tuple[datetime, datetime]], now: datetime) -> bool:
    """Whether a free piece of at least one shortest session remains in the week."""
    days = free_days(week, learner.slots, learner.zone, time_off=learner.time_off, blocks=blocks_of(busy), now=now)
    return any(end - start >= learner.session_minutes[0] for day in days for start, end in day.intervals)
