"""The soft goals of a week, each on a life made for it. The hard rules are in test_plan_rules.py."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from worlds import Life, a_learner, a_roadmap, an_item

from studycoach.domain.plan_changes import changes
from studycoach.domain.slot import parse_slots

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAY = timedelta(days=1)
ITEM_KINDS = ("learn", "practise", "project")


def a_life(*stages, habits: bool = False, now: datetime = MONDAY, **learner) -> Life:
    return Life(a_learner(**learner), a_roadmap(*stages, habits=habits), now)


def topics(count: int, minutes: int = 120, **other) -> tuple:
    return tuple(an_item(f"t{n}", minutes, **other) for n in range(count))


def work(plan) -> list:
    """The sessions on items still to come, in the order of time."""
    return [s for s in plan.sessions if s.kind in ITEM_KINDS and s.state == "planned"]


def days_of(plan, topic: str) -> list[int]:
    return [s.day.weekday() for s in plan.sessions if s.topic == topic and s.state == "planned"]


def said(plan, goal: str) -> str:
    """The line of the explanation on that goal."""
    (line,) = [line for line in plan.explanation if line.startswith(goal)]
    return line


def test_what_is_begun_comes_before_what_is_new():
    life = a_life(topics(8))
    life.log("t5", 30)
    _, plan = life.plan()
    assert work(plan)[0].topic == "t5"
    assert said(plan, "Finish what is begun").startswith("Finish what is begun: 1 of 1 begun items go on")


def test_there_are_never_more_than_two_topics_begun_and_not_finished():
    _, plan = a_life(topics(8, 300), slots=parse_slots(["mon-sun 18:00-21:00"])).plan()
    done: dict[str, int] = {}
    for session in work(plan):
        done[session.topic] = done.get(session.topic, 0) + session.minutes
        assert sum(minutes < 300 for minutes in done.values()) <= 2
    assert sum(minutes >= 300 for minutes in done.values()) >= 2


def test_reading_is_mixed_with_doing():
    items = (*topics(8), *(an_item(f"p{n}", 120, type="project") for n in range(8)))
    _, plan = a_life(items).plan()
    doing = sum(s.minutes for s in work(plan) if s.kind in ("project", "practise"))
    reading = sum(s.minutes for s in work(plan) if s.kind == "learn")
    assert doing + reading == 540
    assert min(doing, reading) >= 540 / 4
    assert f"{reading} minutes of learning, {doing} of practice and projects" in said(plan, "Mix reading with doing")
    for day in {s.day for s in work(plan)}:
        assert len({s.topic[0] for s in work(plan) if s.day <= day}) == 2


def test_topics_of_all_parts_of_a_stage_come_on_side_by_side():
    items = (*topics(6, 90, area="A"), *(an_item(f"u{n}", 90, area="B") for n in range(6)))
    _, plan = a_life(items).plan()
    begun = list(dict.fromkeys(s.topic for s in work(plan)))
    assert [name[0] for name in begun[:4]] == ["t", "u", "t", "u"]


@pytest.mark.parametrize("minutes", [240, 600, 2000])
def test_no_topic_takes_more_than_two_hours_of_a_day_while_another_can_be_done(minutes):
    _, plan = a_life(topics(6, minutes), slots=parse_slots(["sat 08:00-16:00"]), day_limit_minutes=480).plan()
    each = {topic: sum(s.minutes for s in work(plan) if s.topic == topic) for topic in {s.topic for s in work(plan)}}
    assert max(each.values()) <= 120
    assert sum(each.values()) > 432 - 25  # nine tenths of eight hours, in whole sessions
    assert said(plan, "No topic longer than needed").endswith("the longest has 120 minutes.")


def test_a_topic_never_gets_more_than_it_needs():
    _, plan = a_life((an_item("t", 45), an_item("u", 70))).plan()
    assert [(s.topic, s.minutes) for s in work(plan)] == [("t", 45), ("u", 70)]


def test_a_topic_of_any_length_is_planned_whole_and_at_most_rounded_up_to_a_session():
    for minutes in range(30, 300, 5):
        _, plan = a_life((an_item("t", minutes),)).plan()
        assert minutes <= sum(s.minutes for s in work(plan)) < minutes + 25


def test_a_project_comes_after_its_theory_even_if_it_stands_first():
    project = an_item("p", 100, "t1", type="project")
    _, plan = a_life((project, *topics(3, 100))).plan()
    sessions = work(plan)
    theory = max(s.starts_at for s in sessions if s.topic == "t1")
    assert theory < min(s.starts_at for s in sessions if s.topic == "p")
    assert "Title of p begins" in said(plan, "A project after its theory")


@pytest.mark.parametrize(
    ("slots", "days"),
    [
        (["mon-fri 19:00-21:00"], [0, 1, 2, 3, 4]),
        (["mon 19:00-21:00", "thu 07:00-08:00", "sun 10:00-12:00"], [0, 3, 6]),
        (["tue-sun 06:00-07:00", "wed 19:00-21:00"], [1, 2, 3, 4, 5, 6]),
        (["mon-fri 19:00-19:45"], [0, 1, 2, 3, 4]),
    ],
)
def test_the_daily_habit_comes_on_every_day_that_has_a_slot(slots, days):
    _, plan = a_life(topics(20), habits=True, slots=parse_slots(slots)).plan()
    assert sorted(days_of(plan, "maths")) == days
    assert f"on {len(days)} of {len(days)} days" in said(plan, "The daily habit")


def test_a_habit_that_was_done_or_skipped_today_is_not_asked_for_twice():
    life = a_life(topics(20), habits=True)
    _, plan = life.plan()
    first = next(s for s in plan.sessions if s.topic == "maths")
    life.now = first.starts_at - timedelta(hours=1)
    life.do(first)
    _, plan = life.plan()
    assert days_of(plan, "maths") == [1, 2, 3, 4]


@pytest.mark.parametrize(("finished", "papers", "published"), [(False, 1, 0), (True, 1, 1)])
def test_one_paper_a_week_and_from_stage_two_one_publishing_session(finished, papers, published):
    life = a_life(topics(2, 60), topics_of_stage_two(), habits=True)
    if finished:
        for n in range(2):
            life.log(f"t{n}", 60)
    _, plan = life.plan()
    kinds = [s.kind for s in plan.sessions]
    assert (kinds.count("paper"), kinds.count("publish")) == (papers, published)
    assert f"{papers} paper, {published or 'no'} publishing session" in said(plan, "Papers and publishing")


def topics_of_stage_two() -> tuple:
    return tuple(an_item(f"later{n}", 300) for n in range(6))


def test_the_weeks_paper_is_not_asked_for_again_when_it_was_read():
    life = a_life(topics(20), habits=True)
    _, plan = life.plan()
    paper = next(s for s in plan.sessions if s.kind == "paper")
    life.do(paper)
    life.now += 3 * DAY
    _, plan = life.plan()
    assert [s.state for s in plan.sessions if s.kind == "paper"] == ["done"]


LONG = (*topics(2, 900, area="A"), an_item("u", 900, area="B"), an_item("p", 900, type="project"))


def do_all(life: Life, sessions) -> None:
    """Hold these sessions, each as its time is over."""
    for session in sessions:
        life.now = session.starts_at + timedelta(minutes=session.minutes)
        life.do(session)


@pytest.mark.parametrize("habits", [False, True])
def test_after_each_session_done_on_time_nothing_moves(habits):
    life = a_life(LONG, habits=habits)
    _, plan = life.plan()
    first = {s.id: (s.starts_at, s.minutes, s.topic, s.kind, s.task, s.sequence) for s in plan.sessions}
    for session in plan.sessions:
        do_all(life, [session])
        _, again = life.plan()
        assert {s.id: (s.starts_at, s.minutes, s.topic, s.kind, s.task, s.sequence) for s in again.sessions} == first


def test_after_a_topic_is_finished_only_its_review_finds_a_place():
    life = a_life((*topics(1, 90), an_item("u", 2000)))
    _, plan = life.plan()
    do_all(life, [s for s in plan.sessions if s.topic == "t0"])
    _, again = life.plan()
    found = changes(plan, again)
    review = next(s for s in found.new if s.kind == "review")
    assert review.day == date(2026, 11, 25)
    for session in plan.sessions:
        if session.state == "planned" and session.day < review.day and session.topic != "t0":
            assert session in again.sessions
    lost = sum(s.minutes for s in work(plan) if s.topic == "u") - sum(s.minutes for s in work(again))
    assert abs(lost) <= review.minutes + 25


@pytest.mark.parametrize("habits", [False, True])
def test_a_skipped_tuesday_comes_back_in_the_same_week_and_other_topics_give_only_that_much_room(habits):
    life = a_life(LONG, habits=habits)
    _, plan = life.plan()
    do_all(life, [s for s in plan.sessions if s.day == date(2026, 11, 23)])
    tuesday = [s for s in plan.sessions if s.day == date(2026, 11, 24)]
    for session in tuesday:
        life.skip(session)
    _, again = life.plan()
    skipped = {s.topic for s in tuesday if s.kind in ITEM_KINDS}
    back = [s for s in work(again) if s.carried]
    assert {s.topic for s in back} == skipped
    assert sum(s.minutes for s in back) <= sum(s.minutes for s in tuesday)
    found = changes(plan, again)
    moved = [before for before, _ in found.moved if before.topic not in skipped]
    gone = [s for s in found.gone if s.topic not in skipped]
    assert sum(s.minutes for s in (*moved, *gone)) <= sum(s.minutes for s in back) + 60
    fixed = {(s.topic, s.starts_at) for s in plan.sessions if s.kind == "habit" and s.day > date(2026, 11, 24)}
    assert fixed <= {(s.topic, s.starts_at) for s in again.sessions}


def test_a_new_busy_time_moves_only_what_it_covers():
    life = a_life(topics(12))
    _, plan = life.plan()
    wednesday = datetime(2026, 11, 25, tzinfo=UTC)
    life.busy = ((wednesday + timedelta(hours=17), wednesday + timedelta(hours=21)),)
    _, again = life.plan()
    covered = {s.id for s in plan.sessions if s.day == wednesday.date()}
    found = changes(plan, again)
    assert {before.id for before, _ in found.moved} | {s.id for s in found.gone} >= covered
    for session in again.sessions:
        before = next((s for s in plan.sessions if s.id == session.id), None)
        if before and session.day < wednesday.date():
            assert (session.starts_at, session.minutes) == (before.starts_at, before.minutes)


def test_more_slots_leave_what_is_planned_where_it_stands():
    life = a_life(topics(12))
    _, plan = life.plan()
    life.learner = replace(life.learner, slots=parse_slots(["mon-fri 19:00-21:00", "sun 10:00-12:00"]))
    _, again = life.plan()
    found = changes(plan, again)
    assert (found.moved, found.gone) == ((), ())
    assert {s.day.weekday() for s in found.new} >= {6}


def test_a_topic_finished_sooner_than_planned_makes_room_for_the_next():
    life = a_life(LONG)
    _, plan = life.plan()
    first = plan.sessions[0]
    life.now = first.starts_at + timedelta(minutes=first.minutes)
    life.do(first, finished=True)
    _, again = life.plan()
    assert first.topic not in {s.topic for s in work(again)}
    assert sum(s.minutes for s in again.sessions if s.state != "cancelled") > plan.planned_minutes - 25


def test_a_learner_with_nothing_left_to_do_is_told_so():
    life = a_life(topics(2, 60))
    for n in range(2):
        life.log(f"t{n}", 60, finished=True)
    _, plan = life.plan(life.week)
    assert {s.kind for s in plan.sessions} == {"review"}
    life.evidence = [row for row in life.evidence if row.kind != "topic_finished"]
    life.write(tuple(replace(row, kind="topic_known") for row in life.evidence))
    life.plans.clear()
    assert "finished everything" in life.plan()[1].empty_because
