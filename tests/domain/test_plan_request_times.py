"""Days and amounts of time are read as people write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.domain.plan_request_times import minutes_in, times_in


@given(st.integers(1, 12 * 60))
def test_minutes_are_read_as_they_are_written(minutes):
    hours, rest = divmod(minutes, 60)
    for text in (
        f"{minutes} min",
        f"{minutes} Minuten",
        f"took {minutes}分钟",
        f"{minutes} मिनट",
        f"{hours} h {rest} min",
        f"{hours}:{rest:02} h",
    ):
        assert minutes_in(text) == (minutes,)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("half an hour", 30), ("an hour and a half", 90), ("2 and a half hours", 150), ("1½ h", 90), ("1h30", 90), ("1.5 h", 90),
        ("1,5 Stunden", 90), ("eine Stunde", 60), ("eine halbe Stunde", 30), ("anderthalb Stunden", 90), ("eine Stunde und 15 Minuten", 75),
        ("media hora", 30), ("una hora y media", 90), ("une demi-heure", 30), ("une heure et demie", 90), ("quatre heures", 240),
        ("半小时", 30), ("一个半小时", 90), ("两个小时", 120), ("1時間半", 90), ("३० मिनट", 30), ("आधा घंटा", 30), ("डेढ़ घंटा", 90),
        ("forty-five minutes", 45), ("99999 hours", None), ("I am here", None), ("Amin", None), ("in 2026", None), ("version 1.5", None),
    ],
)  # fmt: skip
def test_amounts_of_time_are_read_in_words_and_figures(text, minutes):
    assert minutes_in(text) == (() if minutes is None else (minutes,))


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_a_weekday_is_that_of_this_week(today):
    monday = today - timedelta(days=today.weekday())
    for n, names in enumerate(
        (("Monday", "lunes", "周一"), ("Dienstag", "mardi", "火曜"), ("wed", "mercredi", "बुधवार"))
    ):
        for name in names if names[0] != "wed" else ("Wednesday", *names[1:]):
            assert times_in(f"on {name}", today).days == (monday + timedelta(days=n),)


@pytest.mark.parametrize("text", ["last Tuesday", "next Friday", "下周三", "mercredi prochain", "कल", "every Monday"])
def test_a_day_whose_week_cannot_be_told_is_unsure(text):
    assert times_in(text, date(2026, 11, 24)).unsure
