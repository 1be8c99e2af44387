"""Free time in UTC: right through every clock change, and right minute by minute."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import a_learner

from studycoach.domain.free_time import (
    Interval,
    blocks_of,
    free_days,
    has_free_piece,
    to_minutes,
    to_moment,
    wall_to_minutes,
    without,
)
from studycoach.domain.learner import DateRange
from studycoach.domain.slot import parse_slots
from studycoach.domain.week import Week

BERLIN, NEW_YORK, LORD_HOWE = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # in Berlin


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def clock(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


@pytest.mark.parametrize(
    ("zone", "day", "wall", "moment"),
    [
        (BERLIN, date(2026, 1, 15), "19:00", "2026-01-15 18:00"),
        (BERLIN, date(2026, 7, 15), "19:00", "2026-07-15 17:00"),
        (BERLIN, date(2026, 7, 15), "24:00", "2026-07-15 22:00"),
        (BERLIN, SPRING, "01:59", "2026-03-29 00:59"),
        (BERLIN, SPRING, "02:00", "2026-03-29 01:00"),  # skipped: the change itself
        (BERLIN, SPRING, "02:59", "2026-03-29 01:00"),
        (BERLIN, SPRING, "03:00", "2026-03-29 01:00"),
        (BERLIN, SPRING, "03:01", "2026-03-29 01:01"),
        (BERLIN, AUTUMN, "01:59", "2026-10-24 23:59"),
        (BERLIN, AUTUMN, "02:30", "2026-10-25 00:30"),  # shown twice: the first time
        (BERLIN, AUTUMN, "03:00", "2026-10-25 02:00"),
        (NEW_YORK, date(2026, 3, 8), "02:30", "2026-03-08 07:00"),
        (NEW_YORK, date(2026, 11, 1), "01:30", "2026-11-01 05:30"),
        (LORD_HOWE, date(2026, 10, 4), "01:59", "2026-10-03 15:29"),
        (LORD_HOWE, date(2026, 10, 4), "02:15", "2026-10-03 15:30"),  # half an hour is skipped
        (LORD_HOWE, date(2026, 10, 4), "02:30", "2026-10-03 15:30"),
        (LORD_HOWE, date(2026, 4, 5), "01:45", "2026-04-04 14:45"),  # half an hour comes twice
        (LORD_HOWE, date(2026, 4, 5), "02:00", "2026-04-04 15:30"),
        (ZoneInfo("Asia/Kathmandu"), date(2026, 5, 1), "06:00", "2026-05-01 00:15"),
    ],
)
def test_a_local_clock_is_read_at_the_right_moment(zone, day, wall, moment):
    assert to_moment(wall_to_minutes(day, clock(wall), zone)) == utc(moment)


ZONES = st.sampled_from((BERLIN, NEW_YORK, LORD_HOWE, ZoneInfo("Asia/Kolkata"), ZoneInfo("Africa/Casablanca")))


@given(ZONES, st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 1439), st.integers(1, 300))
def test_a_later_clock_is_never_an_earlier_moment(zone, day, minute, more):
    assert wall_to_minutes(day, minute, zone) <= wall_to_minutes(day, min(minute + more, 1440), zone)


def free(week: str, slots: list[str], zone: ZoneInfo, **limits) -> list[tuple[str, str]]:
    days = free_days(Week.parse(week), parse_slots(slots), zone, **limits)
    return [(f"{to_moment(a):%d %H:%M}", f"{to_moment(b):%d %H:%M}") for day in days for a, b in day.intervals]


@pytest.mark.parametrize(
    ("zone", "week", "slot", "found"),
    [
        (BERLIN, "2026-W13", "sun 01:00-04:00", [("29 00:00", "29 02:00")]),  # an hour shorter
        (BERLIN, "2026-W13", "sun 02:00-03:00", []),  # the hour that there isn't
        (BERLIN, "2026-W13", "sun 02:15-03:15", [("29 01:00", "29 01:15")]),
        (BERLIN, "2026-W43", "sun 01:00-04:00", [("24 23:00", "25 03:00")]),  # an hour longer
        (BERLIN, "2026-W43", "sun 02:00-03:00", [("25 00:00", "25 02:00")]),
        (NEW_YORK, "2026-W10", "sun 02:00-03:00", []),
        (LORD_HOWE, "2026-W40", "sun 01:30-03:00", [("03 15:00", "03 16:00")]),
        (LORD_HOWE, "2026-W40", "sun 02:00-02:30", []),
    ],
)
def test_slots_across_a_clock_change_have_the_minutes_that_really_pass(zone, week, slot, found):
    assert free(week, [slot], zone) == found


def test_time_off_busy_times_and_the_past_are_not_free():
    busy = [(utc("2026-11-26 18:30"), utc("2026-11-26 18:59:30"))]
    found = free(
        "2026-W48",
        ["mon-fri 19:00-21:00"],
        BERLIN,
        time_off=[DateRange(date(2026, 11, 25), date(2026, 11, 25))],
        blocks=blocks_of(busy),
        now=utc("2026-11-24 18:00:01"),
    )
    assert found == [
        ("24 18:01", "24 20:00"),
        ("26 18:00", "26 18:30"),
        ("26 19:00", "26 20:00"),
        ("27 18:00", "27 20:00"),
    ]


def test_a_day_without_a_free_minute_is_left_out():
    days = free_days(Week(2026, 48), parse_slots(["mon,tue 19:00-21:00"]), BERLIN, now=utc("2026-11-23 20:00"))
    assert [day.day for day in days] == [date(2026, 11, 24)]
    assert days[0].minutes == 120


@pytest.mark.parametrize(("now", "fits"), [("2026-11-23 19:35", True), ("2026-11-23 19:35:01", False)])
def test_a_week_has_a_free_piece_while_one_shortest_session_fits(now, fits):
    learner = a_learner(slots=parse_slots(["mon 19:00-21:00"]))
    assert has_free_piece(learner, Week(2026, 48), (), utc(now)) == fits


PIECES = st.builds(lambda start, length: Interval(start, start + length), st.integers(0, 100), st.integers(1, 40))


@given(st.lists(PIECES, max_size=5), st.lists(PIECES, max_size=5))
def test_what_is_left_is_every_minute_outside_the_blocks(drawn, blocks):
    apart = without(drawn[:1], ()) + tuple(Interval(a + 200 * n, b + 200 * n) for n, (a, b) in enumerate(drawn[1:], 1))
    blocks = [*blocks, *(Interval(a + 200, b + 200) for a, b in blocks[:2])]
    left = without(apart, blocks)
    minutes = [minute for a, b in left for minute in range(a, b)]
    blocked = {minute for a, b in blocks for minute in range(a, b)}
    assert minutes == [minute for a, b in apart for minute in range(a, b) if minute not in blocked]
    assert all(a < b for a, b in left)


@given(st.datetimes(timezones=st.just(UTC)))
def test_moments_are_cut_to_the_minute_or_rounded_up(moment):
    down, up = to_moment(to_minutes(moment)), to_moment(to_minutes(moment, up=True))
    assert down <= moment <= up
    assert up - down == timedelta(minutes=0 if moment == down else 1)
