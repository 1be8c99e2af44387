"""Pace: the learner's own, but not from one odd day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.domain.pace import pace_of

RATIOS = st.floats(0.01, 100)


def test_nobody_has_a_pace_before_they_have_finished_something():
    assert pace_of([]) == 1


@given(RATIOS)
def test_one_odd_day_changes_nothing(odd):
    assert pace_of([odd]) == 1
    assert pace_of([1.0, 1.0, odd, 1.0]) == 1


@given(RATIOS)
def test_one_odd_day_changes_little_for_someone_whose_pace_is_known(odd):
    steady = [1.4, 1.5, 1.6, 1.5, 1.4, 1.6, 1.5]
    assert 1.3 <= pace_of([*steady, odd]) <= 1.6


@pytest.mark.parametrize("ratio", [0.6, 1.5, 1.9])
def test_four_like_ones_are_believed(ratio):
    assert pace_of([ratio] * 3) == pytest.approx((1 + ratio) / 2)
    assert pace_of([ratio] * 4) == ratio


def test_what_was_long_ago_is_forgotten():
    assert pace_of([2.0] * 20 + [0.8] * 9) == 0.8


@given(st.lists(RATIOS, max_size=20))
def test_a_pace_is_never_below_half_or_above_twice_the_estimate(ratios):
    assert 0.5 <= pace_of(ratios) <= 2


@given(st.lists(RATIOS, min_size=1, max_size=12), st.integers(0, 11), st.floats(1, 5))
def test_who_takes_longer_is_never_thought_quicker(ratios, which, factor):
    slower = list(ratios)
    slower[which % len(ratios)] *= factor
    assert pace_of(slower) >= pace_of(ratios)
