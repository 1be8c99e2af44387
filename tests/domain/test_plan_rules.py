"""The hard rules of a weekly plan, which hold for every learner, roadmap and history."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import Life, a_learner, a_roadmap, an_item, live_on, lives

from studycoach.domain.free_time import to_minutes, to_moment, wall_to_minutes
from studycoach.domain.plan_facts import Facts, remaining
from studycoach.domain.planning import plan_week
from studycoach.domain.slot import parse_slots
from studycoach.domain.weekly_plan import StudySession, WeeklyPlan

ITEM_KINDS = ("learn", "practise", "project")


def coming(facts: Facts, plan: WeeklyPlan, now: datetime) -> list[StudySession]:
    """The sessions that this plan has placed: planned ones that hadn't begun when it was made."""
    start = to_minutes(now, up=True)
    return [s for s in plan.sessions if s.state == "planned" and to_minutes(s.starts_at) >= start]


def free_minutes(facts: Facts, plan: WeeklyPlan, now: datetime) -> set[int]:
    """Each free minute of the week, found minute by minute."""
    learner, free = facts.learner, set()
    for day in facts.week.days:
        if any(day in off for off in learner.time_off):
            continue
        for slot in learner.slots:
            if slot.weekday == day.weekday():
                start, end = (wall_to_minutes(day, minute, learner.zone) for minute in (slot.start, slot.end))
                walls = ((m, to_moment(m).astimezone(learner.zone)) for m in range(start, end))
                # In the hour that comes twice a clock on the wall shows times before the slot again.
                free |= {m for m, wall in walls if slot.start <= wall.hour * 60 + wall.minute < slot.end}
    for start, end in facts.busy:
        free -= set(range(to_minutes(start), to_minutes(end, up=True)))
    placed = {s.id for s in coming(facts, plan, now)}
    for s in plan.sessions:
        if s.id not in placed and s.state in ("done", "skipped", "planned"):
            free -= set(range(to_minutes(s.starts_at), to_minutes(s.starts_at) + s.minutes))
    return {m for m in free if m >= to_minutes(now, up=True)}


def check_hard_rules(facts: Facts, plan: WeeklyPlan, now: datetime) -> None:
    learner, sessions = facts.learner, coming(facts, plan, now)
    free = free_minutes(facts, plan, now)
    assert plan.free_minutes == len(free)
    taken: set[int] = set()
    shortest, longest = learner.session_minutes
    for s in sessions:
        span = set(range(to_minutes(s.starts_at), to_minutes(s.starts_at) + s.minutes))
        assert span <= free, f"{s.id} lies outside the free time"
        assert not span & taken, f"{s.id} overlaps another"
        taken |= span
        short = 10 <= s.minutes <= 30 and s.kind in ("review", "habit")
        assert shortest <= s.minutes or short, f"{s.id} has only {s.minutes} minutes"
        assert s.minutes <= longest
        wall = s.starts_at.astimezone(learner.zone)
        assert (s.day, s.start) == (wall.date(), f"{wall:%H:%M}")
    assert len({s.id for s in plan.sessions}) == len(plan.sessions)
    for day in facts.week.days:
        held = [s for s in plan.sessions if s.state == "done" or (s.state == "planned" and s not in sessions)]
        used = sum(s.minutes for s in held if s.day == day)
        placed = sum(s.minutes for s in sessions if s.day == day)
        assert not placed or used + placed <= learner.day_limit_minutes
    assert plan.planned_minutes == sum(s.minutes for s in sessions)
    assert plan.planned_minutes <= 0.9 * len(free)
    assert sum(s.minutes for s in sessions if s.kind == "review") <= 0.25 * len(free)
    assert sum(s.minutes for s in sessions if s.carried) <= 0.4 * len(free)
    assert (plan.empty_because is None) == bool(sessions)
    check_prerequisites(facts, plan, sessions)
    check_carried(facts, sessions)


def check_prerequisites(facts: Facts, plan: WeeklyPlan, sessions: list[StudySession]) -> None:
    begun = [s for s in plan.sessions if s.state == "planned" and s not in sessions]
    for s in sessions:
        if s.kind not in ITEM_KINDS:
            continue
        assert not facts.record.of(s.topic).is_finished
        for needed in facts.roadmap.by_id[s.topic].prerequisites:
            if facts.record.of(needed).is_finished:
                continue
            before = [
                o
                for o in (*begun, *sessions)
                if o.topic == needed and o.starts_at + timedelta(minutes=o.minutes) <= s.starts_at
            ]
            left = remaining(facts.roadmap.by_id[needed], facts.record, facts.learner.session_minutes[0])
            assert sum(o.minutes for o in before) >= left, f"{s.topic} starts before {needed} is whole"


def check_carried(facts: Facts, sessions: list[StudySession]) -> None:
    owed = {m.topic for m in facts.record.missed if not facts.record.of(m.topic).is_finished}
    assert {s.topic for s in sessions if s.carried} <= owed


@given(st.data())
@settings(max_examples=150)
def test_every_plan_in_every_life_keeps_the_hard_rules(data):
    life = data.draw(lives())
    for _ in range(data.draw(st.integers(1, 8))):
        facts, plan = life.plan()
        check_hard_rules(facts, plan, life.now)
        live_on(data.draw, life)


@given(st.data())
@settings(max_examples=60)
def test_the_same_facts_give_the_same_plan_and_planning_again_moves_nothing(data):
    life = data.draw(lives())
    for _ in range(data.draw(st.integers(0, 4))):
        life.plan()
        live_on(data.draw, life)
    facts, plan = life.plan()
    assert plan_week(facts, life.now) == plan
    _, again = life.plan()
    assert again.sessions == plan.sessions


