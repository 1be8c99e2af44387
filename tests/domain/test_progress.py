"""Progress: what is done and left, week by week."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from worlds import Life, a_learner, a_roadmap, an_item

from studycoach.domain.learner import DateRange
from studycoach.domain.progress import WeekProgress, own_weeks, progress_of, with_forecast
from studycoach.domain.recording import known_rows

MONDAY = datetime(2026, 11, 23, 18, tzinfo=UTC)
WEEK = timedelta(weeks=1)
ROADMAP = a_roadmap((an_item("t", 100), an_item("u", 100), an_item("v", 100)), (an_item("w", 500),), habits=True)


def a_life(**learner) -> Life:
    return Life(a_learner(**learner), ROADMAP, MONDAY)


def progress(life: Life, planned: dict[str, int] | None = None):
    return progress_of(life.learner, life.roadmap, life.evidence, planned or {}, life.now)


def work(life: Life, weeks: int, minutes: int = 50) -> None:
    """Work a little on Monday of the week so many weeks from the first, or earlier when negative."""
    life.now = MONDAY + weeks * WEEK
    life.log("w", minutes)


def test_a_stage_counts_what_is_worked_left_and_known_by_word_apart():
    life = a_life()
    life.log("t", 120)
    life.log("u", 30)
    life.write(known_rows((ROADMAP.by_id["v"],), life.record(), at=life.now))
    first, second = progress(life).stages
    assert (first.minutes_done, first.minutes_left, first.minutes_known) == (150, 70, 100)
    assert (first.items, first.items_finished, first.items_known) == (3, 1, 1)
    assert (second.minutes_done, second.minutes_left, second.items_finished) == (0, 500, 0)


def test_what_was_known_by_word_and_then_shown_counts_as_shown():
    life = a_life()
    life.write(known_rows((ROADMAP.by_id["t"],), life.record(), at=life.now))
    shown = a_life()
    shown.log("t", 100)
    life.write(tuple(shown.evidence))
    first = progress(life).stages[0]
    assert (first.items_finished, first.items_known, first.minutes_known) == (1, 0, 0)


def test_planned_and_done_stand_side_by_side_for_the_last_eight_weeks_and_not_for_coming_ones():
    life = a_life()
    for weeks in (-9, -1, 0):
        work(life, weeks)
    planned = {str(life.week.plus(n)): 60 for n in range(-10, 2)}
    weeks = progress(life, planned).weeks
    assert [w.week for w in weeks] == [f"2026-W{n}" for n in range(41, 49)]
    assert weeks[-2:] == (WeekProgress("2026-W47", 60, 50), WeekProgress("2026-W48", 60, 50))
    assert weeks[0] == WeekProgress("2026-W41", 60, 0)


def test_a_session_ticked_off_late_belongs_to_the_week_it_was_planned_in():
    life = a_life()
    _, plan = life.plan()
    life.now += WEEK
    life.do(plan.sessions[0], minutes=33)
    assert [(w.week, w.done_minutes) for w in progress(life).weeks] == [("2026-W48", 33)]


def test_what_was_taken_back_was_not_done():
    life = a_life()
    life.log("t", 50)
    life.write((replace(life.evidence[-1], kind="undone", undoes=life.evidence[-1].act),))
    assert progress(life).weeks == ()
    assert progress(life).weeks_in_a_row == progress(life).days_this_week == 0


def test_weeks_in_a_row_are_counted_up_to_this_one():
    life = a_life()
    for weeks in (-5, -3, -2, -1, 0):
        work(life, weeks)
    assert progress(life).weeks_in_a_row == 4


def test_a_week_that_has_only_begun_does_not_end_the_row():
    life = a_life()
    for weeks in (-2, -1):
        work(life, weeks)
    life.now = MONDAY
    assert progress(life).weeks_in_a_row == 2
    life.now += WEEK
    assert progress(life).weeks_in_a_row == 0


def test_time_off_does_not_end_the_row():
    off = DateRange(date(2026, 11, 9), date(2026, 11, 22))
    for time_off, weeks in (((off,), 3), ((), 1)):
        life = a_life(time_off=time_off)
        for n in (-4, -3, 0):
            work(life, n)
        assert progress(life).weeks_in_a_row == weeks


def test_days_of_this_week_are_counted_once_each_in_the_learners_zone():
    life = a_life(timezone="Asia/Tokyo")
    for hours in (-12, 0, 1, 20):  # Monday 15:00 Tokyo; Tuesday 03:00 and 04:00; Tuesday 23:00
        life.now = MONDAY + timedelta(hours=hours)
        life.log("t", 10)
    assert progress(life).days_this_week == 2


def test_own_weeks_are_full_weeks_since_the_first_with_the_empty_ones():
    life = a_life()
    work(life, -4, 100)
    work(life, -2, 50)
    work(life, -2, 25)
    work(life, 0, 999)
    assert own_weeks(life.evidence, ROADMAP, life.learner, life.now) == (100, 0, 75, 0)


def test_own_weeks_leave_out_time_off_unless_it_was_worked_in():
    off = DateRange(date(2026, 11, 2), date(2026, 11, 15))
    life = a_life(time_off=(off,))
    work(life, -4, 100)
    work(life, -3, 80)
    life.now = MONDAY
    assert own_weeks(life.evidence, ROADMAP, life.learner, life.now) == (100, 80, 0)


def test_own_weeks_count_no_habits_and_no_reviews():
    life = a_life()
    life.log("t", 100)
    life.now += timedelta(days=14)
    _, plan = life.plan()
    for session in plan.sessions:
        if session.kind in ("review", "habit", "paper"):
            life.do(session)
    life.now += WEEK
    assert {s.kind for s in plan.sessions} >= {"review", "habit", "paper"}
    assert own_weeks(life.evidence, ROADMAP, life.learner, life.now) == (100, 0, 0)


def test_own_weeks_begin_with_the_week_after_the_learner_came():
    life = a_life()
    came = MONDAY - 4 * WEEK
    assert own_weeks((), ROADMAP, life.learner, MONDAY, came) == (0, 0, 0)
    work(life, -1, 70)
    life.now = MONDAY
    assert own_weeks(life.evidence, ROADMAP, life.learner, MONDAY, came) == (0, 0, 70)
    work(life, -4, 30)
    assert own_weeks(life.evidence, ROADMAP, life.learner, MONDAY, came) == (30, 0, 0, 70)
    assert own_weeks((), ROADMAP, life.learner, MONDAY, MONDAY) == ()


def test_nobody_has_own_weeks_before_they_began():
    assert own_weeks((), ROADMAP, a_learner(), MONDAY) == ()


def test_a_plan_gets_the_forecast_that_progress_tells():
    life = a_life()
    for weeks in (-4, -3, -2, -1):
        work(life, weeks)
    facts, plan = life.plan()
    told = with_forecast(plan, life.learner, ROADMAP, facts.record, life.evidence, life.now)
    assert told.forecast == progress(life).forecast
    assert [f.stage for f in told.forecast] == ["stage-1", "stage-2"]
