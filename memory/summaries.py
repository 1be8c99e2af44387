"""Summaries of papers, shared by all learners of a stage. Each function works inside the caller's transaction."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Select, select

from ..domain.paper_summary import Summary
from .database import Connection
from .insertion import insert_or_change
from .paper_tables import summaries

_ROW = summaries.c
_KEY = ("paper", "version", "level", "written_by", "prompt")


def keep(db: Connection, summary: Summary, prompt: str, now: datetime) -> None:
    """Keeps a summary, in place of an earlier one by the same writer and prompt (name@version)."""
    key = {name: getattr(summary, name) for name in _KEY[:-1]} | {"prompt": prompt}
    insert_or_change(db, summaries, _KEY, key | {"document": summary, "made_at": now})


def find(db: Connection, paper: str, version: int, level: int, prompt: str, written_by: str) -> Summary | None:
    """The summary of this version of the paper, for this stage, by this writer and prompt; None if there is none."""
    this = _of(paper, version, level).where(_ROW.prompt == prompt, _ROW.written_by == written_by)
    return _first(db, this)


def newest(db: Connection, paper: str, version: int, level: int) -> Summary | None:
    """The summary of this version of the paper, for this stage, that was made last; None if there is none."""
    return _first(db, _of(paper, version, level).order_by(_ROW.made_at.desc(), *(_ROW[name] for name in _KEY)))


def _of(paper: str, version: int, level: int) -> Select[Any]:
    return select(_ROW.document).where(_ROW.paper == paper, _ROW.version == version, _ROW.level == level).limit(1)


def _first(db: Connection, documents: Select[Any]) -> Summary | None:
    row = db.execute(documents).one_or_none()
    return msgspec.convert(row.document, Summary) if row else None