@given(st.data())
@settings(max_examples=60)
def test_reviews_and_carried_work_are_not_starved(data):
    life = data.draw(lives())
    for _ in range(data.draw(st.integers(1, 8))):
        facts, plan = life.plan()
        live_on(data.draw, life)
    facts, plan = life.plan()
    sessions = coming(facts, plan, life.now)
    placed = {s.topic for s in sessions if s.kind == "review"}
    told = {n.topic for n in plan.not_placed}
    for card in facts.record.cards:
        due = card.due.astimezone(facts.learner.zone).date() <= facts.week.days[-1]
        begun = any(s.topic == card.topic and s.kind == "review" and s.state == "planned" for s in plan.sessions)
        assert not due or card.topic in placed | told or begun


def evening_life(*items, habits=False, now=datetime(2026, 11, 23, 8, tzinfo=UTC)):
    return Life(a_learner(), a_roadmap(tuple(items), habits=habits), now)


def test_a_week_full_of_missed_work_brings_back_two_fifths_and_new_things_still_begin():
    items = [an_item(f"t{n}", 120) for n in range(30)]
    life = evening_life(*items)
    life.plan()
    life.now += timedelta(days=7)
    _, plan = life.plan()
    carried = sum(s.minutes for s in plan.sessions if s.carried)
    assert carried == 240
    assert sum(s.minutes for s in plan.sessions if not s.carried) == 300
    assert len({s.day for s in plan.sessions if s.carried}) >= 3


def test_due_reviews_take_at_most_a_quarter_and_come_before_new_topics():
    items = [an_item(f"t{n}", 60) for n in range(60)]
    life = evening_life(*items)
    for n in range(30):
        life.log(f"t{n}", 60)
    life.now += timedelta(days=14)
    _, plan = life.plan()
    reviews = [s for s in plan.sessions if s.kind == "review"]
    assert sum(s.minutes for s in reviews) == 150
    assert len({s.day for s in reviews}) == 5
    assert sum("reviews have had their share" in n.why for n in plan.not_placed) == 15


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"slots": ()}, "no slots"),
        ({"slots": a_learner().slots[:1]}, "Monday"),
        ({"session_minutes": (130, 200)}, "too short"),
    ],
)
def test_a_week_without_usable_time_gives_an_empty_plan_that_says_why(changes, why):
    life = evening_life(an_item("t"), now=datetime(2026, 11, 23, 20, tzinfo=UTC))
    life.learner = a_learner(**changes)
    _, plan = life.plan()
    assert plan.sessions == ()
    assert why in plan.empty_because


def test_one_missed_session_in_a_tiny_week_comes_back_and_does_not_lock_the_learner_out():
    life = evening_life(an_item("a", 100), an_item("b", 100))
    life.learner = a_learner(slots=parse_slots(["sat 10:00-11:00"]))
    life.plan()
    life.now += timedelta(days=7)
    _, plan = life.plan()
    assert [s.topic for s in plan.sessions] == ["a"]


def test_carried_work_comes_back_in_every_week_that_can_hold_it():
    for weeks in range(1, 5):
        life = evening_life(*(an_item(f"t{n}", 90) for n in range(9)))
        for _ in range(weeks):
            life.plan()
            life.now += timedelta(days=7)
        _, plan = life.plan()
        assert sum(s.minutes for s in plan.sessions if s.carried) >= 200


def test_a_session_that_stays_where_it_is_keeps_its_id():
    life = evening_life(an_item("a", 600))
    _, plan = life.plan()
    life.do(plan.sessions[0], minutes=20)
    life.now += timedelta(days=1, hours=14)
    _, again = life.plan()
    was = {(s.starts_at, s.topic): s.id for s in plan.sessions}
    for s in again.sessions:
        if s.state == "planned" and (s.starts_at, s.topic) in was:
            assert s.id == was[s.starts_at, s.topic]


def test_after_a_move_to_another_zone_times_are_told_as_the_clock_shows_them_there():
    life = evening_life(an_item("a", 600))
    _, plan = life.plan()
    life.do(plan.sessions[0])
    life.learner = a_learner(timezone="America/New_York", slots=parse_slots(["mon-fri 13:00-15:00"]))
    _, again = life.plan()
    for s in again.sessions:
        assert s.start == f"{s.starts_at.astimezone(life.learner.zone):%H:%M}"


def test_unfinished_work_comes_before_the_paper_even_where_the_paper_stood_first():
    life = evening_life(an_item("t", 60), habits=True)
    life.learner = a_learner(
        slots=parse_slots(["tue-sun 6:00-6:20", "sat 8:00-10:10"]), session_minutes=(60, 60), day_limit_minutes=1440
    )
    _, plan = life.plan()
    assert [s.kind for s in plan.sessions if s.minutes == 60] == ["paper", "learn"]
    life.skip(next(s for s in plan.sessions if s.kind == "learn"))
    _, again = life.plan()
    assert [s.kind for s in again.sessions if s.minutes == 60 and s.state == "planned"] == ["learn"]


@pytest.mark.parametrize("slots", [["wed 20:00-21:00"], ["wed 20:00-20:45"]])
def test_however_little_time_there_is_one_session_belongs_to_the_roadmap(slots):
    life = evening_life(an_item("t", 200), habits=True)
    life.learner = a_learner(slots=parse_slots(slots), session_minutes=(30, 75))
    _, plan = life.plan()
    assert [s.topic for s in plan.sessions if s.kind == "learn"] == ["t"]
