"""What a database's failure means for the learner: one sentence on what happened, and what to do."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import ExceptionContext
from sqlalchemy.exc import SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from ..domain.errors import CoachError, WrongInput

_NO_ROOM = ("There is no room left to write {place}.", "Free some space and try again; nothing was lost.")
_READ_ONLY = (
    "{place} can't be written.",
    "Give yourself write access to it and its folder, or set COACH_HOME elsewhere.",
)
_LOCKED = ("Another program has kept {place} locked for too long.", "Close it, then try again; nothing was lost.")
_DAMAGED = ("{place} is damaged.", "Put a copy from the backups folder in its place.")
_UNREACHABLE = ("{place} can't be reached.", "Check that the server runs, and the host, port and name in the address.")
_REFUSED = ("{place} refused the user or the password.", "Check both, and that this user may use this database.")
_GONE = ("{place} went away in the middle of the work.", "Try again; nothing was lost.")
_TOO_LARGE = ("A value is too large to be stored.", "Write a smaller one.")

_SQLITE = {
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_IOERR: ("{place} can't be read or written by this disk.", "Check its free space and its health."),
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_FULL: _NO_ROOM,
    sqlite3.SQLITE_CANTOPEN: ("{place} can't be opened.", "Check that you may read and write it and its folder."),
    sqlite3.SQLITE_TOOBIG: _TOO_LARGE,
    sqlite3.SQLITE_NOTADB: ("{place} is not a database of the coach.", "Move it away, or set COACH_HOME elsewhere."),
}
# By SQLSTATE, the longest beginning first.
_POSTGRESQL = {
    "25006": _READ_ONLY,
    "28": _REFUSED,
    "3D000": ("{place} doesn't exist.", "Create it, or correct the name in the address."),
    "40": ("{place} was changed by another coach at the same moment.", "Try again; nothing was lost."),
    "42501": _REFUSED,
    "53100": _NO_ROOM,
    "53": _UNREACHABLE,
    "55P03": _LOCKED,
    "57": _GONE,
    "58": _DAMAGED,
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
    "22003": _TOO_LARGE,
    "54": _TOO_LARGE,
    "08": _UNREACHABLE,
}


@contextmanager
def explained(place: str) -> Iterator[None]:
    """What fails inside and can be explained is raised as a CoachError; `place` names the database in it."""
    try:
        yield
    except _kinds() as error:
        explanation = explain(error, place)
        if explanation is None:
            raise
        # The cause is left out: SQLAlchemy's message quotes the values that were being written.
        raise explanation from None


def _kinds() -> tuple[type[Exception], ...]:
    """What databases raise: their drivers too, since LangGraph's savers speak to them directly."""
    if "psycopg" not in sys.modules:
        return SQLAlchemyError, sqlite3.Error
    import psycopg

    return SQLAlchemyError, sqlite3.Error, psycopg.Error


def refuse_too_large(context: ExceptionContext) -> None:
    """Listens to what fails in SQLite's driver: a number of more than 64 bits raises WrongInput.

    The driver's own OverflowError could not be told from one that the program itself caused.
    """
    if isinstance(context.original_exception, OverflowError):
        raise WrongInput(*_TOO_LARGE)


def explain(error: Exception, place: str) -> CoachError | None:
    """The failure as the learner should see it; None for a mistake of the program, which must stay visible."""
    cause = error.orig if isinstance(error, StatementError) else error
    if isinstance(cause, CoachError):
        return cause
    if isinstance(cause, OverflowError):
        return WrongInput(*_TOO_LARGE)
    if isinstance(cause, PoolTimeoutError):
        return _about(_LOCKED, place)
    if isinstance(cause, sqlite3.Error):
        # The code is missing when the driver itself complains, which only a mistake of the program causes.
        return _about(_SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF), place)
    return _explain_postgresql(cause, place)


def _explain_postgresql(cause: BaseException | None, place: str) -> CoachError | None:
    if not type(cause).__module__.startswith("psycopg"):
        return None  # and the driver need not be installed
    import psycopg

    if not isinstance(cause, psycopg.Error):
        return None
    if cause.sqlstate is None:
        # The server's answer to a login carries no code, only words.
        refused = "authentication failed" in str(cause) or "no password supplied" in str(cause)
        unknown = "does not exist" in str(cause)
        words = _REFUSED if refused else _POSTGRESQL["3D000"] if unknown else _UNREACHABLE
        return _about(words, place) if isinstance(cause, psycopg.OperationalError) else None
    found = (_POSTGRESQL.get(cause.sqlstate[:length]) for length in (5, 2))
    return _about(next((words for words in found if words), None), place)


def _about(words: tuple[str, str] | None, place: str) -> CoachError | None:
    return CoachError(words[0].format(place=place), words[1]) if words else None
