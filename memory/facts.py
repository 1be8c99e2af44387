"""Facts about the learner, each with its source. They are added and superseded, never edited; the learner deletes them."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import delete, insert, select

from ..domain.errors import CoachError
from . import learners
from .database import Connection
from .search_index import purge
from .tables import learner_facts

_ROW = learner_facts.c


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact as kept. `source` tells where it comes from (chat:main#12); `supersedes` is the fact that it corrects."""

    id: int
    at: datetime
    text: str
    source: str
    supersedes: int | None


_FIELDS = [_ROW[field.name] for field in fields(Fact)]


def add(db: Connection, learner_id: int, text: str, source: str, at: datetime) -> int:
    """Keeps a fact, and gives its id; that of the standing one if it says the same."""
    learners.lock(db, learner_id)
    same = (fact.id for fact in standing(db, learner_id) if _plain(fact.text) == _plain(text))
    known = next(same, None)
    return known if known is not None else _add(db, learner_id, text, source, at, None)


def correct(db: Connection, learner_id: int, fact_id: int, text: str, source: str, at: datetime) -> int:
    """Keeps what holds instead of a standing fact, and gives the new id. Raises CoachError if it doesn't stand."""
    learners.lock(db, learner_id)
    if fact_id not in {fact.id for fact in standing(db, learner_id)}:
        raise _unknown(fact_id)
    return _add(db, learner_id, text, source, at, fact_id)


def forget(db: Connection, learner_id: int, fact_id: int) -> Fact:
    """Deletes a fact, with all that it corrected and that corrected it, and gives what stood last of it.

    Raises:
        CoachError: there is no such fact.
    """
    learners.lock(db, learner_id)
    facts = all_of(db, learner_id)
    chain = {fact_id}
    for fact in facts[::-1]:
        if fact.id in chain and fact.supersedes is not None:
            chain.add(fact.supersedes)
    for fact in facts:
        if fact.supersedes in chain:
            chain.add(fact.id)
    gone = [fact for fact in facts if fact.id in chain]
    if not gone:
        raise _unknown(fact_id)
    db.execute(delete(learner_facts).where(_ROW.learner_id == learner_id, _ROW.id.in_(chain)))
    purge(db, "learner_facts")
    return gone[-1]


def standing(db: Connection, learner_id: int) -> tuple[Fact, ...]:
    """The facts that hold, oldest first: all but those that were corrected."""
    facts = all_of(db, learner_id)
    superseded = {fact.supersedes for fact in facts}
    return tuple(fact for fact in facts if fact.id not in superseded)


def last(db: Connection, learner_id: int) -> Fact | None:
    """The fact that was kept last; None if there is none."""
    return next(reversed(standing(db, learner_id)), None)


def all_of(db: Connection, learner_id: int) -> tuple[Fact, ...]:
    """All facts, also those that were corrected, oldest first."""
    rows = db.execute(select(*_FIELDS).where(_ROW.learner_id == learner_id).order_by(_ROW.id))
    return tuple(Fact(*row) for row in rows)


def _add(db: Connection, learner_id: int, text: str, source: str, at: datetime, supersedes: int | None) -> int:
    values = {"learner_id": learner_id, "at": at, "text": text, "source": source, "supersedes": supersedes}
    return db.execute(insert(learner_facts).values(**values).returning(_ROW.id)).scalar_one()


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _unknown(fact_id: int) -> CoachError:
    return CoachError(f"There is no fact {fact_id}.", "`coach memory list` shows them with their numbers.")
