"""What is asked of the plan in a conversation is answered, proposed and done."""

from dataclasses import replace

import pytest
from plan_worlds import FRI, MON, TUE, World, coming, learner, planned
from worlds import a_learner

from studycoach.domain.errors import CoachError
from studycoach.domain.learner import WeekLimit
from studycoach.domain.plan_request import PlanRequest
from studycoach.domain.slot import parse_slots
from studycoach.domain.week import Week
from studycoach.memory import evidence, learners
from studycoach.tools.roadmap_file import read_shipped
from studycoach.workflows import record_work, weekly_plan
from studycoach.workflows.plan_actions import AskAgain, chosen, edited, look
from studycoach.workflows.services import Services
from studycoach.workflows.set_up import set_up


@pytest.fixture
def planned_world(services: Services, learner_id: int, week: Week) -> World:
    return World(planned(services, learner_id, week), learner_id, week)


@pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)
def test_a_lost_day_is_skipped_taken_off_and_planned_around(planned_world: World):
    lost = [s.id for s in planned_world.plan.sessions if s.day.isoformat() == TUE]
    reply = planned_world.say("I'm ill today")
    assert reply.kind == "approve"
    assert all(name in reply.text for name in lost)
    assert "time off" in reply.text
    assert "would change" in reply.text
    planned_world.perform(reply.request, reply.mark)
    plan = planned_world.plan
    assert {s.state for s in plan.sessions if s.id in lost} == {"skipped"}
    assert not [s for s in coming(plan) if s.day.isoformat() == TUE]
    assert any("ill" in c.why for c in plan.carried_over), "what was lost comes back, and says why"
    assert [str(off) for off in learner(planned_world.services, planned_world.id).time_off] == [f"{TUE}..{TUE}"]


def test_a_day_that_has_passed_is_skipped_and_no_time_off(planned_world: World):
    reply = planned_world.say("I missed yesterday")
    assert "time off" not in reply.text
    planned_world.perform(reply.request, reply.mark)
    assert {s.state for s in planned_world.plan.sessions if s.day.isoformat() == MON} == {"skipped"}
    assert learner(planned_world.services, planned_world.id).time_off == ()


def test_the_skips_of_a_lost_day_are_taken_back_together(planned_world: World):
    reply = planned_world.say("I missed yesterday")
    planned_world.perform(reply.request, reply.mark)
    lost = [s.id for s in planned_world.plan.sessions if s.state == "skipped"]
    assert len(lost) > 1
    again = planned_world.say("undo that")
    assert all(name in again.text for name in lost)
    planned_world.perform(again.request, again.mark)
    assert not [s for s in planned_world.plan.sessions if s.state == "skipped"]


def test_a_limit_is_kept_and_holds_for_the_week(planned_world: World):
    reply = planned_world.say("only 4 hours this week")
    assert "2026-W48: at most 240 minutes" in reply.text
    said = planned_world.perform(reply.request, reply.mark)
    assert "taken out" in said
    assert sum(s.minutes for s in planned_world.plan.sessions if s.state in ("planned", "done")) <= 240
    assert learner(planned_world.services, planned_world.id).week_limits == (WeekLimit("2026-W48", 240),)
    assert "Your limit of this week: at most 240 minutes" in planned_world.look(PlanRequest("show_week")).text
    lifted = planned_world.say("no limit this week any more")
    planned_world.perform(lifted.request, lifted.mark)
    assert learner(planned_world.services, planned_world.id).week_limits == ()


def test_a_topic_that_was_finished_sooner_is_done_with_its_minutes(planned_world: World):
    session = planned_world.session(kind="learn", state="planned")
    reply = planned_world.look(PlanRequest("done", (session.id,), minutes=50, finished=True))
    assert f"{session.title}: done, 50 minutes" in reply.text
    assert f"{session.title}: finished" in reply.text
    planned_world.perform(reply.request, reply.mark)
    with planned_world.services.database.read() as db:
        rows = evidence.all_of(db, planned_world.id)
    assert [(r.kind, r.minutes, r.session) for r in rows] == [
        ("session_done", 50, session.id),
        ("topic_finished", 0, ""),
    ]
    assert len({r.act for r in rows}) == 1


