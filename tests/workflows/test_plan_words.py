"""A kept plan is put into words: in batches, within a deadline, and as a revision that changes nothing but words."""

from dataclasses import replace

import pytest
from plan_wording import NOTE, SlowEndpoint, Time, kept, reply, with_model, worded
from sqlalchemy import text

from studycoach.agents.planner import SessionOfSome, WeekNote
from studycoach.domain.errors import WrongInput
from studycoach.domain.plan_wording import same_but_words
from studycoach.domain.weekly_plan import StudySession
from studycoach.llm.errors import KeyRefused, ModelUnreachable
from studycoach.llm.scripted import CallList, ScriptedEndpoint
from studycoach.memory import runs
from studycoach.workflows import record_work, weekly_plan
from studycoach.workflows.current_plan import current_plan
from studycoach.workflows.plan_facts import load
from studycoach.workflows.plan_words import MOVED, NO_TIME, put_into_words
from studycoach.workflows.services import Services


def count(services: Services, table: str) -> int:
    with services.database.read() as db:
        return int(db.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


@pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)
def test_a_model_words_every_session_and_the_week(services, learner_id, week, plan, asked, good):
    before = kept(services, learner_id, week)
    log, told = CallList(), []
    served = with_model(services, ScriptedEndpoint(good), log)
    outcome = put_into_words(served, learner_id, week, tell=lambda *said: told.append(said))
    after = kept(services, learner_id, week)
    coming = sum(map(len, asked))
    assert (outcome.model, outcome.asked, outcome.taken, outcome.problem) == ("scripted", coming, coming, "")
    assert told[0] == (0, coming, "scripted")
    assert told[-1] == (coming, coming, "scripted")
    assert (after.plan.written_by, after.plan.note, after.plan.revision) == ("scripted", NOTE, 2)
    assert {s.written_by for s in after.plan.sessions if s.state == "planned"} == {"scripted"}
    assert all("example of your own" in s.task for s in after.plan.sessions if s.state == "planned")
    assert same_but_words(before.plan, after.plan)
    assert (after.facts_version, after.checked_facts) == (before.facts_version, before.checked_facts)
    assert [call.prompt for call in log.calls] == ["write_sessions@1"] * len(asked) + ["write_week_note@1"]
    with services.database.read() as db:
        run = next(run for run in runs.all_of(db, learner_id) if run.workflow == "plan_words")
    assert (run.period, run.model, run.state) == (str(week), "scripted", "done")


def test_words_are_no_news_no_letter_no_message_no_new_place_in_the_calendar(services, learner_id, week, plan, good):
    calendar = services.plans / f"{week}.ics"
    before = calendar.read_text("utf-8")
    put_into_words(with_model(services, ScriptedEndpoint(good)), learner_id, week)
    after = calendar.read_text("utf-8")

    def lines(content: str, name: str) -> list[str]:
        return [line for line in content.splitlines() if line.startswith(name)]

    assert all(
        lines(before, name) == lines(after, name) for name in ("UID", "SEQUENCE", "DTSTART", "SUMMARY", "STATUS")
    )
    assert "example of your own" in after.replace("\n ", "")
    assert NOTE in (services.plans / f"{week}.md").read_text("utf-8")
    assert count(services, "outbox") == len(list((services.inbox / "new").iterdir())) == 1
    with services.database.read() as db:
        stored = load(db, learner_id, week, services.now()).stored
    current = current_plan(services, stored, week)
    assert current is not None
    assert (bool(current.changes), current.is_made) == (False, False)
    made = weekly_plan.make(services, learner_id, week)
    assert (made.plan.revision, made.plan.note) == (2, NOTE)
    assert not made.changes


def test_before_the_plan_is_kept_no_model_is_looked_for(services, learner_id, week):
    def never():
        raise AssertionError("no model is wanted for making a plan")

    served = replace(services, models=never, planner_deadline_s=60)
    assert weekly_plan.make(served, learner_id, week).is_new
    record_work.skip(served, learner_id, "w48-2", "ill")
    assert weekly_plan.make(served, learner_id, week).plan.revision == 2


@pytest.mark.parametrize("deadline", [0, 60])
def test_without_a_model_or_without_time_the_rules_words_stay(services, learner_id, week, plan, good, deadline):
    endpoint = ScriptedEndpoint(good)
    served = replace(with_model(services, endpoint) if not deadline else services, planner_deadline_s=deadline)
    outcome = put_into_words(served, learner_id, week)
    assert (outcome.model, outcome.taken, outcome.problem) == ("", 0, "")
    assert kept(services, learner_id, week).plan.revision == 1
    assert endpoint.asked == []


def test_models_that_can_not_be_looked_for_are_told_of(services, learner_id, week, plan):
    def broken():
        raise WrongInput("model.base_url is no address.", "Mend it.")

    outcome = put_into_words(replace(services, models=broken, planner_deadline_s=60), learner_id, week)
    assert (outcome.model, outcome.taken, outcome.problem) == ("", 0, "model.base_url is no address. Mend it.")


