"""A limit of a week holds in every life, whatever was done before, and the plan says so."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import Life, a_learner, a_roadmap, an_item, live_on, lives

from studycoach.domain.errors import WrongInput
from studycoach.domain.learner import WEEK_MINUTES, WeekLimit, check_learner
from studycoach.domain.slot import parse_slots
from studycoach.domain.week import Week

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
WEEK = Week(2026, 48)


def limited(life: Life, minutes: int, week: Week | None = None) -> Life:
    life.learner = life.learner.limited(WeekLimit(str(week or life.week), minutes))
    return life


def evening_life(*items, minutes: int | None = None, **learner) -> Life:
    life = Life(a_learner(**learner), a_roadmap(tuple(items) or tuple(an_item(f"t{n}", 100) for n in range(9))), MONDAY)
    return life if minutes is None else limited(life, minutes)


def counted(plan) -> int:
    """The minutes of the week that are done or to come."""
    return sum(s.minutes for s in plan.sessions if s.state in ("done", "planned"))


def said(plan, goal: str) -> str:
    return next((line for line in plan.explanation if line.startswith(goal)), "")


@given(st.data())
@settings(max_examples=120)
def test_no_plan_in_any_life_passes_the_limit_of_its_week(data):
    life = data.draw(lives())
    limit = data.draw(st.sampled_from((0, 25, 60, 61, 150, 240, 600)))
    for _ in range(data.draw(st.integers(1, 6))):
        limited(life, limit)
        _, plan = life.plan()
        begun = sum(s.minutes for s in plan.sessions if s.state == "done" or s.starts_at < life.now)
        assert counted(plan) <= max(limit, begun)
        assert plan.planned_minutes <= plan.free_minutes <= limit
        assert f"at most {limit} minutes" in said(plan, "Your limit of this week")
        _, again = life.plan()
        assert again.sessions == plan.sessions, "planning again moves nothing"
        live_on(data.draw, life)


@given(st.data())
@settings(max_examples=60)
def test_a_limit_that_takes_nothing_away_changes_nothing(data):
    life = data.draw(lives())
    life.plan()
    live_on(data.draw, life)
    _, plan = life.plan()
    held = sum(s.minutes for s in plan.sessions)
    wide = Life(life.learner, life.roadmap, life.now)
    wide.evidence, wide.plans, wide.busy = life.evidence, life.plans, life.busy
    limited(wide, min(WEEK_MINUTES - 1, held + plan.free_minutes))
    assert wide.plan()[1].sessions == plan.sessions


@pytest.mark.parametrize("minutes", [100, 240, 300])
def test_the_limit_is_filled_but_for_what_is_too_short_for_a_session(minutes):
    _, plan = evening_life(minutes=minutes).plan()
    assert minutes - 25 < plan.planned_minutes <= minutes
    assert plan.free_minutes == minutes


def test_what_was_done_before_counts():
    life = evening_life()
    _, plan = life.plan()
    life.now = MONDAY + timedelta(days=1)
    for session in plan.sessions[:2]:
        life.do(session)
    done = sum(s.minutes for s in plan.sessions[:2])
    _, plan = limited(life, 240).plan()
    assert 240 - 25 < counted(plan) <= 240
    assert f"{done} are done or under way" in said(plan, "Your limit of this week")


def test_another_weeks_limit_leaves_this_week_alone():
    _, free = evening_life().plan()
    _, plan = limited(evening_life(), 60, WEEK.plus(1)).plan()
    assert plan == free


def test_of_a_limited_week_unfinished_work_gets_its_share_and_the_reason_says_so():
    life = evening_life(*(an_item(f"t{n}", 120) for n in range(30)))
    life.plan()
    life.now += timedelta(days=7)
    _, plan = limited(life, 240).plan()
    assert sum(s.minutes for s in plan.sessions if s.carried) <= 0.4 * 240
    assert any(not s.carried for s in plan.sessions)
    assert any("40 % of the free time within your limit of this week" in n.why for n in plan.not_placed)
    assert any("this week has your limit of 240 minutes" in n.why for n in plan.not_placed)
    assert "(your limit)" in said(plan, "Shares")


@pytest.mark.parametrize(
    ("limit", "done", "why"),
    [
        (0, 0, "Your limit of 0 minutes for 2026-W48 is shorter than a session, and a session needs 25."),
        (60, 1, "Your limit of 60 minutes for 2026-W48 leaves 0 of them, and a session needs 25."),
    ],
)
def test_a_week_that_the_limit_leaves_empty_says_so(limit, done, why):
    life = evening_life()
    _, plan = life.plan()
    life.now = MONDAY + timedelta(hours=12)
    for session in plan.sessions[:done]:
        life.do(session)
    _, plan = limited(life, limit).plan()
    assert plan.planned_minutes == 0
    assert plan.empty_because == why


def test_a_newer_limit_takes_the_place_of_the_older_and_a_whole_week_is_none():
    learner = a_learner().limited(WeekLimit("2026-W48", 60)).limited(WeekLimit("2026-W49", 30))
    assert learner.limit_of(WEEK) == 60
    assert learner.limited(WeekLimit("2026-W48", 90)).limit_of(WEEK) == 90
    lifted = learner.limited(WeekLimit("2026-W48", WEEK_MINUTES))
    assert lifted.week_limits == (WeekLimit("2026-W49", 30),)
    assert lifted.limit_of(WEEK) is None


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ((WeekLimit("2026-W54", 60),), "has no week 54"),
        ((WeekLimit("soon", 60),), "is not a week"),
        ((WeekLimit("2026-W48", -1),), "-1 minutes"),
        ((WeekLimit("2026-W48", 60), WeekLimit("2026-W48", 90)), "more than one limit"),
    ],
)
def test_a_limit_that_cannot_be_is_refused(limits, said):
    with pytest.raises(WrongInput, match=said):
        check_learner(a_learner(week_limits=limits))


@given(st.integers(2000, 2100), st.integers(1, 52), st.integers(0, WEEK_MINUTES))
def test_a_limit_is_read_as_it_is_written(year, week, minutes):
    limit = WeekLimit(str(Week(year, week)), minutes)
    assert WeekLimit.parse(str(limit)) == limit


@pytest.mark.parametrize("text", ["", "2026-W48", "240", "2026-W48 4h", "2026-W48 -5", "2026-W48 99999", "2026-W48 ٣"])
def test_what_is_no_limit_is_refused(text):
    with pytest.raises(WrongInput):
        WeekLimit.parse(text)


def test_a_learner_with_much_time_and_little_of_it_this_week_keeps_the_first_sessions():
    life = evening_life(slots=parse_slots(["mon-sun 08:00-12:00"]))
    _, before = life.plan()
    _, after = limited(life, 90).plan()
    kept = {s.id for s in after.sessions if s.state == "planned"}
    assert kept
    assert kept <= {s.id for s in before.sessions}
