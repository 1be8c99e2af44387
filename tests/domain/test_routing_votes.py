"""The vote of the nearest examples by similarities that others measured, as with embeddings."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.domain.routing import vote
from studycoach.domain.steps import AGENTS

FAR = [0.50, 0.52, 0.49, 0.51] * 10
FAR_AGENTS = ["planner", "publisher", "tutor", "code_reviewer"] * 10


def test_near_examples_that_agree_and_stand_out_decide():
    found = vote([0.91, 0.90, 0.89, *FAR], ["planner", "planner", "planner", *FAR_AGENTS])
    assert (found.agent, found.is_sure) == ("planner", True)
    assert found.confidence > 0.9


def test_near_examples_that_differ_are_not_sure():
    found = vote([0.91, 0.91, 0.90, 0.90, *FAR], ["planner", "tutor", "planner", "tutor", *FAR_AGENTS])
    assert not found.is_sure


def test_examples_that_are_all_about_as_near_are_not_sure():
    assert not vote([0.51, *FAR], ["planner", *FAR_AGENTS]).is_sure
    assert not vote([0.7] * 10, ["planner"] * 10).is_sure


def test_the_scale_of_similarities_does_not_matter():
    similarities = [0.91, 0.88, 0.6, *FAR]
    agents = ["planner", "planner", "tutor", *FAR_AGENTS]
    shrunk = vote([0.9 + value / 20 for value in similarities], agents)
    found = vote(similarities, agents)
    assert (shrunk.agent, shrunk.is_sure) == (found.agent, found.is_sure)
    assert shrunk.confidence == pytest.approx(found.confidence)


def test_similarities_that_are_no_numbers_are_left_out():
    assert vote([math.nan, math.inf, 0.9, *FAR], ["tutor", "tutor", "planner", *FAR_AGENTS]).agent == "planner"
    assert not vote([math.nan], ["planner"]).is_sure


def test_nothing_to_compare_with_is_undecided():
    found = vote([], [])
    assert (found.agent, found.confidence, found.is_sure) == ("tutor", 0.0, False)


def test_as_many_agents_as_similarities_are_needed():
    with pytest.raises(ValueError, match="2 similarities"):
        vote([0.1, 0.2], ["tutor"])


@given(st.lists(st.tuples(st.floats(), st.sampled_from(AGENTS)), max_size=30))
def test_any_similarities_give_a_share_between_none_and_all(pairs):
    found = vote([value for value, _ in pairs], [agent for _, agent in pairs])
    assert 0 <= found.confidence <= 1
    assert found.agent in AGENTS
