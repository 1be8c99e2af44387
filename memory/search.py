"""Full-text search in what is kept of a learner: facts, evidence and conversations."""

from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, Table, exists, literal, select, true

from .database import Connection
from .matching import by_pairs, by_words, split
from .tables import evidence, learner_facts, messages

Kind = Literal["fact", "evidence", "message"]

_MOST_ROWS = 2000  # the newest ones, among which pairs of characters are looked for


@dataclass(frozen=True, slots=True)
class Found:
    """A place that was found. `thread` is the conversation of a message, else empty; `at` is in UTC."""

    kind: Kind
    id: int
    at: datetime
    text: str
    thread: str


@dataclass(frozen=True, slots=True)
class _Source:
    kind: Kind
    table: Table[Any]
    text: ColumnElement[str]
    thread: ColumnElement[str]
    stands: ColumnElement[bool]


_LATER = learner_facts.alias("later")
_SOURCES = (
    _Source(
        "fact",
        learner_facts,
        learner_facts.c.text,
        literal(""),
        ~exists().where(_LATER.c.supersedes == learner_facts.c.id),
    ),
    _Source("evidence", evidence, evidence.c.title + " " + evidence.c.note, literal(""), true()),
    _Source("message", messages, messages.c.text, messages.c.thread, true()),
)


def search(db: Connection, learner_id: int, words: str, most: int = 8) -> tuple[Found, ...]:
    """Where any of the words stand in what is kept of the learner, best first, the three kinds taking turns.

    The words are the learner's own and may be anything; of a long text its longest words count. Facts that were
    corrected are not found.
    """
    plain, pairs = split(words)
    lists = []
    for source in _SOURCES:
        rows = select(
            literal(source.kind),
            source.table.c.id.label("id"),
            source.table.c.at.label("at"),
            source.text.label("text"),
            source.thread.label("thread"),
        ).where(source.table.c.learner_id == learner_id, source.stands)
        if plain:
            lists.append(_read(db, by_words(db, source.table, rows, plain), most))
        if pairs:
            row = source.table.c
            newest = select(row.id).where(row.learner_id == learner_id).order_by(row.id.desc()).limit(_MOST_ROWS)
            recent = rows.where(row.id.in_(newest))
            lists.append(_read(db, by_pairs(source.table, source.text, recent, pairs), most))
    found = dict.fromkeys(place for places in zip_longest(*lists) for place in places if place)
    return tuple(found)[:most]


def _read(db: Connection, rows: Select[Any], most: int) -> list[Found]:
    found = db.execute(rows.limit(most))
    return [Found(kind, id_, at, text.strip(), thread) for kind, id_, at, text, thread in found]
