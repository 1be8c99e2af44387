"""The busy times of a calendar file (iCalendar, RFC 5545)."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from ..domain.errors import WrongInput
from .calendar_parts import Parts, calendar_parts, zone_named
from .plan_text import one_line
from .recurrence import Unreadable, local_starts
from .yaml_file import read_text

if TYPE_CHECKING:
    from icalendar import Event

MOST_BYTES = 10_000_000
MOST_BUSY = 20_000
Times = tuple[datetime, datetime]
_DAY = timedelta(days=1)


def busy_times(path: Path, first: date, last: date, zone: ZoneInfo) -> tuple[Times, ...]:
    """When the calendar's owner is busy on the local days from `first` to `last`, both included, in `zone`.

    The times are in UTC, in order, and don't touch each other; the first and the last may reach beyond
    those days. Cancelled and transparent (free) events don't count; floating and whole-day ones are meant in `zone`.

    Raises:
        WrongInput: the file is missing, isn't a whole calendar, or an event in it can't be read.
    """
    text = read_text(path, what="The calendar", most_bytes=MOST_BYTES)
    name = one_line(str(path), 200)
    try:
        parts = calendar_parts(text, first, last)
    except Unreadable as wrong:
        raise WrongInput(f"The calendar {name} {wrong}.", "Export it again as an .ics file.") from None
    window = (_utc(datetime.combine(first, time()), zone), _utc(datetime.combine(last + _DAY, time()), zone))
    reader = _Reader(parts, window, zone)
    busy: list[Times] = []
    for event in parts.events:
        try:
            busy += reader.times(event)
        except (ValueError, OverflowError) as wrong:
            title = one_line(str(event.get("SUMMARY", "")), 80)
            why = wrong if isinstance(wrong, Unreadable) else "has a value that can't be read"
            raise WrongInput(
                f"The calendar {name} can't be used: the event {title!r} {why}.",
                "Correct or delete that event, and export the calendar again.",
            ) from None
        if len(busy) > MOST_BUSY:
            raise WrongInput(f"The calendar {name} has too many busy times.", "Export a smaller one.")
    return _merged(busy)


@dataclass(frozen=True, slots=True)
class _Span:
    """When an event begins, in the wall time of its zone, and how long it lasts: whole days of its zone, then time."""

    begin: datetime
    zone: tzinfo
    is_whole_day: bool
    days: timedelta
    time: timedelta

    def times(self, begin: datetime) -> Times:
        """The times in UTC of the instance that begins then."""
        return _utc(begin, self.zone), _utc(begin + self.days, self.zone) + self.time


@dataclass
class _Reader:
    """Reads events one after the other, counting the work done for all of them."""

    parts: Parts
    window: Times
    zone: ZoneInfo
    steps: "itertools.count[int]" = field(default_factory=itertools.count)

    def times(self, event: "Event") -> Iterator[Times]:
        """The times in UTC at which the event keeps its owner busy within the window."""
        if str(event.get("STATUS", "")).upper() == "CANCELLED" or str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
            return iter(())
        span = self._span(event)
        found = {span.begin: span.times(span.begin)}
        if not list(self._values(event, "RECURRENCE-ID", span.zone)):
            found |= self._repeated(event, span)
            gone = _Gone()
            for value, zone in self._values(event, "EXDATE", span.zone):
                gone.add(value, zone, span)
            for other in self.parts.moved.get(str(event.get("UID", "")), ()):
                for value, zone in self._values(other, "RECURRENCE-ID", span.zone):
                    gone.add(value, zone, span)
            found = {begin: times for begin, times in found.items() if not gone.has(begin, span)}
        low, high = self.window
        return ((start, end) for start, end in found.values() if start < min(end, high) and end > low)

    def _span(self, event: "Event") -> _Span:
        begins, ends = (list(self._values(event, name, self.zone)) for name in ("DTSTART", "DTEND"))
        if len(begins) != 1 or len(ends) > 1:
            raise Unreadable("needs one start and at most one end")
        value, zone = begins[0]
        is_whole_day = not isinstance(value, datetime)
        begin = _wall(value)
        days, rest = (_DAY, timedelta()) if is_whole_day else (timedelta(), timedelta())
        if ends:
            end, end_zone = ends[0]
            if is_whole_day and not isinstance(end, datetime):
                days = max(end - value, _DAY) if end >= value else end - value
            else:
                days, rest = timedelta(), _utc(_wall(end), end_zone) - _utc(begin, zone)
        elif "DURATION" in event:
            lasts = getattr(event["DURATION"], "dt", None)
            if not isinstance(lasts, timedelta):
                raise Unreadable("has a duration that can't be read")
            days, rest = timedelta(days=lasts.days), lasts - timedelta(days=lasts.days)
        if days + rest < timedelta():
            raise Unreadable("ends before it starts")
        return _Span(begin, zone, is_whole_day, days, rest)

    def _repeated(self, event: "Event", span: _Span) -> dict[datetime, Times]:
        """The instances by the event's rules and further dates."""
        low, high = (moment.astimezone(span.zone).replace(tzinfo=None) for moment in self.window)
        low -= span.days + span.time + _DAY
        rules = event.get("RRULE", [])
        begins: list[datetime] = []
        for rule in rules if isinstance(rules, list) else [rules]:
            text = rule.to_ical().decode()
            begins += local_starts(text, span.begin, low, high + _DAY, zone=span.zone, steps=self.steps)
        found = {begin: span.times(begin) for begin in begins}
        for value, zone in self._values(event, "RDATE", span.zone):
            at, until = value if isinstance(value, tuple) else (value, None)
            start = _utc(_wall(at), zone)
            begin = start.astimezone(span.zone).replace(tzinfo=None)
            found[begin] = span.times(begin)
            if until is not None:
                found[begin] = start, start + until if isinstance(until, timedelta) else _utc(_wall(until), zone)
        return found

    def _values(self, event: "Event", name: str, floating: tzinfo) -> Iterator[tuple[Any, tzinfo]]:
        """The values of a property (day, moment or period), each with the zone in which it is meant."""
        props = event.get(name, [])
        for prop in props if isinstance(props, list) else [props]:
            if name == "RECURRENCE-ID" and prop.params.get("RANGE"):
                raise Unreadable("changes all later dates at once, which can't be followed")
            tzid = str(prop.params.get("X-TZID", ""))
            zone = zone_named(tzid, self.parts) if tzid else floating
            for value in [each.dt for each in prop.dts] if hasattr(prop, "dts") else [prop.dt]:
                moment = value[0] if isinstance(value, tuple) else value
                if not isinstance(moment, date):
                    raise Unreadable(f"has no day in {name}")
                yield value, UTC if isinstance(moment, datetime) and moment.tzinfo else zone


@dataclass
class _Gone:
    """Instances that don't take place as the rule says."""

    days: set[date] = field(default_factory=set)
    moments: set[datetime] = field(default_factory=set)

    def add(self, value: date, zone: tzinfo, span: _Span) -> None:
        """One more: a day, or a moment in the zone."""
        if isinstance(value, datetime) and not span.is_whole_day:
            self.moments.add(_utc(_wall(value), zone))
        else:
            self.days.add(_wall(value).date())

    def has(self, begin: datetime, span: _Span) -> bool:
        """Whether the instance that begins then is gone."""
        return begin.date() in self.days or _utc(begin, span.zone) in self.moments


def _wall(value: date) -> datetime:
    """A day or a moment as wall time without zone."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else datetime.combine(value, time())


def _utc(wall: datetime, zone: tzinfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _merged(busy: Iterable[Times]) -> tuple[Times, ...]:
    merged: list[Times] = []
    for start, end in sorted(busy):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return tuple(merged)