def test_rubbish_leaves_the_rules_words_and_says_so(services, learner_id, week, plan, asked):
    endpoint = ScriptedEndpoint(["no idea"] * 2 * len(asked))
    outcome = put_into_words(with_model(services, endpoint), learner_id, week)
    assert outcome.taken == 0
    assert "scripted gave no usable answer" in outcome.problem
    assert len(endpoint.asked) == 2 * len(asked)
    after = kept(services, learner_id, week).plan
    assert (after.revision, after.written_by) == (1, "rules")


def test_each_batch_is_kept_or_not_on_its_own(services, learner_id, week, plan, asked):
    replies = ["no idea", "still none", *map(reply, asked[1:]), WeekNote(NOTE)]
    outcome = put_into_words(with_model(services, ScriptedEndpoint(replies)), learner_id, week)
    after = kept(services, learner_id, week).plan
    assert {s.id for s in after.sessions if s.written_by == "rules"} == {s.id for s in asked[0]}
    assert outcome.taken == outcome.asked - len(asked[0])
    assert after.written_by == "scripted"


@pytest.mark.parametrize(
    "fault", [ModelUnreachable("The connection broke.", again=False), KeyRefused("The key is refused.")], ids=str
)
def test_when_the_model_dies_in_the_second_batch_the_first_ones_words_stay(
    services, learner_id, week, plan, asked, fault
):
    endpoint = ScriptedEndpoint([reply(asked[0]), fault])
    outcome = put_into_words(with_model(services, endpoint), learner_id, week)
    after = kept(services, learner_id, week).plan
    assert {s.id for s in after.sessions if s.written_by == "scripted"} == {s.id for s in asked[0]}
    assert fault.what in outcome.problem
    # The note is still tried; after that nobody is asked again.
    assert len(endpoint.asked) <= 3


def test_inventions_and_wrong_ids_leave_those_sessions_to_the_rules(services, learner_id, week, plan, asked):
    def invents(session: StudySession) -> SessionOfSome:
        return SessionOfSome(session.id, f"Read https://example.org on {session.title}.", "You have read it.")

    def confuses(session: StudySession) -> SessionOfSome:
        return replace(worded(session), id=f"{session.id}0")

    replies = [
        reply(asked[0], invents),
        reply(asked[1], confuses),
        *map(reply, asked[2:]),
        WeekNote("See example.org."),
    ]
    put_into_words(with_model(services, ScriptedEndpoint(replies)), learner_id, week)
    after = kept(services, learner_id, week).plan
    assert {s.id for s in after.sessions if s.written_by == "rules"} == {s.id for s in (*asked[0], *asked[1])}
    assert after.note == ""
    assert "example.org" not in str(after)


def test_at_the_deadline_what_is_worded_is_kept_and_nothing_more_is_asked(
    services, learner_id, week, plan, asked, good
):
    time = Time()
    endpoint = SlowEndpoint(good, time, 29.5)
    outcome = put_into_words(with_model(services, endpoint), learner_id, week, clock=time)
    assert len(endpoint.asked) == 2
    assert outcome.problem == NO_TIME
    assert outcome.taken == len(asked[0]) + len(asked[1])
    assert kept(services, learner_id, week).plan.written_by == "scripted"


@pytest.mark.parametrize("deed", ["done", "replanned"])
def test_words_for_a_plan_that_moved_meanwhile_are_dropped(services, learner_id, week, plan, good, deed):
    def meddle(asked: int, of: int, model: str) -> None:
        if asked:
            return
        record_work.skip(services, learner_id, plan.sessions[1].id, "ill")
        if deed == "replanned":
            weekly_plan.make(services, learner_id, week)

    outcome = put_into_words(with_model(services, ScriptedEndpoint(good)), learner_id, week, tell=meddle)
    after = kept(services, learner_id, week).plan
    assert (outcome.taken, outcome.problem) == (0, MOVED)
    assert {s.written_by for s in after.sessions} == {"rules"}


def test_a_plan_that_is_not_up_to_date_is_not_worded(services, learner_id, week, plan, good):
    record_work.skip(services, learner_id, plan.sessions[1].id, "ill")
    endpoint = ScriptedEndpoint(good)
    assert put_into_words(with_model(services, endpoint), learner_id, week).asked == 0
    assert endpoint.asked == []


def test_stopping_in_the_middle_leaves_the_rules_plan(services, learner_id, week, plan, good):
    def stop(asked: int, of: int, model: str) -> None:
        if asked:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        put_into_words(with_model(services, ScriptedEndpoint(good)), learner_id, week, tell=stop)
    assert kept(services, learner_id, week).plan == replace(
        plan, sessions=kept(services, learner_id, week).plan.sessions
    )
    assert count(services, "weekly_plans") == 1
