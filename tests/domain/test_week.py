"""ISO weeks as people write them."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.domain.errors import WrongInput
from studycoach.domain.week import Week

DAYS = st.dates(date(1990, 1, 8), date(2200, 12, 20))


@pytest.mark.parametrize(
    ("text", "monday"),
    [
        ("2026-W48", date(2026, 11, 23)),
        ("2026-w48", date(2026, 11, 23)),
        ("2026W48", date(2026, 11, 23)),
        (" 2026-W01 ", date(2025, 12, 29)),
        ("2026-W1", date(2025, 12, 29)),
        ("2026-W53", date(2026, 12, 28)),
    ],
)
def test_a_week_is_read_as_people_write_it(text, monday):
    assert Week.parse(text).monday == monday


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not a week"),
        ("48", "is not a week"),
        ("2026-48", "is not a week"),
        ("2026-W48-1", "is not a week"),
        ("26-W48", "is not a week"),
        ("２０２６-W48", "is not a week"),
        ("2025-W53", "2025 has no week 53. Its weeks are 2025-W01 to 2025-W52."),
        ("2026-W54", "2026 has no week 54. Its weeks are 2026-W01 to 2026-W53."),
        ("2026-W00", "has no week 0"),
        ("0000-W01", "out of range"),
        ("9999-W52", "Weeks from 1990 to 2200 can be planned."),
    ],
)
def test_what_is_no_week_is_refused_with_what_to_write(text, said):
    with pytest.raises(WrongInput, match=re.escape(said)):
        Week.parse(text)


@given(DAYS)
def test_the_week_of_a_day_holds_it_and_begins_on_a_monday(day):
    week = Week.of(day)
    assert day in week.days
    assert week.monday.weekday() == 0
    assert len(week.days) == 7


@given(DAYS)
def test_what_a_week_is_called_is_read_as_that_week(day):
    assert Week.parse(str(Week.of(day))) == Week.of(day)


@given(DAYS, st.integers(-60, 60))
def test_weeks_are_counted_over_the_years(day, weeks):
    near_the_ends = day.year < 1993 or day.year > 2198
    if not near_the_ends:
        assert Week.of(day).plus(weeks) == Week.of(day + timedelta(weeks=weeks))


@given(DAYS, DAYS)
def test_weeks_and_their_names_are_in_the_order_of_time(one, other):
    first, second = sorted((Week.of(one), Week.of(other)))
    assert first.monday <= second.monday
    assert str(first) <= str(second)
