"""Full-text search in what is kept of a learner: facts, evidence and conversations.

Words are found by their stems. Scripts that put no spaces between words, and Korean, whose words take endings, are
searched by pairs of characters instead.
"""

import operator
import re
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import zip_longest
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    Text,
    case,
    column,
    exists,
    func,
    literal,
    literal_column,
    select,
    table,
    true,
)

from ..domain.plain_text import without_unseen
from .database import Connection
from .search_index import words_of
from .tables import evidence, learner_facts, messages

Kind = Literal["fact", "evidence", "message"]

_MOST_CHARACTERS, _MOST_WORDS, _LONGEST_WORD, _MOST_PAIRS = 2000, 12, 64, 16
_MOST_ROWS = 2000  # the newest ones, among which pairs of characters are looked for
# Thai and Lao, Burmese, Khmer, kana, Han, Hangul.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\uff66-\uff9d\U00020000-\U0003ffff]+"
)


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
    plain, pairs = _split(words)
    by_words = _by_words_sqlite if db.dialect.name == "sqlite" else _by_words_postgresql
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
            lists.append(_read(db, by_words(source.table, rows, plain), most))
        if pairs:
            lists.append(_read(db, _by_pairs(source, learner_id, rows, pairs), most))
    found = dict.fromkeys(place for places in zip_longest(*lists) for place in places if place)
    return tuple(found)[:most]


def _split(text: str) -> tuple[list[str], list[str]]:
    """The words to look for by their stems, and the pairs of characters of scripts without spaces."""
    text = without_unseen(" ".join(text[:_MOST_CHARACTERS].split()))
    words = dict.fromkeys(word.casefold()[:_LONGEST_WORD] for word in _UNSPACED.sub(" ", text).split())
    runs = _UNSPACED.findall(text)
    pairs = dict.fromkeys(run[start : start + 2] for run in runs for start in range(max(1, len(run) - 1)))
    return sorted(words, key=len, reverse=True)[:_MOST_WORDS], list(pairs)[:_MOST_PAIRS]


def _by_words_sqlite(rows_of: Table[Any], rows: Select[Any], words: list[str]) -> Select[Any]:
    """The rows that hold any of the words, best first."""
    name = f"search_{rows_of.name}"
    index, whole = table(name, column("rowid")), literal_column(name, Text)
    any_of = " OR ".join('"' + word.replace('"', '""') + '"' for word in words)
    found = rows.join_from(rows_of, index, index.c.rowid == rows_of.c.id).where(whole.op("MATCH")(any_of))
    return found.order_by(func.bm25(whole), rows_of.c.id.desc())


def _by_words_postgresql(rows_of: Table[Any], rows: Select[Any], words: list[str]) -> Select[Any]:
    """The rows that hold any of the words, best first."""
    from sqlalchemy.dialects.postgresql import REGCONFIG, TSQUERY, TSVECTOR

    vector, english = literal_column(words_of(rows_of.name), TSVECTOR), literal_column("'english'", REGCONFIG)
    queries = (func.plainto_tsquery(english, word, type_=TSQUERY) for word in words)
    any_of: ColumnElement[str] = reduce(lambda one, other: one.op("||")(other), queries)
    return rows.where(vector.op("@@")(any_of)).order_by(func.ts_rank(vector, any_of).desc(), rows_of.c.id.desc())


def _by_pairs(source: _Source, learner_id: int, rows: Select[Any], pairs: list[str]) -> Select[Any]:
    """The newest rows that hold any of the pairs, those with most of them first."""
    row = source.table.c
    newest = select(row.id).where(row.learner_id == learner_id).order_by(row.id.desc()).limit(_MOST_ROWS)
    score = reduce(operator.add, (case((source.text.contains(pair, autoescape=True), 1), else_=0) for pair in pairs))
    scored = rows.add_columns(score.label("score")).where(row.id.in_(newest)).subquery()
    *kept, scores = scored.c
    return select(*kept).where(scores > 0).order_by(scores.desc(), scored.c.id.desc())


def _read(db: Connection, rows: Select[Any], most: int) -> list[Found]:
    found = db.execute(rows.limit(most))
    return [Found(kind, id_, at, text.strip(), thread) for kind, id_, at, text, thread in found]
