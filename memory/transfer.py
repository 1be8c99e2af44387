"""A learner's data as one JSON document: given out, taken in again, and erased."""

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from ..domain.errors import CoachError
from . import checkpoints, learners, paper_tables, tables
from .database import HEAD, Connection, lock_database
from .insertion import insert_all_new, insert_new
from .paper_owners import SHARED, erase_own_files, papers_of
from .search_index import SEARCHED, purge
from .transfer_check import check_usable
from .transfer_document import ALL, OWNED, Rows, columns_of, read_document, unusable

_ALL_LEARNERS = (
    tables.answers,
    tables.model_cards,
    tables.model_calls,
    paper_tables.papers,
    paper_tables.paper_versions,
    paper_tables.paper_searches,
    paper_tables.paper_texts,
    paper_tables.summaries,
    paper_tables.paces,
)


def export_learner(db: Connection, learner_id: int) -> dict[str, Any]:
    """Everything that is kept of a learner, ready for JSON. Raises CoachError if there is no such learner."""
    stored = learners.find(db, learner_id)
    conditions = {table.name: table.c.learner_id == learner_id for table in OWNED}
    conditions["learners"] = tables.learners.c.id == learner_id
    conditions["roadmaps"] = tables.roadmaps.c.hash == stored.roadmap_hash
    conditions |= papers_of(learner_id)
    exported = {}
    for table in ALL:
        held = select(*columns_of(table)).where(conditions[table.name]).order_by(*table.primary_key)
        rows = db.execute(held).mappings()
        exported[table.name] = [msgspec.to_builtins(dict(row)) for row in rows]
    return {"format": "study-coach", "version": 1, "revision": HEAD, "tables": exported}


def to_json(document: Mapping[str, Any]) -> bytes:
    """An exported document as JSON that a person can read."""
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def import_learner(db: Connection, document: bytes) -> int:
    """Takes in a document that `export_learner` gave, and gives the learner's id, which stays the same.

    Letters that were waiting or under way are dropped: whoever exported them has sent them, or will.

    Raises:
        CoachError: there is a learner already, or the document isn't one that the coach can work with. The
            caller's transaction must not be kept then.
    """
    lock_database(db)
    if learners.count(db):
        raise CoachError("This coach has a learner already.", "Import into an empty one: set COACH_HOME elsewhere.")
    rows = read_document(document)
    learner_id: int = rows["learners"][0]["id"]
    try:
        _insert(db, rows)
        check_usable(db, learner_id)
    except IntegrityError:
        raise unusable("its rows don't fit together") from None
    except SQLAlchemyError:
        raise
    except Exception as error:
        # Whatever the coach can't work with now would stop every command later.
        raise unusable(error) from error
    _move_sequences_on(db)
    return learner_id


def erase_learner(db: Connection, learner_id: int) -> None:
    """Erases everything that is kept of a learner, every roadmap that nobody follows any more, and own files of theirs
    that no other learner has.

    With the last learner goes what all shared: papers, their texts and summaries, kept answers, the cards of models,
    calls that no learner made, and the pace of requests.

    Raises:
        CoachError: there is no such learner.
    """
    lock_database(db)
    checkpoints.forget_all(db, f"{learners.find(db, learner_id).key}/")
    db.execute(delete(tables.learners).where(tables.learners.c.id == learner_id))
    followed = select(tables.learners.c.id).where(tables.learners.c.roadmap_hash == tables.roadmaps.c.hash).exists()
    db.execute(delete(tables.roadmaps).where(~followed))
    if not learners.count(db):
        for shared in _ALL_LEARNERS:
            db.execute(delete(shared))
    erase_own_files(db)
    for table in SEARCHED:
        purge(db, table)


def _insert(db: Connection, rows: Mapping[str, Rows]) -> None:
    for roadmap in rows["roadmaps"]:
        insert_new(db, tables.roadmaps, roadmap)
    for letter in rows["outbox"]:
        if letter["state"] in ("waiting", "sending"):
            letter |= {"state": "dropped", "owner": "", "lease_until": None}
    for thread in rows["threads"]:
        # What waits rests on a checkpoint, which stays where it was made.
        thread["state"] = {name: value for name, value in thread["state"].items() if name != "waiting"}
    for table in (tables.learners, *OWNED):
        if rows[table.name]:
            db.execute(insert(table), rows[table.name])
    for table in SHARED:
        insert_all_new(db, table, rows[table.name])


def _move_sequences_on(db: Connection) -> None:
    """PostgreSQL doesn't notice ids that were given to it."""
    if db.dialect.name == "postgresql":
        for table in ALL[1:]:
            if table.primary_key.columns.keys() != ["id"]:
                continue
            sequence = func.pg_get_serial_sequence(table.name, "id")
            db.execute(
                select(func.setval(sequence, func.coalesce(func.max(table.c.id), 0) + 1, False)).select_from(table)
            )
