"""A model's words last while their sessions stay the same, and planning comes to rest."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from worlds import a_learner, a_roadmap, an_item

from studycoach.domain.plan_changes import changes, same_words
from studycoach.domain.plan_facts import Facts
from studycoach.domain.plan_wording import (
    SessionWords,
    accept,
    accept_note,
    in_rules_words,
    with_kept_words,
    wordings,
)
from studycoach.domain.planning import plan_week
from studycoach.domain.record import Record
from studycoach.domain.roadmap import Roadmap
from studycoach.domain.week import Week

MONDAY = datetime(2026, 11, 23, 7, tzinfo=UTC)


class Shelf:
    """The revisions of one week, the rules' and the text-only ones, as the workflows keep them."""

    def __init__(self, roadmap: Roadmap) -> None:
        self.roadmap, self.revisions = roadmap, []

    def plan(self, now: datetime, record: Record | None = None):
        """One more time of planning: the revision it gives, and whether it is a new one."""
        before = self.revisions[-1] if self.revisions else None
        worded = wordings(self.revisions)
        previous = in_rules_words(before, worded) if before else None
        facts = Facts(a_learner(), self.roadmap, record or Record(), Week(2026, 48), previous=previous)
        plan = plan_week(facts, now)
        if before:
            plan = with_kept_words(plan, before, worded, self.roadmap)
            if not changes(before, plan) and same_words(before, plan):
                return before, False
        self.revisions.append(plan)
        return plan, True

    def word(self, *taken: str):
        """A model words these sessions, or all."""
        plan = self.revisions[-1]
        given = [
            SessionWords(s.id, f"Try {s.title} on a small example of your own.", f"You can show {s.title}.")
            for s in plan.sessions
            if s.id in taken or not taken
        ]
        plan = accept_note(accept(plan, given, self.roadmap, "small:3b"), "It begins with the basics.", self.roadmap)
        self.revisions.append(replace(plan, revision=plan.revision + 1))
        return plan


@pytest.fixture
def shelf() -> Shelf:
    shelf = Shelf(a_roadmap((an_item("a", 60), an_item("b", 150), an_item("c", 60)), habits=True))
    shelf.plan(MONDAY)
    return shelf


def test_planning_a_worded_week_again_makes_no_revision(shelf: Shelf):
    worded = shelf.word()
    assert all(s.written_by == "small:3b" for s in worded.sessions)
    for minutes in (0, 5, 60):
        plan, is_new = shelf.plan(MONDAY + timedelta(minutes=minutes))
        assert not is_new
        assert (plan.sessions, plan.note) == (worded.sessions, worded.note)


def test_when_the_plan_moves_sessions_that_stay_keep_their_words_and_new_ones_have_the_rules(shelf: Shelf):
    worded = shelf.word()
    gone = next(s for s in worded.sessions if s.kind == "habit")
    skipped = tuple(replace(s, state="skipped") if s.id == gone.id else s for s in worded.sessions)
    shelf.revisions[-1] = replace(shelf.revisions[-1], sessions=skipped[1:])
    plan, is_new = shelf.plan(MONDAY + timedelta(hours=1))
    was = {s.id: s for s in worded.sessions}
    assert is_new
    assert plan.written_by == "small:3b"
    assert {s.written_by for s in plan.sessions} == {"small:3b", "rules"}
    for session in plan.sessions:
        before = was.get(session.id)
        if before and (before.topic, before.kind, before.minutes) == (session.topic, session.kind, session.minutes):
            assert (session.task, session.done_when) == (before.task, before.done_when)
            assert session.sequence == before.sequence
        else:
            assert session.written_by == "rules"
    again, is_new = shelf.plan(MONDAY + timedelta(hours=1))
    assert not is_new
    assert again == plan


def test_words_go_when_the_rules_say_something_else(shelf: Shelf):
    worded = shelf.word()
    before = shelf.revisions[0]
    told = {s.id: replace(s, task="Do something else.") for s in before.sessions if s.topic == "b"}
    moved = replace(before, sessions=tuple(told.get(s.id, s) for s in before.sessions), revision=3)
    plan = with_kept_words(moved, worded, wordings(shelf.revisions), shelf.roadmap)
    assert {s.topic for s in plan.sessions if s.written_by == "rules"} == {"b"}


def test_only_other_numbers_in_the_rules_words_leave_a_models_words_and_the_calendar_alone(shelf: Shelf):
    worded = shelf.word()
    before = shelf.revisions[0]
    counted = tuple(replace(s, done_when=s.done_when.replace("0", "5"), sequence=1) for s in before.sessions)
    plan = with_kept_words(replace(before, sessions=counted), worded, wordings(shelf.revisions), shelf.roadmap)
    assert plan.sessions == worded.sessions


def test_words_that_name_the_day_go_when_the_session_moves(shelf: Shelf):
    first = shelf.revisions[0].sessions[0]
    given = SessionWords(first.id, f"On {first.day:%A}, try it on an example of your own.", "You can show it.")
    worded = accept(shelf.revisions[0], [given], shelf.roadmap, "small:3b")
    shelf.revisions.append(replace(worded, revision=2))
    assert worded.sessions[0].written_by == "small:3b"
    moved = replace(first, day=first.day + timedelta(days=1), starts_at=first.starts_at + timedelta(days=1))
    plan = replace(shelf.revisions[0], sessions=(moved, *shelf.revisions[0].sessions[1:]))
    kept = with_kept_words(plan, worded, wordings(shelf.revisions), shelf.roadmap)
    assert kept.sessions[0] == moved


def test_a_week_without_any_of_the_models_words_has_no_note_and_is_by_rules(shelf: Shelf):
    shelf.word()
    plain = in_rules_words(shelf.revisions[-1], wordings(shelf.revisions))
    assert plain == replace(shelf.revisions[0], revision=2)
