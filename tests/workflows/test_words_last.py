"""What becomes of a model's words when a plan is worded again, revised, or a deed is taken back."""

from dataclasses import replace
from datetime import timedelta

from plan_wording import NOTE, in_batches, kept, reply, with_model, worded

from studycoach.agents.planner import WeekNote
from studycoach.domain.plan_wording import same_but_words
from studycoach.llm.scripted import ScriptedEndpoint
from studycoach.workflows import record_work, weekly_plan
from studycoach.workflows.plan_words import put_into_words


def test_asked_again_only_what_the_rules_worded_is_worded(services, learner_id, week, plan, asked, good):
    put_into_words(with_model(services, ScriptedEndpoint([reply(asked[0])])), learner_id, week)
    endpoint = ScriptedEndpoint([*map(reply, asked[1:]), WeekNote(NOTE)])
    outcome = put_into_words(with_model(services, endpoint), learner_id, week)
    assert outcome.taken == outcome.asked == sum(map(len, asked[1:]))
    assert put_into_words(with_model(services, ScriptedEndpoint([])), learner_id, week).asked == 0


def test_again_words_everything_anew_from_the_rules_words(services, learner_id, week, plan, asked, good):
    put_into_words(with_model(services, ScriptedEndpoint(good)), learner_id, week)
    first = kept(services, learner_id, week).plan

    def otherwise(session):
        return replace(worded(session), task=f"Explain {session.title} to somebody, and note where you got stuck.")

    replies = [reply(asked[0], otherwise), *["no idea"] * 2 * (len(asked) - 1), WeekNote("A week of first steps.")]
    endpoint = ScriptedEndpoint(replies)
    outcome = put_into_words(with_model(services, endpoint), learner_id, week, again=True)
    second = kept(services, learner_id, week).plan
    assert (second.revision, second.note, outcome.taken) == (3, "A week of first steps.", len(asked[0]))
    again = {s.id for s in asked[0]}
    for was, now in zip(first.sessions, second.sessions, strict=True):
        assert (now.task != was.task) == (now.id in again), "what was refused keeps the words it had"
    assert same_but_words(first, second)
    assert "Try Spanish" not in endpoint.asked[0][1].text, "the question rests on the rules' words"


def test_after_a_deed_sessions_that_stay_keep_their_words_and_undo_brings_all_back(
    services, learner_id, week, plan, good
):
    put_into_words(with_model(services, ScriptedEndpoint(good)), learner_id, week)
    before = kept(services, learner_id, week).plan
    session = next(s for s in before.sessions if s.kind == "learn")
    record_work.skip(services, learner_id, session.id, "ill")
    revised = weekly_plan.make(services, learner_id, week).plan
    assert revised.revision == 3
    was = {s.id: s for s in before.sessions}
    stayed = [s for s in revised.sessions if s.id in was and was[s.id].minutes == s.minutes and s.state == "planned"]
    assert stayed
    assert all(s.written_by == "scripted" for s in stayed)
    assert weekly_plan.make(services, learner_id, week).plan.revision == 3, "and no endless revising"
    record_work.undo(services, learner_id)
    undone = weekly_plan.make(services, learner_id, week).plan
    assert [(s.starts_at, s.task, s.written_by) for s in undone.sessions if s.state == "planned"] == [
        (s.starts_at, s.task, s.written_by) for s in before.sessions if s.state == "planned"
    ]


def test_undo_goes_back_to_before_the_deed_even_when_the_plan_was_worded_since(
    services, learner_id, week, plan, asked, good
):
    session = next(s for s in plan.sessions if s.kind == "learn")
    record_work.skip(services, learner_id, session.id, "ill")
    revised = weekly_plan.make(services, learner_id, week).plan
    batches_now = in_batches(services, learner_id, revised)
    put_into_words(with_model(services, ScriptedEndpoint([*map(reply, batches_now)])), learner_id, week)
    record_work.undo(services, learner_id)
    undone = weekly_plan.make(services, learner_id, week).plan
    places = [(s.id, s.starts_at, s.minutes) for s in plan.sessions if s.state == "planned"]
    assert [(s.id, s.starts_at, s.minutes) for s in undone.sessions if s.state == "planned"] == places


def test_over_a_week_of_deeds_nothing_is_revised_without_need(services, learner_id, week, plan, good):
    put_into_words(with_model(services, ScriptedEndpoint(good)), learner_id, week)
    made = plan
    while coming := [s for s in made.sessions if s.state == "planned"]:
        end = coming[0].starts_at + timedelta(minutes=coming[0].minutes - 1)
        later = replace(services, now=lambda moment=end: moment)
        record_work.done(later, learner_id, coming[0].id)
        made = weekly_plan.make(later, learner_id, week).plan
        assert weekly_plan.make(later, learner_id, week).plan == made
    final = kept(services, learner_id, week).plan
    worded_ones = [s for s in final.sessions if s.written_by == "scripted"]
    assert len(worded_ones) > len(final.sessions) // 2
