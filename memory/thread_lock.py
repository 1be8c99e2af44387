"""One holder for each conversation, over all programs. The system or the server frees what a dead program held."""

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from hashlib import sha256
from pathlib import Path

from sqlalchemy import func, select

from ..domain.errors import CoachError
from .database import Database

FOLDER = "locks"
"""Where the locks of an SQLite database lie, beside its file. They are empty, and stay when nobody holds them."""


def held(database: Database, name: str, *, patiently: bool = False) -> AbstractContextManager[None]:
    """Holds the conversation of this name while the context lasts; `patiently` waits, on a server, for who holds it.

    Raises:
        CoachError: somebody holds it already, or it can't be locked.
    """
    if database.dialect == "sqlite":
        return _held_file(Path(database.place), name)
    return _held_on_server(database, name, patiently)


@contextmanager
def _held_file(database: Path, name: str) -> Iterator[None]:
    folder = database.parent / FOLDER
    path = folder / f"{sha256(f'{database.name}/{name}'.encode()).hexdigest()[:32]}.lock"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _cannot(path, error) from error
    try:
        _lock(handle, path)
        yield
    finally:
        os.close(handle)  # which frees it


def _lock(handle: int, path: Path) -> None:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        raise _busy() from None
    except OSError as error:
        raise _cannot(path, error) from error


@contextmanager
def _held_on_server(database: Database, name: str, patiently: bool) -> Iterator[None]:
    key = int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)
    with database.session() as db:
        if patiently:
            db.execute(select(func.pg_advisory_lock(key)))
        elif not db.execute(select(func.pg_try_advisory_lock(key))).scalar_one():
            raise _busy()
        try:
            yield
        finally:
            db.execute(select(func.pg_advisory_unlock(key)))  # a pooled connection would go on holding it


def _busy() -> CoachError:
    return CoachError("This conversation is busy in another window.", "Wait for its answer, or use another --thread.")


def _cannot(path: Path, error: OSError) -> CoachError:
    return CoachError(f"{path} can't be locked: {error.strerror}.", "Give yourself write access to its folder.")
