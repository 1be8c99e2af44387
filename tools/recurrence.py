"""When a repeating event of a calendar begins, within a few weeks and within bounds."""

import itertools
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo

LONGEST_RULE = 2000
MOST_FOUND = 5000
MOST_STEPS = 300_000
# A rule by seconds or minutes isn't an appointment, and can keep a machine busy for hours.
_UNITS = {"HOURLY": timedelta(hours=1), "DAILY": timedelta(days=1), "WEEKLY": timedelta(weeks=1)}
_LONG_UNITS = ("MONTHLY", "YEARLY")


class Unreadable(ValueError):
    """An event that can't be meant, or asks for too much; the text completes "The event … "."""


def local_starts(
    rule: str, begin: datetime, low: datetime, high: datetime, *, zone: tzinfo, steps: "itertools.count[int]"
) -> list[datetime]:
    """The instances of an RRULE from `low` to `high`, all in the wall time of the event's zone, without tzinfo.

    `begin` is the event's first start. `steps` counts the work done for one file.

    Raises:
        Unreadable: the rule isn't one, or has too many instances.
    """
    parts = _parts(rule)
    until = _until(parts.pop("UNTIL", ""), zone)
    if begin > high or until < low:
        return []
    if "COUNT" not in parts and parts["FREQ"] in _UNITS and begin < low:
        step = int(parts.get("INTERVAL", 1)) * _UNITS[parts["FREQ"]]
        begin += (low - begin) // step * step
    # The calendar repeats every 400 years. In the last of them a rule that never comes true ends soon.
    cycles = (9999 - high.year) // 400 * 400
    found: list[datetime] = []
    start = None
    for late in _late_starts(parts, _years_later(begin, cycles)):
        start = _years_later(late, -cycles)
        if start > min(high, until):
            break
        if next(steps) > MOST_STEPS or len(found) >= MOST_FOUND:
            raise Unreadable("repeats too often")
        if start >= low:
            found.append(start)
    if start is None:
        raise Unreadable("repeats by a rule that never comes true")
    return found


def _parts(rule: str) -> dict[str, str]:
    """The parts of a rule by their names."""
    pairs = [part.partition("=") for part in rule.upper().strip().strip(";").split(";")]
    parts = {name.strip(): value.strip() for name, _, value in pairs}
    unit, interval = parts.get("FREQ", ""), parts.get("INTERVAL", "1")
    if unit in ("SECONDLY", "MINUTELY"):
        raise Unreadable(f"repeats {unit.lower()}")
    is_known = unit in _UNITS or unit in _LONG_UNITS
    if not is_known or len(rule) > LONGEST_RULE or not re.fullmatch("0{0,5}[1-9][0-9]{0,3}", interval):
        raise Unreadable("repeats by a rule that can't be read")
    if unit == "HOURLY" and "BYSETPOS" in parts:
        raise Unreadable("repeats by a rule that is too hard to follow")
    return parts


def _until(text: str, zone: tzinfo) -> datetime:
    """The last moment of a rule in the wall time of the zone."""
    if not text:
        return datetime(9999, 12, 31)  # noqa: DTZ001  # wall time
    try:
        if "T" not in text:
            return datetime.strptime(text, "%Y%m%d") + timedelta(days=1, seconds=-1)  # noqa: DTZ007  # wall time
        moment = datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007  # wall time
        return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) if text.endswith("Z") else moment
    except (ValueError, OverflowError):
        raise Unreadable("repeats until a day that can't be read") from None


def _late_starts(parts: dict[str, str], begin: datetime) -> Iterator[datetime]:
    from dateutil.rrule import rrulestr

    try:
        return iter(rrulestr(";".join(f"{k}={v}" for k, v in parts.items()), dtstart=begin))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError):
        raise Unreadable("repeats by a rule that can't be read") from None


def _years_later(moment: datetime, years: int) -> datetime:
    return moment.replace(year=moment.year + years)
