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
    key = zip(_KEY, (paper, version, level, written_by, prompt), strict=True)
    return _first(db, select(_ROW.document).where(*(_ROW[name] == value for name, value in key)))


def newest(db: Connection, paper: str, version: int) -> Summary | None:
    """The summary of this version of the paper that was made last, for whichever stage; None if there is none."""
    of_it = select(_ROW.document).where(_ROW.paper == paper, _ROW.version == version).limit(1)
    return _first(db, of_it.order_by(_ROW.made_at.desc(), *(_ROW[name] for name in _KEY)))


def _first(db: Connection, documents: Select[Any]) -> Summary | None:
    row = db.execute(documents).one_or_none()
    return msgspec.convert(row.document, Summary) if row else None
