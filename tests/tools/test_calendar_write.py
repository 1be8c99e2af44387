"""Tests of the plan's calendar file, read back with two other programs' eyes."""

import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studycoach.domain.weekly_plan import WeeklyPlan
from studycoach.tools.calendar_read import busy_times
from studycoach.tools.calendar_write import is_current, plan_calendar


def events(content: bytes) -> dict[str, Any]:
    return {str(e["SUMMARY"]): e for e in icalendar.Calendar.from_ical(content).walk("VEVENT")}


def by_vobject(content: bytes) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # vobject's own use of what Python gives up
        import vobject

        return vobject.readOne(content.decode())


def test_the_calendar_holds_each_session(plan: WeeklyPlan):
    content = plan_calendar(plan, learner_key="1")
    event = events(content)["Loops"]
    assert event["DTSTART"].dt == datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
    assert event["DURATION"].dt == timedelta(minutes=90)
    assert event["DTSTAMP"].dt == plan.made_at
    assert event["STATUS"] == "CONFIRMED"
    assert event["CATEGORIES"].cats == ["learn"]
    for words in ("Read chapter 4 and write three loops.", "A script counts", "Next after Variables", "w48-1"):
        assert words in event["DESCRIPTION"]
    assert content.endswith(b"END:VCALENDAR\r\n")


def test_a_second_library_reads_the_same(plan: WeeklyPlan):
    calendar = by_vobject(plan_calendar(plan, learner_key="1"))
    assert calendar.method.value == "PUBLISH"
    first = calendar.vevent_list[0]
    assert (first.summary.value, first.dtstart.value, first.duration.value) == (
        "Loops", datetime(2026, 11, 24, 18, 0, tzinfo=UTC), timedelta(minutes=90)
    )  # fmt: skip


def test_our_own_reader_finds_the_sessions_as_busy_times(plan: WeeklyPlan, tmp_path: Path):
    path = tmp_path / "plan.ics"
    path.write_bytes(plan_calendar(plan, learner_key="1"))
    found = busy_times(path, date(2026, 11, 24), date(2026, 11, 24), ZoneInfo(plan.timezone))
    assert found == ((datetime(2026, 11, 24, 18, 0, tzinfo=UTC), datetime(2026, 11, 24, 19, 30, tzinfo=UTC)),)


def test_a_session_keeps_its_uid_when_it_moves_and_tells_how_often_it_changed(plan: WeeklyPlan):
    vectors, loops = plan.sessions
    moved = replace(loops, starts_at=loops.starts_at + timedelta(days=1), sequence=1)
    before = events(plan_calendar(plan, learner_key="1"))
    after = events(plan_calendar(replace(plan, revision=2, sessions=(vectors, moved)), learner_key="1"))
    assert after["Loops"]["UID"] == before["Loops"]["UID"]
    assert (before["Loops"]["SEQUENCE"], after["Loops"]["SEQUENCE"], after["Vectors"]["SEQUENCE"]) == (0, 1, 0)


def test_uids_differ_by_session_week_and_learner(plan: WeeklyPlan):
    contents = [
        plan_calendar(p, learner_key=k) for p, k in ((plan, "1"), (plan, "2"), (replace(plan, week="2026-W49"), "1"))
    ]
    assert len({str(e["UID"]) for content in contents for e in events(content).values()}) == 6


def test_a_cancelled_and_a_skipped_session_are_cancelled(plan: WeeklyPlan):
    vectors, loops = plan.sessions
    sessions = (replace(vectors, state="cancelled"), replace(loops, state="skipped"))
    found = events(plan_calendar(replace(plan, sessions=sessions), learner_key="1"))
    assert {str(e["STATUS"]) for e in found.values()} == {"CANCELLED"}


def test_each_skip_and_un_skip_raises_the_number_that_calendars_heed(plan: WeeklyPlan):
    vectors, loops = plan.sessions
    told = []
    for bumps, state in ((0, "planned"), (1, "skipped"), (2, "planned"), (3, "skipped")):
        now = replace(plan, sessions=(vectors, replace(loops, state=state, sequence=5)))
        event = events(plan_calendar(now, learner_key="1", bumps={"w48-1": bumps}))["Loops"]
        told.append((event["SEQUENCE"], str(event["STATUS"])))
    assert told == [(5, "CONFIRMED"), (6, "CANCELLED"), (7, "CONFIRMED"), (8, "CANCELLED")]


def changed_plans(plan: WeeklyPlan) -> list[WeeklyPlan]:
    vectors, loops = plan.sessions
    texts = ({name: "Other"} for name in ("id", "title", "task", "why", "done_when"))
    times = ({"minutes": 91}, {"starts_at": loops.starts_at + timedelta(minutes=1)})
    states = ({"sequence": 1}, {"state": "skipped"}, {"state": "cancelled"}, {"kind": "practise"})
    others = [replace(plan, sessions=(vectors, replace(loops, **c))) for c in (*texts, *times, *states)]
    return [*others, replace(plan, revision=2), replace(plan, week="2026-W49"), replace(plan, sessions=(vectors,))]


def test_a_file_is_current_for_the_plan_that_it_shows_and_for_no_other(plan: WeeklyPlan):
    content = plan_calendar(plan, learner_key="1")
    assert is_current(content, plan, learner_key="1")
    assert is_current(content, replace(plan, sessions=plan.sessions[::-1]), learner_key="1")
    assert not is_current(content, plan, learner_key="2")
    assert not is_current(content, plan, learner_key="1", bumps={"w48-1": 1})
    for other in changed_plans(plan):
        assert not is_current(content, other, learner_key="1")
        assert is_current(plan_calendar(other, learner_key="1"), other, learner_key="1")


def test_what_a_calendar_does_not_show_makes_no_file_stale(plan: WeeklyPlan):
    content = plan_calendar(plan, learner_key="1")
    done = replace(plan, sessions=tuple(replace(s, state="done") for s in plan.sessions), planned_minutes=0)
    assert is_current(content, done, learner_key="1")
    assert plan_calendar(done, learner_key="1") == content


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_file_that_was_touched_is_not_current(plan: WeeklyPlan, data: st.DataObject):
    content = plan_calendar(plan, learner_key="1")
    at = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(at, len(content)))
    touched = content[:at] + data.draw(st.binary(max_size=5)) + content[end:]
    assert is_current(touched, plan, learner_key="1") == (touched == content)


def test_the_same_plan_gives_the_same_bytes_and_names_its_revision(plan: WeeklyPlan):
    content = plan_calendar(plan, learner_key="1")
    assert content == plan_calendar(replace(plan, sessions=plan.sessions[::-1]), learner_key="1")
    assert b"\r\nX-STUDYCOACH-REVISION:1\r\n" in content
    assert b"\r\nX-STUDYCOACH-REVISION:2\r\n" in plan_calendar(replace(plan, revision=2), learner_key="1")


def test_an_empty_plan_is_a_calendar_without_events(plan: WeeklyPlan):
    assert events(plan_calendar(replace(plan, sessions=()), learner_key="1")) == {}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text() | st.text("\r\n:;,\\\"'abE=🎓 "))
def test_no_text_changes_the_shape_of_the_calendar(with_text: Callable[[str], WeeklyPlan], text: str):
    content = plan_calendar(with_text(text + "\r\nEND:VEVENT\nBEGIN:VALARM"), learner_key="1")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert content.count(b"\nBEGIN:") == content.count(b"\nBEGIN:VEVENT\r\n") == 2
    assert len(by_vobject(content).vevent_list) == 2
