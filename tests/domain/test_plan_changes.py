"""What a new revision changes for the learner."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from worlds import a_plan, a_session

from studycoach.domain.plan_changes import changes, same_words

MONDAY = datetime(2026, 11, 23, 18, tzinfo=UTC)
ONE, TWO = a_session("w48-1", MONDAY), a_session("w48-2", MONDAY + timedelta(days=1), topic="u")


def test_the_same_plan_changes_nothing():
    plan = a_plan(ONE, TWO)
    assert not changes(plan, replace(plan, revision=2, planned_minutes=7, explanation=("other",)))


@pytest.mark.parametrize("change", [{"starts_at": MONDAY + timedelta(hours=1)}, {"minutes": 45}], ids=str)
def test_a_session_with_another_time_or_length_is_moved(change):
    found = changes(a_plan(ONE, TWO), a_plan(replace(ONE, **change), TWO))
    assert found.moved == ((ONE, replace(ONE, **change)),)
    assert (found.new, found.gone) == ((), ())
    assert found


@pytest.mark.parametrize("change", [{"why": "other"}, {"task": "other"}, {"carried": True}, {"kind": "practise"}])
def test_other_words_move_nothing(change):
    assert not changes(a_plan(ONE), a_plan(replace(ONE, **change)))


def test_sessions_that_come_and_go_are_told_apart():
    gone = replace(ONE, state="cancelled")
    found = changes(a_plan(ONE), a_plan(gone, TWO))
    assert (found.new, found.moved, found.gone) == ((TWO,), (), (gone,))


@pytest.mark.parametrize("state", ["done", "skipped", "missed"])
def test_what_the_learner_or_the_clock_settled_is_no_change_of_plan(state):
    assert not changes(a_plan(ONE, TWO), a_plan(replace(ONE, state=state), TWO))


def test_what_was_cancelled_before_goes_only_once():
    gone = replace(ONE, state="cancelled")
    assert not changes(a_plan(gone, TWO), a_plan(gone, TWO))


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"why": "other"}, True),
        ({"starts_at": MONDAY + timedelta(hours=1)}, True),
        ({"kind": "practise"}, False),
        ({"task": "other"}, False),
        ({"title": "other"}, False),
        ({"done_when": "other"}, False),
        ({"carried": True}, False),
    ],
    ids=str,
)
def test_words_are_the_same_while_the_learner_is_told_to_do_the_same(change, same):
    assert same_words(a_plan(ONE, TWO), a_plan(replace(ONE, **change), TWO)) == same


def test_the_words_of_settled_sessions_do_not_matter():
    assert same_words(a_plan(replace(ONE, state="done"), TWO), a_plan(replace(ONE, state="done", task="x"), TWO))
