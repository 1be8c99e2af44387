"""Cards: when what was finished comes back."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import an_item

from studycoach.domain.card import Recall, card_after, review_minutes

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 11, 23, 19, tzinfo=UTC)  # an evening in Berlin


def gaps(*ratings: str) -> list[int]:
    """Days from each recall to the next due time, when each recall happens on the evening of the day it is due."""
    recalls: list[Recall] = []
    at, found = START, []
    for rating in ratings:
        recalls.append(Recall(at, rating))
        card = card_after("t", recalls, BERLIN)
        assert card.last_review == at
        assert f"{card.due.astimezone(BERLIN):%H:%M}" == "00:00"
        found.append((card.due.astimezone(BERLIN).date() - at.astimezone(BERLIN).date()).days)
        at = card.due + timedelta(hours=20)
    return found


def test_what_is_recalled_well_comes_back_ever_later():
    assert gaps("good", "good", "good", "good")[:2] == [2, 11]
    later = gaps(*["good"] * 6)
    assert later == sorted(later)
    assert later[3] > 100


def test_nothing_stays_away_for_more_than_a_year():
    assert max(gaps(*["easy"] * 12)) == 365


@given(st.lists(st.sampled_from(("hard", "good", "easy")), min_size=1, max_size=6))
def test_what_was_forgotten_comes_back_sooner_than_what_was_recalled(before):
    forgotten, hard, good, easy = (gaps(*before, rating)[-1] for rating in ("again", "hard", "good", "easy"))
    assert 1 <= forgotten <= hard <= good <= easy <= 365
    assert forgotten < good or good == 1


@given(
    st.lists(
        st.tuples(st.integers(0, 60 * 24 * 90), st.sampled_from(("again", "hard", "good", "easy"))),
        min_size=1,
        max_size=8,
    )
)
def test_the_same_recalls_give_the_same_card_and_it_is_due_later(drawn):
    at, recalls = START, []
    for minutes, rating in drawn:
        at += timedelta(minutes=minutes)
        recalls.append(Recall(at, rating))
    card = card_after("t", recalls, BERLIN)
    assert card == card_after("t", recalls, BERLIN)
    day = card.due.astimezone(BERLIN).date()
    assert 1 <= (day - at.astimezone(BERLIN).date()).days <= 365


@pytest.mark.parametrize(("kind", "minutes"), [("concept", 10), ("memory", 10), ("procedure", 15), ("design", 20)])
def test_a_review_takes_ten_to_twenty_minutes(kind, minutes):
    assert review_minutes(an_item("t", 600, kind=kind)) == minutes


@pytest.mark.parametrize(
    ("zone", "at", "due"),
    [
        ("Europe/Berlin", "2026-11-23T23:30+00:00", date(2026, 11, 26)),  # past midnight already
        ("America/New_York", "2026-11-24T01:00+00:00", date(2026, 11, 25)),  # Monday evening still
        ("Asia/Tokyo", "2026-11-23T22:00+00:00", date(2026, 11, 26)),
        ("America/Havana", "2026-03-06T20:00+00:00", date(2026, 3, 8)),  # a day that begins at 01:00
    ],
)
def test_days_are_those_of_the_learner(zone, at, due):
    card = card_after("t", [Recall(datetime.fromisoformat(at), "good")], ZoneInfo(zone))
    assert card.due.astimezone(ZoneInfo(zone)).date() == due


@pytest.mark.parametrize("hours", [-19, -4, 0, 3])
def test_the_hour_of_a_review_does_not_matter(hours):
    later = START + timedelta(days=2, hours=hours)
    card = card_after("t", [Recall(START, "good"), Recall(later, "good")], BERLIN)
    assert card.due.astimezone(BERLIN).date() == date(2026, 12, 6)
