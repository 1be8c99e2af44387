"""The learners. Each carries the version of their facts, which grows whenever something a plan rests on changes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, func, insert, select, update

from ..domain.errors import CoachError
from ..domain.learner import DateRange, Learner, WeekLimit
from ..domain.slot import Slot
from .database import Connection
from .tables import learners


@dataclass(frozen=True, slots=True)
class StoredLearner:
    """A learner as kept: with id, version of their facts, the hash of their roadmap, and when they came (UTC)."""

    id: int
    learner: Learner
    facts_version: int
    roadmap_hash: str
    created_at: datetime

    @property
    def key(self) -> str:
        """A name for the learner that no other has, the same for ever, also in another database."""
        return f"{self.created_at:%Y%m%dT%H%M%S.%f}-{self.id}"


def add(db: Connection, learner: Learner, roadmap_hash: str, now: datetime) -> int:
    """Keeps a new learner, whose roadmap was saved before, and gives their id."""
    values = _values(learner, roadmap_hash) | {"facts_version": 0, "created_at": now}
    return db.execute(insert(learners).values(**values).returning(learners.c.id)).scalar_one()


def count(db: Connection) -> int:
    """How many learners there are."""
    return db.execute(select(func.count()).select_from(learners)).scalar_one()


def first(db: Connection) -> StoredLearner | None:
    """The learner who came first; None if there is none."""
    row = db.execute(select(learners).order_by(learners.c.id).limit(1)).one_or_none()
    return _stored(row) if row else None


def find(db: Connection, learner_id: int) -> StoredLearner:
    """The learner of this id. Raises CoachError if there is none."""
    return _stored(_known(db.execute(select(learners).where(learners.c.id == learner_id)).one_or_none()))


def lock(db: Connection, learner_id: int) -> StoredLearner:
    """Like `find`, and makes other writers about this learner wait until the transaction ends."""
    # On SQLite FOR UPDATE is left out of the statement: a write transaction is alone there.
    row = db.execute(select(learners).where(learners.c.id == learner_id).with_for_update()).one_or_none()
    return _stored(_known(row))


def change(db: Connection, learner_id: int, learner: Learner, roadmap_hash: str) -> None:
    """Keeps what the learner is from now on, as new facts."""
    values = _values(learner, roadmap_hash) | {"facts_version": learners.c.facts_version + 1}
    changed = update(learners).where(learners.c.id == learner_id).values(**values)
    _known(db.execute(changed.returning(learners.c.id)).one_or_none())


def bump(db: Connection, learner_id: int) -> int:
    """Says that the learner's facts changed, and gives their new version."""
    bumped = update(learners).where(learners.c.id == learner_id).values(facts_version=learners.c.facts_version + 1)
    row = db.execute(bumped.returning(learners.c.facts_version)).one_or_none()
    version: int = _known(row).facts_version
    return version


def _values(learner: Learner, roadmap_hash: str) -> dict[str, Any]:
    shortest, longest = learner.session_minutes
    return {
        "name": learner.name,
        "email": learner.email,
        "timezone": learner.timezone,
        "stage": learner.stage,
        "slots": learner.slots,
        "session_shortest": shortest,
        "session_longest": longest,
        "day_limit_minutes": learner.day_limit_minutes,
        "time_off": learner.time_off,
        "busy": learner.busy,
        "interests": learner.interests,
        "roadmap": learner.roadmap,
        "roadmap_hash": roadmap_hash,
        "week_limits": learner.week_limits,
    }


def _known(row: Row[Any] | None) -> Row[Any]:
    if row is None:
        raise CoachError("There is no such learner any more.", "Run: coach init")
    return row


def _stored(row: Row[Any]) -> StoredLearner:
    learner = Learner(
        name=row.name,
        email=row.email,
        timezone=row.timezone,
        roadmap=row.roadmap,
        stage=row.stage,
        slots=msgspec.convert(row.slots, tuple[Slot, ...]),
        session_minutes=(row.session_shortest, row.session_longest),
        day_limit_minutes=row.day_limit_minutes,
        time_off=msgspec.convert(row.time_off, tuple[DateRange, ...]),
        busy=row.busy,
        interests=msgspec.convert(row.interests, tuple[str, ...]),
        week_limits=msgspec.convert(row.week_limits, tuple[WeekLimit, ...]),
    )
    return StoredLearner(row.id, learner, row.facts_version, row.roadmap_hash, row.created_at)
