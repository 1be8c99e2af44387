"""Tests of reading busy times: what blocks, when, and what is refused with a sentence."""

import time
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.tools.calendar_read import busy_times

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 29)

OWN_ZONE = """BEGIN:VTIMEZONE
TZID:Head office
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:{summer}
TZOFFSETTO:{winter}
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:{winter}
TZOFFSETTO:{summer}
END:DAYLIGHT
END:VTIMEZONE
"""


def ics(*events: str, zone: str = "") -> str:
    body = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//EN\n{zone}{body}END:VCALENDAR\n"


def busy(folder: Path, text: str, first: date = MONDAY, last: date = SUNDAY, zone: ZoneInfo = BERLIN) -> list[str]:
    path = folder / "busy.ics"
    path.write_text(text, encoding="utf-8", newline="")
    return [f"{start:%m-%d %H:%M}/{end:%m-%d %H:%M}" for start, end in busy_times(path, first, last, zone)]


ALONE = [
    ("utc", "DTSTART:20261124T180000Z\nDTEND:20261124T190000Z", ["11-24 18:00/11-24 19:00"]),
    ("duration", "DTSTART:20261124T180000Z\nDURATION:PT1H30M", ["11-24 18:00/11-24 19:30"]),
    ("floating is local", "DTSTART:20261124T180000\nDURATION:PT1H", ["11-24 17:00/11-24 18:00"]),
    ("zone", "DTSTART;TZID=America/New_York:20261124T180000\nDURATION:PT1H", ["11-24 23:00/11-25 00:00"]),
    ("quoted zone", 'DTSTART;TZID="Asia/Tokyo":20261124T180000\nDURATION:PT1H', ["11-24 09:00/11-24 10:00"]),
    ("Windows zone", "DTSTART;TZID=Tokyo Standard Time:20261124T180000\nDURATION:PT1H", ["11-24 09:00/11-24 10:00"]),
    ("maker's zone", "DTSTART;TZID=/x.org/Asia/Tokyo:20261124T180000\nDURATION:PT1H", ["11-24 09:00/11-24 10:00"]),
    ("ends in another zone", "DTSTART:20261124T180000Z\nDTEND;TZID=Asia/Tokyo:20261125T040000", ["11-24 18:00/11-24 19:00"]),
    ("whole day", "DTSTART;VALUE=DATE:20261124", ["11-23 23:00/11-24 23:00"]),
    ("two days", "DTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261126", ["11-23 23:00/11-25 23:00"]),
    ("end is its start", "DTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261124", ["11-23 23:00/11-24 23:00"]),
    ("days as duration", "DTSTART;VALUE=DATE:20261124\nDURATION:P2D", ["11-23 23:00/11-25 23:00"]),
    ("free", "DTSTART:20261124T180000Z\nDURATION:PT1H\nTRANSP:TRANSPARENT", []),
    ("free whole day", "DTSTART;VALUE=DATE:20261124\nTRANSP:TRANSPARENT", []),
    ("cancelled", "DTSTART:20261124T180000Z\nDURATION:PT1H\nSTATUS:CANCELLED", []),
    ("tentative blocks", "DTSTART:20261124T180000Z\nDURATION:PT1H\nSTATUS:TENTATIVE", ["11-24 18:00/11-24 19:00"]),
    ("a moment", "DTSTART:20261124T180000Z", []),
    ("before", "DTSTART:20261122T180000Z\nDURATION:PT1H", []),
    ("after", "DTSTART:20261129T230000Z\nDURATION:PT1H", []),
    ("reaches in", "DTSTART:20261120T180000Z\nDTEND:20261123T180000Z", ["11-20 18:00/11-23 18:00"]),
    ("weeks around", "DTSTART:20261101T000000Z\nDTEND:20261224T000000Z", ["11-01 00:00/12-24 00:00"]),
    ("long duration", "DTSTART:20260101T000000Z\nDURATION:P52W", ["01-01 00:00/12-31 00:00"]),
    ("alarm inside", "DTSTART:20261124T180000Z\nDURATION:PT1H\nBEGIN:VALARM\nTRIGGER:-PT15M\nDURATION:PT9H\nEND:VALARM",
     ["11-24 18:00/11-24 19:00"]),
    ("further dates", "DTSTART:20261124T180000Z\nDURATION:PT1H\nRDATE:20261125T180000Z,20261126T180000Z",
     ["11-24 18:00/11-24 19:00", "11-25 18:00/11-25 19:00", "11-26 18:00/11-26 19:00"]),
    ("further periods",
     "DTSTART:20261101T180000Z\nDURATION:PT1H\nRDATE;VALUE=PERIOD:20261125T180000Z/PT2H,20261126T180000Z/20261126T183000Z",
     ["11-25 18:00/11-25 20:00", "11-26 18:00/11-26 18:30"]),
    ("further period in a zone", "DTSTART:20261101T180000Z\nDURATION:PT1H\nRDATE;VALUE=PERIOD;TZID=Asia/Tokyo:20261125T180000/PT2H",
     ["11-25 09:00/11-25 11:00"]),
    ("lower case", "dtstart:20261124T180000Z\nduration:PT1H", ["11-24 18:00/11-24 19:00"]),
]  # fmt: skip


