"""Cards: when a finished topic should be recalled, by FSRS (https://github.com/open-spaced-repetition/py-fsrs)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .record import DueCard, Rating
from .roadmap import Item

LONGEST_INTERVAL_DAYS = 365
REVIEW_MINUTES = {"concept": 10, "memory": 10, "procedure": 15, "design": 20}


@dataclass(frozen=True, slots=True)
class Recall:
    """One time that a topic was recalled; finishing it counts as the first, with `good`."""

    at: datetime
    rating: Rating


def review_minutes(item: Item) -> int:
    """How long a review of the item takes, 10 to 20 minutes."""
    return REVIEW_MINUTES[item.kind]


def card_after(topic: str, recalls: Sequence[Recall]) -> DueCard:
    """The card of a topic after its recalls (at least one), oldest first."""
    from fsrs import Card, Rating, Scheduler

    ratings = {"again": Rating.Again, "hard": Rating.Hard, "good": Rating.Good, "easy": Rating.Easy}
    # Without learning steps of minutes: a study coach thinks in days.
    scheduler = Scheduler(
        learning_steps=(), relearning_steps=(), maximum_interval=LONGEST_INTERVAL_DAYS, enable_fuzzing=False
    )
    card = Card(card_id=0, due=recalls[0].at)
    for recall in recalls:
        card, _ = scheduler.review_card(card, ratings[recall.rating or "good"], review_datetime=recall.at)
    return DueCard(topic=topic, due=card.due, last_review=recalls[-1].at)
