"""Tests of the calendars that can't be read: each is refused with a sentence that names what is wrong."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from studycoach.domain.errors import WrongInput
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


def busy(folder: Path, text: str) -> None:
    path = folder / "busy.ics"
    path.write_text(text, encoding="utf-8")
    busy_times(path, MONDAY, SUNDAY, BERLIN)


GOOD = "DTSTART:20261124T180000Z\nDURATION:PT1H"
WRONG_FILES = [
    ("", "is empty"),
    ("hello\n", "is not a calendar"),
    ("BEGIN:VCARD\nEND:VCARD\n", "is not a calendar"),
    ("<html></html>", "is not a calendar"),
    ("\0\1\2", "not a text file"),
    (ics(GOOD)[:-20], "is cut off"),
    (ics(GOOD).partition("DURATION")[0], "is cut off"),
    (ics(GOOD).replace("END:VEVENT\n", ""), "or damaged"),
    (ics(GOOD).replace("END:VEVENT", "END:VTODO"), "or damaged"),
    (ics(GOOD) + "more", "after its end"),
    (ics(*["DTSTART:20201124T180000Z"] * 20_001), "more than 20,000 events"),
    ("BEGIN:VCALENDAR\n" + "X" * 10_000_000, "larger than"),
]


@pytest.mark.parametrize(("text", "why"), WRONG_FILES, ids=[why for _, why in WRONG_FILES])
def test_what_is_no_whole_calendar_is_refused_in_a_sentence(tmp_path: Path, text: str, why: str):
    with pytest.raises(WrongInput, match=why) as caught:
        busy(tmp_path, text)
    assert str(tmp_path / "busy.ics") in str(caught.value)


def test_a_folder_and_a_missing_file_are_refused_in_a_sentence(tmp_path: Path):
    for path, why in ((tmp_path, "is a folder"), (tmp_path / "none.ics", "does not exist")):
        with pytest.raises(WrongInput, match=why):
            busy_times(path, MONDAY, SUNDAY, BERLIN)


WRONG_EVENTS = [
    ("DURATION:PT1H", "start"),
    ("DTSTART:nonsense\nDURATION:PT1H", "can't be read"),
    ("DTSTART\nDURATION:PT1H", "start"),
    ("DTSTART:20261324T180000Z", "can't be read"),
    ("DTSTART:20261124T180000Z\nDTSTART:20261125T180000Z", "start"),
    ("DTSTART:20261124T180000Z\nDTEND:20261124T170000Z", "ends before it starts"),
    ("DTSTART:20261124T180000Z\nDURATION:-PT1H", "ends before it starts"),
    ("DTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261122", "ends before it starts"),
    ("DTSTART:20261124T180000Z\nDURATION:long", "can't be read"),
    ("DTSTART;TZID=Nowhere/Here:20261124T180000", "unknown timezone"),
    ("DTSTART;TZID=../../etc/passwd:20261124T180000", "unknown timezone"),
    (f"{GOOD}\nRRULE:FREQ=SOMETIMES", "can't be read"),
    (f"{GOOD}\nRRULE:BLAH", "can't be read"),
    (f"{GOOD}\nRRULE:FREQ=DAILY;INTERVAL=0", "can't be read"),
    (f"{GOOD}\nRRULE:FREQ=DAILY;INTERVAL=-1", "can't be read"),
    (f"{GOOD}\nRRULE:FREQ=DAILY;BYMONTH=13", "can't be read|never"),
    (f"{GOOD}\nRRULE:FREQ=DAILY;BYDAY=XX", "can't be read"),
    (f"{GOOD}\nRRULE:FREQ=DAILY;UNTIL=soon", "can't be read"),
    (f"{GOOD}\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "never comes true"),
    (f"{GOOD}\nRRULE:FREQ=SECONDLY", "secondly"),
    (f"{GOOD}\nRRULE:FREQ=MINUTELY;BYSETPOS=7", "minutely"),
    (f"{GOOD}\nRRULE:FREQ=HOURLY;BYSETPOS=7", "too hard"),
    ("DTSTART:19700101T000000Z\nDURATION:PT1H\nRRULE:FREQ=HOURLY;COUNT=999999", "too often"),
    (f"{GOOD}\nRRULE:FREQ=DAILY;BYHOUR={','.join(map(str, range(24)))};BYMINUTE={','.join(map(str, range(60)))}", "too often"),
    (f"{GOOD}\nRDATE;VALUE=PERIOD:20261125T180000Z/x", "can't be read"),
    (f"{GOOD}\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261124T180000Z", "all later dates"),
]  # fmt: skip


@pytest.mark.parametrize(("event", "why"), WRONG_EVENTS, ids=[event[-40:] for event, _ in WRONG_EVENTS])
def test_an_event_that_cant_be_read_is_named(tmp_path: Path, event: str, why: str):
    with pytest.raises(WrongInput, match=why) as caught:
        busy(tmp_path, ics(f"SUMMARY:Choir\n{event}"))
    assert "'Choir'" in str(caught.value)


def test_a_file_zone_that_is_nonsense_is_refused(tmp_path: Path):
    event = "DTSTART;TZID=Head office:20261124T180000"
    zone = OWN_ZONE.format(winter="+0100", summer="+0200")
    for bad in (
        zone.replace("FREQ=YEARLY", "FREQ=SECONDLY"),
        zone.replace("BYMONTH=10", "BYHOUR=1"),
        zone.replace("TZOFFSETTO", "X-TO"),
        "BEGIN:VTIMEZONE\nTZID:Head office\nEND:VTIMEZONE\n",
    ):
        with pytest.raises(WrongInput, match="timezone"):
            busy(tmp_path, ics(event, zone=bad))
