"""Calls of language models, each kept at once; the budgets are counted from them."""

from dataclasses import asdict, fields
from datetime import datetime

from sqlalchemy import ColumnElement, func, insert, select

from ..domain.ports import ModelCall
from . import learners
from .database import Connection, Database
from .tables import model_calls

_ROW = model_calls.c
_FIELDS = [_ROW[field.name] for field in fields(ModelCall)]


class CallRecords:
    """The log of one learner's calls (`domain.ports.CallLog`), or of those that no learner made.

    Each method is a transaction of its own, so that several threads may use it.
    """

    def __init__(self, database: Database, learner_id: int | None) -> None:
        self._database, self._learner_id = database, learner_id

    def record(self, call: ModelCall) -> None:
        """Keeps one call. Raises CoachError if the learner is gone."""
        with self._database.write() as db:
            if self._learner_id is not None:
                learners.find(db, self._learner_id)
            db.execute(insert(model_calls).values(learner_id=self._learner_id, **asdict(call)))

    def tokens_since(self, moment: datetime) -> int:
        """The tokens, in and out, of all calls of the learner from this moment on."""
        tokens = select(func.coalesce(func.sum(_ROW.tokens_in + _ROW.tokens_out), 0))
        with self._database.read() as db:
            return int(db.execute(tokens.where(_of(self._learner_id), _ROW.at >= moment)).scalar_one())


def all_of(db: Connection, learner_id: int | None) -> tuple[ModelCall, ...]:
    """The calls of the learner, or those that no learner made, in the order in which they were recorded."""
    rows = db.execute(select(*_FIELDS).where(_of(learner_id)).order_by(_ROW.id))
    return tuple(ModelCall(*row) for row in rows)


def _of(learner_id: int | None) -> ColumnElement[bool]:
    return _ROW.learner_id.is_(None) if learner_id is None else _ROW.learner_id == learner_id