@pytest.mark.parametrize(("event", "expected"), [case[1:] for case in ALONE], ids=[case[0] for case in ALONE])
def test_a_single_event_blocks_its_time(tmp_path: Path, event: str, expected: list[str]):
    assert busy(tmp_path, ics(event)) == expected


LOCAL = "DTSTART;TZID=Europe/Berlin:"
REPEATED = [
    ("daily", f"{LOCAL}20261126T180000\nDURATION:PT1H\nRRULE:FREQ=DAILY", [26, 27, 28, 29]),
    ("daily for long", f"{LOCAL}19700101T180000\nDURATION:PT1H\nRRULE:FREQ=DAILY", range(23, 30)),
    ("every third day", f"{LOCAL}20251124T180000\nDURATION:PT1H\nRRULE:FREQ=DAILY;INTERVAL=3", [25, 28]),
    ("weekly", f"{LOCAL}20240102T180000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=TU,TH", [24, 26]),
    ("every other week, off", f"{LOCAL}20261117T180000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;INTERVAL=2", []),
    ("every other week, on", f"{LOCAL}20261110T180000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;INTERVAL=2", [24]),
    ("every other week from Sunday", f"{LOCAL}20250105T180000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU",
     [23]),
    ("last Friday", f"{LOCAL}20200131T180000\nDURATION:PT1H\nRRULE:FREQ=MONTHLY;BYDAY=-1FR", [27]),
    ("last working day but one", f"{LOCAL}20200131T180000\nDURATION:PT1H\nRRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", [27]),
    ("yearly", f"{LOCAL}19991128T180000\nDURATION:PT1H\nRRULE:FREQ=YEARLY", [28]),
    ("every leap day", f"{LOCAL}20240229T180000\nDURATION:PT1H\nRRULE:FREQ=YEARLY", []),
    ("counted out", f"{LOCAL}20261120T180000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=5", [23, 24]),
    ("counted out long ago", f"{LOCAL}20200101T180000\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=5", []),
    ("until a moment", f"{LOCAL}20261120T180000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20261125T170000Z", [23, 24, 25]),
    ("until just before", f"{LOCAL}20261120T180000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20261125T165959Z", [23, 24]),
    ("until a local time", f"{LOCAL}20261120T180000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20261125T180000", [23, 24, 25]),
    ("until a day", f"{LOCAL}20261120T180000\nDURATION:PT1H\nRRULE:FREQ=DAILY;UNTIL=20261125", [23, 24, 25]),
    ("without some", f"{LOCAL}20261120T180000\nDURATION:PT1H\nRRULE:FREQ=DAILY\n"
     "EXDATE;TZID=Europe/Berlin:20261123T180000,20261124T180000\nEXDATE:20261125T170000Z\nEXDATE;VALUE=DATE:20261126",
     [27, 28, 29]),
    ("the first isn't in the rule", f"{LOCAL}20261124T180000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=FR", [24, 27]),
    ("two rules", f"{LOCAL}20261101T180000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=FR\nRRULE:FREQ=WEEKLY;BYDAY=MO", [23, 27]),
]  # fmt: skip


@pytest.mark.parametrize(("event", "days"), [case[1:] for case in REPEATED], ids=[case[0] for case in REPEATED])
def test_a_repeating_event_blocks_its_days(tmp_path: Path, event: str, days: list[int]):
    assert busy(tmp_path, ics(event)) == [f"11-{day} 17:00/11-{day} 18:00" for day in days]


def test_a_repeating_event_keeps_its_wall_time_over_both_clock_changes(tmp_path: Path):
    text = ics(f"{LOCAL}20260105T180000\nDURATION:PT1H\nRRULE:FREQ=DAILY")
    spring = busy(tmp_path, text, date(2026, 3, 28), date(2026, 3, 29))
    autumn = busy(tmp_path, text, date(2026, 10, 24), date(2026, 10, 25))
    assert spring == ["03-28 17:00/03-28 18:00", "03-29 16:00/03-29 17:00"]
    assert autumn == ["10-24 16:00/10-24 17:00", "10-25 17:00/10-25 18:00"]