def test_several_sessions_are_asked_about_and_one_is_chosen(planned_world: World):
    open_ones = tuple(s.id for s in planned_world.plan.sessions if s.state != "done")[:3]
    reply = planned_world.look(PlanRequest("skip", open_ones, why="a visit"))
    assert reply.kind == "choose"
    assert tuple(line.split()[0] for line in reply.choices) == open_ones
    for answer in (reply.choices[1], open_ones[1], "2"):
        assert chosen(reply.request, answer) == PlanRequest("skip", (open_ones[1],), why="a visit")
    with pytest.raises(AskAgain, match="none of the choices"):
        chosen(reply.request, "the blue one")


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (PlanRequest("done", ("w48-99",)), "No session is called"),
        (PlanRequest("done"), "Which session do you mean?"),
        (PlanRequest("log", topic="nothing", minutes=10), "Nothing on your roadmap"),
        (PlanRequest("undo"), "nothing to take back"),
        (PlanRequest("unclear"), "You can say"),
        (PlanRequest("lost_day", day="2026-11-28"), ""),
        (PlanRequest("lost_day", day="2020-01-01"), "can't be taken as lost"),
        (PlanRequest("lost_day", day="soon"), "is not a range of days"),
        (PlanRequest("limit_week", minutes=99999), "99999 minutes a week can't be"),
        (PlanRequest("why", topic="nothing"), "Nothing on your roadmap"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_proposed(planned_world: World, request_, said):
    reply = planned_world.look(request_)
    assert said in reply.text
    assert reply.kind == ("approve" if not said else "nothing")


def test_a_session_that_is_settled_is_not_settled_again(planned_world: World):
    session = coming(planned_world.plan)[0]
    record_work.done(planned_world.services, planned_world.id, session.id)
    reply = planned_world.look(PlanRequest("skip", (session.id,)))
    assert reply.kind == "nothing"
    assert "is done already" in reply.text


def test_a_calendar_that_cannot_be_read_leaves_the_plan_readable(planned_world: World, tmp_path):
    services = planned_world.services
    with services.database.write() as db:
        stored = learners.find(db, planned_world.id)
        broken = replace(stored.learner, busy=str(tmp_path / "missing.ics"))
        learners.change(db, stored.id, broken, stored.roadmap_hash)
    reply = planned_world.look(PlanRequest("show_week"))
    assert reply.kind == "answer"
    assert "The plan could not be revised" in reply.text
    assert planned_world.look(PlanRequest("lost_day", day=FRI)).kind == "nothing"


def test_the_answers_speak_of_the_plan(planned_world: World):
    session = planned_world.session(kind="learn", state="planned")
    week = planned_world.say("show my week").text
    assert all(s.id in week for s in planned_world.plan.sessions)
    today = planned_world.say("what's on today?").text
    assert today.startswith("**Tuesday 24 November**")
    assert "**Next step**, today at 19:00" in today
    why = planned_world.say(f"why {session.id}").text
    assert session.title in why
    assert "Why: " in why
    assert "It belongs to" in why
    assert "finished" in planned_world.say("how far am I").text


def test_where_nothing_is_planned_yet_the_answers_say_so_and_a_yes_plans(
    services: Services, learner_id: int, week: Week
):
    world = World(services, learner_id, week)
    assert "It isn't kept yet" in world.look(PlanRequest("show_week")).text
    reply = world.look(PlanRequest("replan"))
    assert (reply.kind, f"{week} would be planned" in reply.text) == ("approve", True)
    world.perform(reply.request, reply.mark)
    assert world.plan.revision == 1
    assert world.look(PlanRequest("replan")).kind == "nothing"


def test_text_from_outside_is_shown_as_the_words_it_is(planned_world: World):
    session = coming(planned_world.plan)[0]
    reply = planned_world.look(PlanRequest("skip", (session.id,), why="**yes** [x](http://evil) \x1b[31m\n# all"))
    assert "**yes**" not in reply.text
    assert "\x1b" not in reply.text
    assert "\\[x\\]" in reply.text


def test_what_is_said_about_the_sister_is_kept_as_the_reason(planned_world: World):
    session = coming(planned_world.plan)[0]
    reply = planned_world.say(f"skip {session.id} because my sister visits")
    assert "(my sister visits)" in reply.text
    planned_world.perform(reply.request, reply.mark)
    with planned_world.services.database.read() as db:
        assert [row.note for row in evidence.all_of(db, planned_world.id)] == ["my sister visits"]


def test_a_learner_who_is_gone_is_told_so(services: Services):
    with pytest.raises(CoachError, match="no such learner"):
        look(services, 99, PlanRequest("show_week"))


def test_a_learner_with_weekend_slots_only_is_served_too(services: Services, week: Week):
    person = a_learner(roadmap="spanish-a2", slots=parse_slots(["sat 10:00-12:00"]))
    world = World(services, set_up(services, person, read_shipped("spanish-a2")).id, week)
    weekly_plan.make(services, world.id, week)
    reply = world.say("I can't study on Saturday")
    world.perform(reply.request, reply.mark)
    assert coming(world.plan) == []


def test_an_edit_that_says_nothing_leaves_the_question_standing():
    request = PlanRequest("done", ("w48-2",))
    assert edited(request, "45 minutes").minutes == 45
    with pytest.raises(AskAgain, match="changes nothing"):
        edited(request, "hm")
