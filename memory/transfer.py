"""A learner's data as one JSON document: given out, taken in again, and erased."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Annotated, Any, Literal

import msgspec
from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    Float,
    LargeBinary,
    Table,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError

from ..domain.errors import CoachError, WrongInput
from ..domain.learner import DateRange, Learner, check_learner
from ..domain.record import Evidence
from ..domain.roadmap_check import problems
from ..domain.slot import parse_slots
from ..domain.week import Week
from ..domain.weekly_plan import WeeklyPlan
from . import evidence, learners, roadmaps, runs, tables, weekly_plans
from .column_types import BigNumber, Json, UtcDateTime, Words
from .database import HEAD, Connection, lock_database
from .insertion import insert_new

MOST_BYTES = 64 * 1024 * 1024

# Each after those that it refers to.
_OWNED = (tables.evidence, tables.weekly_plans, tables.study_sessions, tables.runs, tables.outbox)
_ALL: tuple[Table[Any], ...] = (tables.roadmaps, tables.learners, *_OWNED)


def export_learner(db: Connection, learner_id: int) -> dict[str, Any]:
    """Everything that is kept of a learner, ready for JSON. Raises CoachError if there is no such learner."""
    stored = learners.find(db, learner_id)
    conditions = {table.name: table.c.learner_id == learner_id for table in _OWNED}
    conditions["learners"] = tables.learners.c.id == learner_id
    conditions["roadmaps"] = tables.roadmaps.c.hash == stored.roadmap_hash
    return _export(db, conditions)


def export_all(db: Connection) -> dict[str, Any]:
    """Everything that is kept of everybody, ready for JSON."""
    return _export(db, {})


def to_json(document: Mapping[str, Any]) -> bytes:
    """An exported document as JSON that a person can read."""
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def import_learner(db: Connection, document: bytes) -> int:
    """Takes in a document that `export_learner` gave, and gives the learner's id, which stays the same.

    Raises:
        CoachError: there is a learner already, or the document isn't one that can be taken in. The caller's
            transaction must not be kept then.
    """
    lock_database(db)
    if learners.count(db):
        raise CoachError("This coach has a learner already.", "Import into an empty one: set COACH_HOME elsewhere.")
    rows = _read_document(document)
    try:
        _insert(db, rows)
        learner_id: int = rows["learners"][0]["id"]
        _check(db, learner_id)
    except (msgspec.MsgspecError, ValueError, IndexError, IntegrityError) as error:
        raise _unusable(error) from None
    _move_sequences_on(db)
    return learner_id


def erase_learner(db: Connection, learner_id: int) -> None:
    """Erases everything that is kept of a learner, and their roadmap unless others use it.

    Raises:
        CoachError: there is no such learner.
    """
    stored = learners.find(db, learner_id)
    db.execute(delete(tables.learners).where(tables.learners.c.id == learner_id))
    used = select(tables.learners.c.id).where(tables.learners.c.roadmap_hash == stored.roadmap_hash).exists()
    db.execute(delete(tables.roadmaps).where(tables.roadmaps.c.hash == stored.roadmap_hash, ~used))


def _export(db: Connection, conditions: Mapping[str, ColumnElement[bool]]) -> dict[str, Any]:
    exported = {}
    for table in _ALL:
        rows = select(table).order_by(*table.primary_key)
        if table.name in conditions:
            rows = rows.where(conditions[table.name])
        exported[table.name] = [msgspec.to_builtins(dict(row)) for row in db.execute(rows).mappings()]
    return {"format": "study-coach", "version": 1, "revision": HEAD, "tables": exported}


class _Heading(msgspec.Struct):
    format: Literal["study-coach"]
    version: Literal[1]
    revision: str
    tables: msgspec.Raw


def _read_document(document: bytes) -> dict[str, list[dict[str, Any]]]:
    """The rows of each table, with exactly its columns, of the right types, all of one learner."""
    if len(document) > MOST_BYTES:
        raise WrongInput("The file is too large to be an export of the coach.", "Name one that `coach export` wrote.")
    try:
        heading = msgspec.json.decode(document, type=_Heading)
        if heading.revision != HEAD:
            raise WrongInput(
                f"The file was exported by another version of the coach ({heading.revision!r:.40}, not {HEAD!r}).",
                "Export it again with this version.",
            )
        held = msgspec.to_builtins(
            msgspec.json.decode(heading.tables, type=_tables_type()), builtin_types=(bytes, date, datetime)
        )
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _unusable(error) from None
    rows: dict[str, list[dict[str, Any]]] = held
    if len(rows["learners"]) != 1 or len(rows["roadmaps"]) != 1:
        raise WrongInput("The file holds more or less than one learner.", "Name one that `coach export` wrote.")
    learner_id = rows["learners"][0]["id"]
    if any(row["learner_id"] != learner_id for table in _OWNED for row in rows[table.name]):
        raise WrongInput("The file mixes two learners.", "Name one that `coach export` wrote.")
    return rows


def _tables_type() -> type[msgspec.Struct]:
    held = [(str(table.name), list[_row_type(table)]) for table in _ALL]  # type: ignore[misc]
    return msgspec.defstruct("Tables", held, forbid_unknown_fields=True)


def _row_type(table: Table[Any]) -> type[msgspec.Struct]:
    columns = [(str(column.name), _python_type(column)) for column in table.c]
    return msgspec.defstruct("Row", columns, forbid_unknown_fields=True)


def _python_type(column: Column[Any]) -> Any:
    kinds: tuple[tuple[type, Any], ...] = (
        (Words, str),
        (UtcDateTime, Annotated[datetime, msgspec.Meta(tz=True)]),
        (Json, Any),
        (Date, date),
        (Boolean, bool),
        (Float, float),
        (LargeBinary, bytes),
    )
    for kind, python in kinds:
        if isinstance(column.type, kind):
            return python | None if column.nullable else python
    # Larger ids would leave no room for the next ones, or aren't exact in JSON.
    most = 2**53 if isinstance(column.type, type(BigNumber)) else 2**31 - 1
    return Annotated[int, msgspec.Meta(ge=1 if column.primary_key else 0, le=most)]


def _insert(db: Connection, rows: Mapping[str, list[dict[str, Any]]]) -> None:
    for roadmap in rows["roadmaps"]:
        insert_new(db, tables.roadmaps, roadmap)
    for table in _ALL[1:]:
        if rows[table.name]:
            db.execute(insert(table), rows[table.name])


def _check(db: Connection, learner_id: int) -> None:
    """Reads everything back as the coach will, so that nothing is kept that it couldn't use."""
    stored = learners.find(db, learner_id)
    learner, roadmap = check_learner(stored.learner), roadmaps.find(db, stored.roadmap_hash)
    if roadmaps.roadmap_hash(roadmap) != stored.roadmap_hash or not 1 <= learner.stage <= len(roadmap.stages):
        raise ValueError("the roadmap is not the one that the learner follows")
    if problem := next(iter(problems(roadmap)), None):
        raise WrongInput(problem.what, problem.todo)
    if parse_slots(str(slot) for slot in learner.slots) != learner.slots:
        raise ValueError("the slots are not in order")
    for days in learner.time_off:
        DateRange.parse(str(days))
    _check_type(evidence.all_of(db, learner_id), tuple[Evidence, ...])
    _check_type(runs.all_of(db, learner_id), tuple[runs.Run, ...])
    _check_plans(db, learner_id, learner)