def test_whole_days_are_as_long_as_the_day_is(tmp_path: Path):
    text = ics("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=WEEKLY;BYDAY=SU")
    assert busy(tmp_path, text, date(2026, 3, 29), date(2026, 3, 29)) == ["03-28 23:00/03-29 22:00"]
    assert busy(tmp_path, text, date(2026, 10, 25), date(2026, 10, 25)) == ["10-24 22:00/10-25 23:00"]


def test_an_event_through_the_night_of_a_clock_change_lasts_as_long_as_it_says(tmp_path: Path):
    text = ics(f"{LOCAL}20261025T013000\nDURATION:PT2H")
    assert busy(tmp_path, text, date(2026, 10, 25), date(2026, 10, 25)) == ["10-24 23:30/10-25 01:30"]


def test_a_time_that_the_clock_leaves_out_is_read_as_before_the_change(tmp_path: Path):
    text = ics(f"{LOCAL}20260329T023000\nDURATION:PT1H")
    assert busy(tmp_path, text, date(2026, 3, 29), date(2026, 3, 29)) == ["03-29 01:30/03-29 02:30"]


def test_the_days_are_local_days(tmp_path: Path):
    text = ics("DTSTART:20261124T093000Z\nDURATION:PT1H")
    pacific = ZoneInfo("Pacific/Auckland")
    assert busy(tmp_path, text, date(2026, 11, 24), date(2026, 11, 24), pacific) == ["11-24 09:30/11-24 10:30"]
    assert busy(tmp_path, text, date(2026, 11, 25), date(2026, 11, 25), pacific) == []


def test_a_zone_that_the_file_describes_is_used_and_not_kept_for_another_file(tmp_path: Path):
    event = "DTSTART;TZID=Head office:20261124T180000\nDURATION:PT1H"
    summer = "DTSTART;TZID=Head office:20260724T180000\nDURATION:PT1H"
    paris = OWN_ZONE.format(winter="+0100", summer="+0200")
    moscow = OWN_ZONE.format(winter="+0300", summer="+0400")
    assert busy(tmp_path, ics(event, zone=paris)) == ["11-24 17:00/11-24 18:00"]
    assert busy(tmp_path, ics(event, zone=moscow)) == ["11-24 15:00/11-24 16:00"]
    assert busy(tmp_path, ics(summer, zone=paris), date(2026, 7, 24), date(2026, 7, 24)) == ["07-24 16:00/07-24 17:00"]


SERIES = f"UID:a\n{LOCAL}20261101T180000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;BYDAY=TU,TH"
REPLACED = [
    ("moved", "RECURRENCE-ID;TZID=Europe/Berlin:20261124T180000\nDTSTART:20261125T090000Z\nDURATION:PT2H",
     ["11-25 09:00/11-25 11:00", "11-26 17:00/11-26 18:00"]),
    ("named in UTC", "RECURRENCE-ID:20261124T170000Z\nDTSTART:20261125T090000Z\nDURATION:PT2H",
     ["11-25 09:00/11-25 11:00", "11-26 17:00/11-26 18:00"]),
    ("named by its day", "RECURRENCE-ID;VALUE=DATE:20261124\nDTSTART:20261125T090000Z\nDURATION:PT2H",
     ["11-25 09:00/11-25 11:00", "11-26 17:00/11-26 18:00"]),
    ("moved far away", "RECURRENCE-ID:20261124T170000Z\nDTSTART:20270524T090000Z\nDURATION:PT2H",
     ["11-26 17:00/11-26 18:00"]),
    ("moved here from far away", "RECURRENCE-ID:20270525T160000Z\nDTSTART:20261125T090000Z\nDURATION:PT2H",
     ["11-24 17:00/11-24 18:00", "11-25 09:00/11-25 11:00", "11-26 17:00/11-26 18:00"]),
    ("cancelled", "RECURRENCE-ID:20261124T170000Z\nDTSTART:20261124T170000Z\nDURATION:PT1H\nSTATUS:CANCELLED",
     ["11-26 17:00/11-26 18:00"]),
    ("made free", "RECURRENCE-ID:20261124T170000Z\nDTSTART:20261124T170000Z\nDURATION:PT1H\nTRANSP:TRANSPARENT",
     ["11-26 17:00/11-26 18:00"]),
]  # fmt: skip


