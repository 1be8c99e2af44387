"""The learner's record: rows are added and read, never changed."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, or_, select, update

from ..domain.record import Evidence
from . import learners
from .database import Connection
from .tables import evidence

_ROW = evidence.c
_FIELDS = [_ROW[field.name] for field in fields(Evidence)]


def add(db: Connection, learner_id: int, rows: Sequence[Evidence]) -> int:
    """Adds the rows of one act, as new facts of the learner, and gives the act: the id of its first row.

    The ids and acts that the rows carry are ignored. Raises ValueError without a row.
    """
    if not rows:
        raise ValueError("an act has at least one row")
    learners.bump(db, learner_id)  # first, so that the learner's writers wait for each other
    values = [{**asdict(row), "learner_id": learner_id, "act": 0} for row in rows]
    for value in values:
        del value["id"]
    act = db.execute(insert(evidence).values(**values[0]).returning(_ROW.id)).scalar_one()
    db.execute(update(evidence).where(_ROW.id == act).values(act=act))
    if values[1:]:
        db.execute(insert(evidence), [value | {"act": act} for value in values[1:]])
    return act


def all_of(db: Connection, learner_id: int) -> tuple[Evidence, ...]:
    """Everything on record of the learner, oldest first."""
    return _read(db, select(*_FIELDS).where(_ROW.learner_id == learner_id))


def of_weeks(db: Connection, learner_id: int, weeks: Sequence[str]) -> tuple[Evidence, ...]:
    """What is on record about sessions of these weeks, with what takes it back, oldest first."""
    acts = select(_ROW.act).where(_ROW.learner_id == learner_id, _ROW.week.in_(weeks))
    about = or_(_ROW.week.in_(weeks), _ROW.undoes.in_(acts))
    return _read(db, select(*_FIELDS).where(_ROW.learner_id == learner_id, about))


def of_rules(db: Connection, learner_id: int, rules: Collection[str]) -> tuple[Evidence, ...]:
    """What is on record about mistakes by these rules, with what takes it back, oldest first."""
    return _read(db, select(*_FIELDS).where(_ROW.learner_id == learner_id, _ROW.rule != "", _ROW.rule.in_(rules)))


def last_at(db: Connection, learner_id: int) -> datetime | None:
    """When the learner was last heard of; None before the first time."""
    return db.execute(select(func.max(_ROW.at)).where(_ROW.learner_id == learner_id)).scalar_one()


def _read(db: Connection, rows: Select[Any]) -> tuple[Evidence, ...]:
    return tuple(Evidence(*row) for row in db.execute(rows.order_by(_ROW.id)))
