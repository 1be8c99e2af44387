"""Digests as they were made, one for each learner and period. Each function works inside the caller's transaction."""

from datetime import datetime

import msgspec
from sqlalchemy import select

from ..domain.digest import Digest
from .database import Connection
from .insertion import insert_or_change
from .paper_tables import digests

_ROW = digests.c


def save(db: Connection, learner_id: int, digest: Digest, now: datetime) -> None:
    """Keeps the digest, in place of an earlier one of its period."""
    values = {"learner_id": learner_id, "period": digest.period, "made_at": now, "document": digest}
    insert_or_change(db, digests, ["learner_id", "period"], values)


def find(db: Connection, learner_id: int, period: str) -> Digest | None:
    """The digest of a day (2026-11-28) or a week (2026-W48); None if there is none."""
    document = select(_ROW.document).where(_ROW.learner_id == learner_id, _ROW.period == period)
    row = db.execute(document).one_or_none()
    return msgspec.convert(row.document, Digest) if row else None


def latest(db: Connection, learner_id: int) -> Digest | None:
    """The digest that was made last; None if there is none."""
    return next(iter(all_of(db, learner_id, 1)), None)


def all_of(db: Connection, learner_id: int, most: int) -> tuple[Digest, ...]:
    """The digests that were made last, at most so many, newest first."""
    mine = select(_ROW.document).where(_ROW.learner_id == learner_id)
    newest = mine.order_by(_ROW.made_at.desc(), _ROW.period.desc()).limit(most)
    return tuple(msgspec.convert(document, Digest) for document in db.execute(newest).scalars())
