"""Forecasts: days that are met as often as they say."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import a_learner, a_roadmap, an_item, live_on, lives

from studycoach.domain.forecast import Z90, own_rate, slot_rate, stage_forecasts, weeks_between, weeks_needed
from studycoach.domain.learner import DateRange
from studycoach.domain.progress import own_weeks
from studycoach.domain.record import ItemRecord, Record
from studycoach.domain.slot import parse_slots
from studycoach.domain.week import Week

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
TODAY = MONDAY.date()
ROADMAP = a_roadmap(tuple(an_item(f"a{n}", 300) for n in range(20)), tuple(an_item(f"b{n}", 300) for n in range(20)))
STEADY = (400,) * 6


def forecasts(*, learner=None, roadmap=ROADMAP, record=None, weeks=()):
    return stage_forecasts(learner or a_learner(), roadmap, record or Record(), weeks, MONDAY)


def held(random: Random, weeks_seen: int) -> tuple[bool, bool]:
    """Whether somebody with weeks like these is through with their work by the p50 and by the p90 told to them."""
    mean = random.uniform(200, 800)
    spread = mean * random.uniform(0.1, 0.5)
    weeks = iter(lambda: max(0, round(random.gauss(mean, spread))), None)
    rate = own_rate([next(weeks) for _ in range(weeks_seen)])
    assert rate is not None
    work = left = mean * random.uniform(3, 40)
    needed = 0.0
    while left > 0:
        done = next(weeks)
        needed += min(1, left / done) if done else 1
        left -= done
    return needed <= weeks_needed(work, rate, 0), needed <= weeks_needed(work, rate, Z90)


@pytest.mark.parametrize("weeks_seen", [3, 4, 6, 12])
def test_half_of_all_learners_are_done_by_p50_and_most_by_p90(weeks_seen):
    random = Random(weeks_seen)
    lives_led = [held(random, weeks_seen) for _ in range(1000)]
    assert 400 <= sum(by_p50 for by_p50, _ in lives_led) <= 600
    assert sum(by_p90 for _, by_p90 in lives_led) >= 820


def test_steady_weeks_give_the_day_that_one_can_count_oneself():
    first, second = forecasts(weeks=STEADY)  # 6000 minutes a stage, 400 a week: 15 weeks
    assert first.p50 == first.p90 == date(2027, 3, 5)
    assert second.p50 == date(2027, 6, 18)


def test_unsteady_weeks_make_the_late_day_later_and_not_the_middle():
    first, _ = forecasts(weeks=(100, 700) * 3)
    assert first.p50 == date(2027, 3, 5)
    assert first.p90 > date(2027, 5, 1)


def test_fewer_than_three_own_weeks_are_no_guide():
    assert forecasts(weeks=(10, 10)) == forecasts()
    assert forecasts(weeks=(10, 10, 10)) != forecasts()


def test_who_does_nothing_is_promised_no_day():
    assert [(f.p50, f.p90) for f in forecasts(weeks=(0, 0, 0))] == [(None, None)] * 2


def test_only_the_newest_twelve_weeks_count():
    assert forecasts(weeks=(10,) * 40 + (400,) * 12) == forecasts(weeks=(400,) * 12)


def test_slots_promise_less_than_their_minutes():
    rate = slot_rate(a_learner(), ROADMAP, 1)
    assert 350 < rate.mean < 540
    assert slot_rate(a_learner(slots=parse_slots(["mon-fri 19:00-21:00", "sat 09:00-09:20"])), ROADMAP, 1) == rate
    assert slot_rate(a_learner(day_limit_minutes=60), ROADMAP, 1).mean == pytest.approx(rate.mean / 2)
    assert slot_rate(a_learner(), replace(ROADMAP, habits=a_roadmap((), habits=True).habits), 1).mean < rate.mean


def test_time_off_delays_by_the_days_that_are_off():
    off = DateRange(date(2026, 12, 21), date(2027, 1, 3))
    for before, after in zip(
        forecasts(weeks=STEADY), forecasts(learner=a_learner(time_off=(off,)), weeks=STEADY), strict=True
    ):
        assert after.p50 - before.p50 == timedelta(days=14)


def test_a_finished_stage_gives_the_day_of_its_last_item_and_later_ones_come_sooner():
    finished = {f"a{n}": ItemRecord(worked=300, finished_on=date(2026, 11, n + 1)) for n in range(20)}
    first, second = forecasts(record=Record(items=finished), weeks=STEADY)
    assert first.p50 == first.p90 == date(2026, 11, 20)
    assert second.p50 == date(2027, 3, 5)


def test_a_stage_known_by_word_is_over_today():
    known = {f"a{n}": ItemRecord(known=True) for n in range(20)}
    assert forecasts(record=Record(items=known))[0].p50 == TODAY


def test_an_ongoing_stage_has_no_end():
    stages = (ROADMAP.stages[0], replace(ROADMAP.stages[1], months=None))
    first, second = forecasts(roadmap=replace(ROADMAP, stages=stages))
    assert first.p50 is not None
    assert (second.p50, second.p90) == (None, None)


@pytest.mark.parametrize(
    "learner",
    [
        a_learner(slots=()),
        a_learner(time_off=(DateRange(TODAY, date(2199, 1, 1)),)),
        a_learner(slots=parse_slots(["mon 19:00-19:20"])),
    ],
)
@pytest.mark.parametrize("weeks", [(), (1, 1, 2)])
def test_who_never_gets_there_is_promised_no_day(learner, weeks):
    roadmap = a_roadmap(tuple(an_item(f"a{n}", 6000) for n in range(50)))
    assert [(f.p50, f.p90) for f in forecasts(learner=learner, roadmap=roadmap, weeks=weeks)] == [(None, None)]


@given(st.data())
def test_in_every_life_no_day_lies_in_the_past_p90_follows_p50_and_stages_follow_one_another(data):
    life = data.draw(lives())
    for _ in range(data.draw(st.integers(0, 6))):
        life.plan()
        live_on(data.draw, life)
    record = life.record()
    weeks = own_weeks(life.evidence, life.roadmap, life.learner, life.now)
    found = stage_forecasts(life.learner, life.roadmap, record, weeks, life.now)
    assert [f.stage for f in found] == [s.id for s in life.roadmap.stages]
    today = life.now.astimezone(life.learner.zone).date()
    latest = today
    for stage, forecast in zip(life.roadmap.stages, found, strict=True):
        if forecast.p50 and not all(record.of(i.id).is_finished for i in stage.items):
            assert latest <= forecast.p50
            assert forecast.p90 is None or forecast.p50 <= forecast.p90
            latest = forecast.p50


@given(st.floats(1, 20_000), st.lists(st.integers(0, 900), min_size=3, max_size=12), st.floats(0, 2))
def test_more_work_never_needs_less_time_and_more_certainty_never_an_earlier_day(minutes, weeks, z):
    rate = own_rate(weeks)
    if rate:
        assert weeks_needed(minutes, rate, z) <= weeks_needed(minutes * 1.5, rate, z)
        assert weeks_needed(minutes, rate, z) <= weeks_needed(minutes, rate, z + 0.5)


def test_weeks_are_counted_over_new_year():
    found = weeks_between(Week(2026, 52), Week(2027, 2))
    assert list(map(str, found)) == ["2026-W52", "2026-W53", "2027-W01", "2027-W02"]
