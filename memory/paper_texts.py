"""Texts of papers, passage by passage, found by their words. Those of arXiv's papers are all learners'; a learner's own
file is found only by learners who have it too.

Each function works inside the caller's transaction: a text is kept as a whole, or not at all.
"""

from dataclasses import asdict, fields
from datetime import datetime
from itertools import zip_longest
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, insert, or_, select, tuple_

from ..domain.paper import OWN
from ..domain.paper_text import PaperText, Passage
from .database import Connection
from .insertion import insert_or_change
from .matching import by_pairs, by_words, split
from .paper_tables import paper_exposures, paper_passages, paper_texts

_TEXT, _ROW = paper_texts.c, paper_passages.c
_FIELDS = [_ROW[field.name] for field in fields(Passage)]


def keep(db: Connection, text: PaperText, now: datetime) -> None:
    """Keeps the text of one version of a paper, in place of what was read of it before."""
    key = {"paper": text.paper, "version": text.version}
    values = {"source": text.source, "title": text.title, "references": text.references, "remarks": text.remarks}
    # First, so that of two programs that keep the same text at once one waits for the other.
    insert_or_change(db, paper_texts, list(key), key | values | {"made_at": now})
    db.execute(delete(paper_passages).where(_ROW.paper == text.paper, _ROW.version == text.version))
    if text.passages:
        db.execute(insert(paper_passages), [key | asdict(passage) for passage in text.passages])


def find(db: Connection, paper: str, version: int | None = None) -> PaperText | None:
    """The text of this version of the paper, or of the newest that was read; None if it wasn't."""
    texts = select(paper_texts).where(_TEXT.paper == paper).order_by(_TEXT.version.desc()).limit(1)
    row = db.execute(texts if version is None else texts.where(_TEXT.version == version)).one_or_none()
    if row is None:
        return None
    mine = (_ROW.paper == paper, _ROW.version == row.version)
    passages = db.execute(select(*_FIELDS).where(*mine).order_by(_ROW.position))
    return PaperText(
        paper,
        row.version,
        row.source,
        row.title,
        tuple(Passage(*passage) for passage in passages),
        tuple(row.references),
        tuple(row.remarks),
    )


def search(db: Connection, learner_id: int, words: str, most: int) -> tuple[tuple[str, Passage], ...]:
    """The passages in which any of the words stand, best first, each with its paper: of the newest texts of all papers
    that are kept; of own files in those that the learner has."""
    has = select(paper_exposures.c.paper).where(paper_exposures.c.learner_id == learner_id)
    return _found(db, or_(~_TEXT.paper.startswith(OWN, autoescape=True), _TEXT.paper.in_(has)), words, most)


def _found(db: Connection, among: ColumnElement[bool], words: str, most: int) -> tuple[tuple[str, Passage], ...]:
    plain, pairs = split(words)
    newest = select(_TEXT.paper, func.max(_TEXT.version)).where(among).group_by(_TEXT.paper)
    rows = select(_ROW.paper, *_FIELDS).where(tuple_(_ROW.paper, _ROW.version).in_(newest))
    lists = []
    if plain:
        lists.append(_read(db, by_words(db, paper_passages, rows, plain), most))
    if pairs:
        lists.append(_read(db, by_pairs(paper_passages, _ROW.text, rows, pairs), most))
    return tuple(dict.fromkeys(found for turn in zip_longest(*lists) for found in turn if found))[:most]


def _read(db: Connection, rows: Select[Any], most: int) -> list[tuple[str, Passage]]:
    return [(paper, Passage(*values)) for paper, *values in db.execute(rows.limit(most))]
