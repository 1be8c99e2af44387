"""Cards: when a finished topic should be recalled, by FSRS (https://github.com/open-spaced-repetition/py-fsrs)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

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


def card_after(topic: str, recalls: Sequence[Recall], zone: ZoneInfo) -> DueCard:
    """The card of a topic after its recalls (at least one), oldest first; it falls due as a day begins in `zone`.

    Time is counted in the learner's days: of two evenings, the second may be an hour earlier and is a whole day later.
    """
    from fsrs import Card, Rating, Scheduler

    ratings = {"again": Rating.Again, "hard": Rating.Hard, "good": Rating.Good, "easy": Rating.Easy}
    # Without learning steps of minutes: a study coach thinks in days.
    scheduler = Scheduler(
        learning_steps=(), relearning_steps=(), maximum_interval=LONGEST_INTERVAL_DAYS, enable_fuzzing=False
    )
    days = [datetime.combine(recall.at.astimezone(zone), time(), UTC) for recall in recalls]
    card = Card(card_id=0, due=days[0])
    for recall, day in zip(recalls, days, strict=True):
        card, _ = scheduler.review_card(card, ratings[recall.rating or "good"], review_datetime=day)
    due = datetime.combine(card.due, time(), zone).astimezone(UTC)
    return DueCard(topic=topic, due=due, last_review=recalls[-1].at)
