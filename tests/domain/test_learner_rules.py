"""What a learner may be, and ranges of days."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from worlds import a_learner

from studycoach.domain.errors import WrongInput
from studycoach.domain.learner import DateRange, check_learner

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"email": "ada@example.org"},
        {"email": "ada+study@localhost"},
        {"timezone": "Asia/Kathmandu"},
        {"session_minutes": (10, 10)},
        {"session_minutes": (25, 240)},
        {"day_limit_minutes": 1440},
        {"slots": ()},
        {"name": "Ådä Łovelace 李"},
        {"name": "مهدی\u200cزاده"},
    ],
)
def test_a_learner_who_can_be_planned_for_is_taken_as_they_are(changes):
    learner = a_learner(**changes)
    assert check_learner(learner) is learner


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"timezone": "Europe/Berln"}, "no timezone 'Europe/Berln'. Did you mean Europe/Berlin"),
        ({"timezone": ""}, "Write an IANA name such as Europe/Berlin."),
        ({"timezone": "../../etc/passwd"}, "no timezone"),
        ({"timezone": "Europe"}, "no timezone"),
        ({"timezone": "A\0B"}, "no timezone"),
        ({"session_minutes": (90, 25)}, "Write the shortest first"),
        ({"session_minutes": (9, 25)}, "both from 10 to 240"),
        ({"session_minutes": (25, 241)}, "both from 10 to 240"),
        ({"day_limit_minutes": 0}, "from 1 to 1440"),
        ({"day_limit_minutes": 1441}, "from 1 to 1440"),
        ({"email": "ada"}, "'ada' is not a mail address"),
        ({"email": "ada@example.org\nBcc: all@example.org"}, "is not a mail address"),
        ({"email": "ada@example.org\n"}, "is not a mail address"),
        ({"email": f"a@{'x' * 70}.de"}, "is not a mail address"),
        ({"email": "=?utf-8?q?x?=@b.de"}, "is not a mail address"),
        ({"email": "Ada <ada@example.org>"}, "is not a mail address"),
        ({"name": "Ada\x1b[2J"}, "The name is too long or holds control characters."),
        ({"name": "Ada\u202e"}, "The name is too long or holds control characters."),
        ({"name": "A" * 1001}, "The name is too long"),
        ({"busy": "a\x85b"}, "The busy is too long or holds control characters"),
    ],
)
def test_what_can_not_be_meant_is_named_with_what_to_write(changes, said):
    with pytest.raises(WrongInput, match=re.escape(said)) as refusal:
        check_learner(replace(a_learner(), **changes))
    assert refusal.value.todo


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-12-24..2026-12-31", date(2026, 12, 24), date(2026, 12, 31)),
        (" 2026-12-24 .. 2027-01-01 ", date(2026, 12, 24), date(2027, 1, 1)),
        ("2026-12-24", date(2026, 12, 24), date(2026, 12, 24)),
    ],
)
def test_days_off_hold_both_ends_and_no_day_more(text, first, last):
    days = DateRange.parse(text)
    assert first in days
    assert last in days
    assert first - DAY not in days
    assert last + DAY not in days
    assert DateRange.parse(str(days)) == days


@pytest.mark.parametrize("text", ["", "..", "2026-12-24..", "..2026-12-24", "24.12.2026", "2026-02-30", "a..b", "1..2"])
def test_what_is_no_range_of_days_is_refused(text):
    with pytest.raises(WrongInput, match="is not a range of days"):
        DateRange.parse(text)


def test_time_off_that_ends_before_it_starts_is_refused():
    with pytest.raises(WrongInput, match="ends before it starts"):
        DateRange.parse("2026-12-31..2026-12-24")