@pytest.mark.parametrize(("other", "expected"), [case[1:] for case in REPLACED], ids=[case[0] for case in REPLACED])
@pytest.mark.parametrize("series_first", [True, False])
def test_a_changed_instance_takes_the_place_of_the_one_it_names(
    tmp_path: Path, other: str, expected: list[str], series_first: bool
):
    events = [SERIES, f"UID:a\n{other}"] if series_first else [f"UID:a\n{other}", SERIES]
    assert busy(tmp_path, ics(*events)) == expected


def test_a_changed_instance_of_another_series_changes_nothing(tmp_path: Path):
    other = "UID:b\nRECURRENCE-ID:20261124T170000Z\nDTSTART:20261124T170000Z\nDURATION:PT1H\nSTATUS:CANCELLED"
    assert busy(tmp_path, ics(SERIES, other)) == ["11-24 17:00/11-24 18:00", "11-26 17:00/11-26 18:00"]


def test_a_whole_day_series_loses_the_days_it_excepts(tmp_path: Path):
    series = "UID:a\nDTSTART;VALUE=DATE:20261101\nRRULE:FREQ=DAILY\nEXDATE;VALUE=DATE:20261124\nEXDATE:20261126T000000Z"
    moved = "UID:a\nRECURRENCE-ID;VALUE=DATE:20261128\nDTSTART;VALUE=DATE:20270101"
    expected = [
        "11-22 23:00/11-23 23:00",
        "11-24 23:00/11-25 23:00",
        "11-26 23:00/11-27 23:00",
        "11-28 23:00/11-29 23:00",
    ]
    assert busy(tmp_path, ics(series, moved)) == expected


def test_times_that_touch_or_overlap_are_one(tmp_path: Path):
    hours = [(18, 2), (20, 1), (19, 1), (22, 1)]
    text = ics(*(f"DTSTART:20261124T{hour}0000Z\nDURATION:PT{long}H" for hour, long in hours))
    assert busy(tmp_path, text) == ["11-24 18:00/11-24 21:00", "11-24 22:00/11-24 23:00"]


def test_folded_lines_a_mark_at_the_start_and_any_line_end_are_read(tmp_path: Path):
    text = ics("SUMMARY:a very\n  long title\nDTSTART;TZID=Asia/To\n kyo:20261124T180000\nDURATION:PT1H")
    for ending in ("\n", "\r\n", "\r"):
        assert busy(tmp_path, "\ufeff" + text.replace("\n", ending)) == ["11-24 09:00/11-24 10:00"]


def test_two_calendars_in_one_file_both_block(tmp_path: Path):
    text = "".join(ics(f"DTSTART:2026112{n}T180000Z\nDURATION:PT1H") for n in (4, 5))
    assert len(busy(tmp_path, text)) == 2


def test_a_calendar_without_events_leaves_all_free(tmp_path: Path):
    assert busy(tmp_path, ics()) == []


def test_ten_years_of_events_are_read_quickly(tmp_path: Path):
    old = [f"UID:{n}\nDTSTART:20{n % 10 + 10}0105T100000Z\nDTEND:20{n % 10 + 10}0105T110000Z" for n in range(15_000)]
    series = [f"UID:s{n}\n{LOCAL}19700101T1{n % 10}0000\nDURATION:PT10M\nRRULE:FREQ=DAILY" for n in range(50)]
    began = time.process_time()
    assert len(busy(tmp_path, ics(*old, *series))) == 7 * 10
    assert time.process_time() - began < 10  # far above what is needed; a walk from 1970 takes minutes


@given(
    st.integers(0, 6),
    st.integers(1, 9),
    st.integers(0, 900),
    st.integers(0, 23),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_a_weekly_event_is_where_counting_weeks_puts_it(tmp_path_factory, weekday, interval, weeks, hour, zone):
    folder = tmp_path_factory.mktemp("weekly")
    first = date(2010, 1, 4) + timedelta(days=weekday)
    event = f"DTSTART;TZID={zone}:{first:%Y%m%d}T{hour:02d}0000\nDURATION:PT30M\nRRULE:FREQ=WEEKLY;INTERVAL={interval}"
    day = first + timedelta(weeks=weeks)
    path = folder / "busy.ics"
    path.write_text(ics(event))
    found = busy_times(path, day, day, ZoneInfo(zone))
    assert len(found) == (weeks % interval == 0)
    assert all(
        (start.astimezone(ZoneInfo(zone)).date(), end - start) == (day, timedelta(minutes=30)) for start, end in found
    )