def _check_plans(db: Connection, learner_id: int, learner: Learner) -> None:
    weeks = select(tables.weekly_plans.c.week).where(tables.weekly_plans.c.learner_id == learner_id).distinct()
    for week in db.execute(weeks).scalars().all():
        if str(Week.parse(week)) != week:
            raise ValueError(f"{week!r} is not a week")
        for plan in weekly_plans.revisions(db, learner_id, week):
            _check_type(plan, WeeklyPlan)
            check_learner(replace(learner, timezone=plan.timezone))
            for session in plan.sessions:
                time.fromisoformat(session.start)


def _check_type(value: object, type_: Any) -> None:
    msgspec.convert(msgspec.to_builtins(value), type_)


def _move_sequences_on(db: Connection) -> None:
    """PostgreSQL doesn't notice ids that were given to it."""
    if db.dialect.name == "postgresql":
        for table in (tables.learners, tables.evidence, tables.runs, tables.outbox):
            sequence = func.pg_get_serial_sequence(table.name, "id")
            db.execute(
                select(func.setval(sequence, func.coalesce(func.max(table.c.id), 0) + 1, False)).select_from(table)
            )


def _unusable(error: Exception) -> WrongInput:
    reason = "".join(c if c.isprintable() else " " for c in str(error))
    return WrongInput(
        f"The file is not an export of the coach: {reason:.200}.",
        "Name one that `coach export` wrote; nothing was kept.",
    )
