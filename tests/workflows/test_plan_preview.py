"""Looking writes nothing, what is done is what was shown, and what fails on the way is whole or not there at all."""

import re
from dataclasses import replace

import pytest
from plan_worlds import DAY, FRI, MON, SUN, TUE, WED, WORLDS, World, at, coming, dump, kept, learner, planned
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from studycoach.domain.learner import WEEK_MINUTES
from studycoach.domain.plan_request import PlanRequest
from studycoach.domain.week import Week
from studycoach.memory import evidence
from studycoach.workflows import record_work, weekly_plan
from studycoach.workflows.plan_actions import FactsMoved, perform, talk
from studycoach.workflows.services import PlanRules, Services

pytestmark = pytest.mark.slow


@pytest.fixture(params=WORLDS, ids=lambda world: world.__name__)
def world(request: pytest.FixtureRequest, services: Services, learner_id: int, week: Week) -> World:
    return World(request.param(services, learner_id, week), learner_id, week)


@pytest.fixture
def planned_world(services: Services, learner_id: int, week: Week) -> World:
    return World(planned(services, learner_id, week), learner_id, week)


def questions(world: World) -> list[PlanRequest]:
    """What only looks."""
    sessions = talk(world.services, world.id)
    other = list(sessions.roadmap.items())[-1].id
    plain = (PlanRequest(action) for action in ("show_week", "show_today", "progress", "unclear"))
    why = PlanRequest("why", tuple(s.id for s in sessions.next)), PlanRequest("why", topic=other)
    return [*plain, PlanRequest("show_today", day=FRI), *why]


def deeds(world: World) -> list[PlanRequest]:
    """What changes something, about the sessions and topics of this world."""
    sessions = talk(world.services, world.id)
    next_id = tuple(s.id for s in sessions.next)
    topic = next(s.topic for s in sessions.sessions if s.kind == "learn")
    other = list(sessions.roadmap.items())[-1].id
    days = (MON, TUE, WED, FRI, SUN, "2026-11-26..2026-11-27", "2026-12-01")
    return [
        PlanRequest("replan"),
        PlanRequest("undo"),
        PlanRequest("done", next_id, minutes=50),
        PlanRequest("done", next_id, finished=True),
        PlanRequest("done", tuple(s.id for s in sessions.open[:1])),
        PlanRequest("log", topic=topic, minutes=35),
        PlanRequest("log", topic=other, minutes=500, finished=True),
        PlanRequest("skip", next_id, why="a visit"),
        *(PlanRequest("lost_day", day=day) for day in days),
        *(PlanRequest("limit_week", minutes=minutes) for minutes in (0, 60, 240, WEEK_MINUTES)),
        PlanRequest("limit_week", minutes=60, day="2026-12-08"),
    ]


DEEDS = 20


def test_looking_writes_nothing(world: World):
    before = dump(world.services.database)
    for request in (*questions(world), *deeds(world)):
        reply = world.look(request)
        assert reply.text
        assert reply.request == request
    assert dump(world.services.database) == before
    assert not world.services.inbox.exists() or len(list((world.services.inbox / "new").iterdir())) <= 1


@pytest.mark.parametrize(
    ("world", "number"),
    # All of them in every world; in the fast tier each of them once.
    [
        pytest.param(w, n, marks=() if n % len(WORLDS) == k else pytest.mark.slow)
        for k, w in enumerate(WORLDS)
        for n in range(DEEDS)
    ],
    indirect=["world"],
)
def test_what_is_done_is_what_was_shown(world: World, number: int):
    asked = deeds(world)
    assert len(asked) == DEEDS
    reply = world.look(asked[number])
    if reply.kind != "approve":
        return
    shown = [line for line in reply.text.splitlines() if line.startswith(("- moves", "- new", "- taken out"))]
    said = world.perform(asked[number], reply.mark)
    told = [line for line in said.splitlines() if line.startswith(("- moves", "- new", "- taken out"))]
    assert told == shown
    stays = [line for line in reply.text.splitlines() if "as planned" in line]
    staying = int(re.match(r"- (\d+) other sessions? stays?", stays[0])[1]) if stays else 0
    if shown and (to_come := [w for w in (world.week, world.week.plus(1)) if f"plan of {w} would" in reply.text]):
        plan = kept(world.services, world.id, to_come[0])
        new_or_moved = [line for line in shown if not line.startswith("- taken out")]
        assert len(coming(plan)) == staying + len(new_or_moved)
    with pytest.raises(FactsMoved):
        world.perform(asked[number], reply.mark)


@pytest.mark.parametrize("meddle", ["deed", "day", "calendar"])
def test_when_the_facts_have_moved_nothing_is_done(planned_world: World, meddle: str, tmp_path):
    request = PlanRequest("lost_day", day=FRI)
    mark = planned_world.look(request).mark
    services = planned_world.services
    if meddle == "deed":
        record_work.log(
            services, planned_world.id, planned_world.session(kind="learn").topic, 5, note="", finished=False
        )
    elif meddle == "day":
        services = at(services, services.now() + DAY)
    else:
        services = replace(services, rules=PlanRules(review_share=0.1))
    before = dump(services.database)
    with pytest.raises(FactsMoved, match="nothing was done"):
        perform(services, planned_world.id, request, mark)
    assert dump(services.database) == before


@pytest.mark.parametrize("table", ["evidence", "study_sessions"])
def test_a_failure_on_the_way_leaves_nothing_half_done(planned_world: World, table: str):
    services = planned_world.services
    if services.database.dialect != "sqlite":
        pytest.skip("the trigger below is SQLite's")
    request = PlanRequest("lost_day", day=TUE)
    mark = planned_world.look(request).mark
    with services.database.write() as db:
        db.execute(text(f"CREATE TRIGGER refuse BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END"))
    before = dump(services.database)
    with pytest.raises(IntegrityError):
        planned_world.perform(request, mark)
    if table == "evidence":
        assert dump(services.database) == before, "neither the skips nor the time off"
    with services.database.write() as db:
        db.execute(text("DROP TRIGGER refuse"))
        rows = evidence.all_of(db, planned_world.id)
    off = learner(services, planned_world.id).time_off
    assert bool(rows) == bool(off), "the deed is whole or not there at all"
    weekly_plan.make(services, planned_world.id, planned_world.week)
    assert any(s.day.isoformat() == TUE for s in coming(planned_world.plan)) != bool(off)
