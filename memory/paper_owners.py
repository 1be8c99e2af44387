"""Which rows about papers, though they are all learners', go with one: the papers that the learner's own rows speak of, and
the texts of the files that are theirs. What else is known of papers can be fetched again.
"""

from typing import Any

from sqlalchemy import Column, ColumnElement, Table, delete, select, union

from ..domain.paper import OWN
from .database import Connection
from .paper_tables import paper_exposures, paper_passages, paper_texts, paper_versions, paper_votes, papers, summaries
from .tables import evidence, study_sessions

SHARED: tuple[Table[Any], ...] = (papers, paper_versions, paper_texts, paper_passages)
"""The tables of which some rows go with a learner, each after those that it refers to."""


def papers_of(learner_id: int) -> dict[str, ColumnElement[bool]]:
    """For each of the shared tables, by name, which of its rows go with the learner."""
    speaking = (paper_exposures, paper_votes, evidence, study_sessions)
    named = union(*(select(table.c.paper).where(table.c.learner_id == learner_id) for table in speaking))
    going: dict[str, ColumnElement[bool]] = {table.name: _paper(table).in_(named) for table in SHARED}
    for table in (paper_texts, paper_passages):
        going[table.name] &= _is_own(table)
    return going


def erase_own_files(db: Connection) -> None:
    """Erases what is kept of files that are no learner's any more."""
    theirs = select(paper_exposures.c.paper)
    for table in (papers, paper_versions, paper_texts, summaries):
        db.execute(delete(table).where(_is_own(table), _paper(table).not_in(theirs)))


def _paper(table: Table[Any]) -> Column[Any]:
    column: Column[Any] = table.c.id if table is papers else table.c.paper
    return column


def _is_own(table: Table[Any]) -> ColumnElement[bool]:
    return _paper(table).startswith(OWN, autoescape=True)
