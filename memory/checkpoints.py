"""The checkpoints of conversations that wait for a word: tables of LangGraph's savers, which make them by themselves.

They are no part of the coach's own tables: until a saver has made them there is nothing here to find or to forget.
"""

from sqlalchemy import ColumnElement, delete, func, inspect, literal_column, select, table
from sqlalchemy.types import Text

from .database import Connection

_TABLES = ("checkpoints", "writes", "checkpoint_blobs", "checkpoint_writes")


def thread_ids(db: Connection, prefix: str) -> tuple[str, ...]:
    """The ids that begin with `prefix` of all threads that have a checkpoint, the newest checkpoint first."""
    if not inspect(db).has_table("checkpoints"):
        return ()
    newest = func.max(literal_column("checkpoint_id", Text))  # these are numbered by time
    found = select(_thread_id()).select_from(table("checkpoints")).where(_begins(prefix)).group_by(_thread_id())
    return tuple(db.execute(found.order_by(newest.desc())).scalars())


def forget(db: Connection, thread_id: str) -> None:
    """Deletes the checkpoints of this thread."""
    _delete(db, _thread_id() == thread_id)


def forget_all(db: Connection, prefix: str) -> None:
    """Deletes the checkpoints of all threads whose ids begin with `prefix`."""
    _delete(db, _begins(prefix))


def _thread_id() -> ColumnElement[str]:
    return literal_column("thread_id", Text)


def _begins(prefix: str) -> ColumnElement[bool]:
    return func.substr(_thread_id(), 1, len(prefix)) == prefix


def _delete(db: Connection, which: ColumnElement[bool]) -> None:
    made = inspect(db)
    for name in filter(made.has_table, _TABLES):
        db.execute(delete(table(name)).where(which))
