"""The parts of a calendar file: its events and its own time zones."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .recurrence import Unreadable

if TYPE_CHECKING:
    from icalendar import Event

MOST_EVENTS = 20_000
_NAMES = "UID SUMMARY DTSTART DTEND DURATION RRULE RDATE EXDATE RECURRENCE-ID STATUS TRANSP".replace(" ", "|")
_READ = re.compile(rf"({_NAMES})\s*[;:]", flags=re.IGNORECASE)
_REPEATS = re.compile(r"(RRULE|RDATE|RECURRENCE-ID|DURATION)\s*[;:]", flags=re.IGNORECASE)
_DAY = re.compile(r"(DTSTART|DTEND)\b[^:]*:\s*([0-9]{8})", flags=re.IGNORECASE)
_ZONE_RULE = re.compile(
    r"RRULE:((FREQ=YEARLY|(INTERVAL|COUNT|UNTIL|WKST|BYMONTH|BYMONTHDAY|BYDAY)=[\w,+-]{1,60})(;|$))+",
    flags=re.IGNORECASE | re.ASCII,
)


@dataclass
class Parts:
    """What of a calendar matters for some days. `moved` has, by UID, the events that replace an instance."""

    events: list["Event"] = field(default_factory=list)
    moved: dict[str, list["Event"]] = field(default_factory=dict)
    zone_lines: dict[str, list[str]] = field(default_factory=dict)
    zones: dict[str, tzinfo] = field(default_factory=dict)


def calendar_parts(text: str, first: date, last: date) -> Parts:
    """The events of a calendar that may lie on the days from `first` to `last`, and its zones.

    Raises:
        Unreadable: the text isn't a whole calendar; the words complete "The calendar … ".
    """
    low, high = first - timedelta(days=2), last + timedelta(days=2)
    parts = Parts()
    events = 0
    for name, lines in _blocks(text):
        if name == "VTIMEZONE":
            tzid = next((line.partition(":")[2].strip() for line in lines if line.upper().startswith("TZID")), "")
            parts.zone_lines[tzid] = lines
            continue
        events += 1
        if events > MOST_EVENTS:
            raise Unreadable(f"has more than {MOST_EVENTS:,} events")
        if _may_lie(lines, low, high):
            event = _event(lines)
            parts.events.append(event)
            if "RECURRENCE-ID" in event and "UID" in event:
                parts.moved.setdefault(str(event["UID"]), []).append(event)
    return parts


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    """The lines of each event (what is read of them) and of each time zone."""
    lines: list[str] = []
    for stack, line in _nested(text):
        if "VTIMEZONE" in stack or (stack[-1] == "VEVENT" and _READ.match(line)):
            lines.append(line)
        word, _, name = line.strip().upper().partition(":")
        if word == "END" and name in ("VEVENT", "VTIMEZONE"):
            yield name, lines
            lines = []


def _nested(text: str) -> Iterator[tuple[list[str], str]]:
    """Each line, unfolded, with the names of the parts around it, outermost first."""
    stack: list[str] = []
    for number, line in enumerate(filter(str.strip, re.sub(r"\n[ \t]", "", text).split("\n"))):
        word, _, name = line.strip().upper().partition(":")
        if not stack and (word, name) != ("BEGIN", "VCALENDAR"):
            raise Unreadable("has something after its end" if number else "is not a calendar")
        if word == "BEGIN":
            stack.append(name)
        yield stack, line
        if word == "END" and stack.pop() != name:
            raise Unreadable("is cut off or damaged: its parts don't end as they begin")
    if stack or not text.strip():
        raise Unreadable("is cut off: its end is missing" if stack else "is empty")


def _may_lie(lines: list[str], low: date, high: date) -> bool:
    """Whether an event may lie between two days; quick, so that years of past events cost little."""
    try:
        days = {found[1].upper(): date.fromisoformat(found[2]) for found in map(_DAY.match, lines) if found}
    except ValueError:
        return True
    if "DTSTART" not in days or any(_REPEATS.match(line) for line in lines):
        return True
    return days["DTSTART"] <= high and days.get("DTEND", days["DTSTART"]) >= low


def _event(lines: list[str]) -> "Event":
    from icalendar import Event

    # The icalendar package keeps the zones of all files it has read in one place, where one file's zone would
    # serve another; under another name it leaves them to us.
    own = [re.sub(r"^([^:]*?);TZID=", r"\1;X-TZID=", line, count=1, flags=re.IGNORECASE) for line in lines]
    event = Event.from_ical("\r\n".join(["BEGIN:VEVENT", *own, "END:VEVENT", ""]))
    if not isinstance(event, Event) or event.errors:
        title = next((line[8:88] for line in lines if line.upper().startswith("SUMMARY:")), "")
        raise Unreadable(f"can't be used: the event {title!r} has a line that can't be read")
    return event


def zone_named(tzid: str, parts: Parts) -> tzinfo:
    """The zone of that name: the public one, else the file's own, else the one that Windows calls so.

    Raises:
        Unreadable: there is none; the words complete "The event … ".
    """
    if tzid not in parts.zones:
        parts.zones[tzid] = _found_zone(tzid, parts.zone_lines.get(tzid))
    return parts.zones[tzid]


def _found_zone(tzid: str, lines: list[str] | None) -> tzinfo:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    zone = _public_zone(tzid) or (_own_zone(lines) if lines else None) or _public_zone(WINDOWS_TO_OLSON.get(tzid, ""))
    if zone is None and tzid.startswith("/"):  # a public name behind a maker's: /example.com/Europe/Berlin
        tail = tzid.strip("/").split("/")
        zone = next(filter(None, (_public_zone("/".join(tail[-n:])) for n in (3, 2, 1))), None)
    if zone is None:
        raise Unreadable(f"names an unknown timezone, {tzid[:60]!r}")
    return zone


def _public_zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return None


def _own_zone(lines: list[str]) -> tzinfo:
    from icalendar import Timezone

    rules = [line for line in lines if line.upper().startswith("RRULE")]
    if len(lines) > 2000 or not all(_ZONE_RULE.fullmatch(rule.strip()) for rule in rules):
        raise Unreadable("is in a timezone whose rules can't be followed")
    try:
        described = Timezone.from_ical("\r\n".join([*lines, ""]))
        zone = described.to_tz(lookup_tzid=False) if isinstance(described, Timezone) else None
    except (ValueError, TypeError, KeyError, AttributeError, IndexError):
        zone = None
    if not isinstance(zone, tzinfo):
        raise Unreadable("is in a timezone that the file describes wrongly")
    return zone
