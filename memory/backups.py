"""Copies of the database, whole and consistent, taken while others may be writing."""

import os
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from ..domain.errors import CoachError, WrongInput
from .database import WAIT_SECONDS, Database
from .failures import explained


def backup(database: Database, target: Path, now: datetime) -> Path:
    """Copies the database to `target`, or under a new name into it if it is a folder; gives the file's path.

    The copy is a database, to be put in the place of `coach.db`.

    Raises:
        WrongInput: there is a file already; it is left as it is.
        CoachError: the copy can't be written, or the database is PostgreSQL's, which has its own program for it.
    """
    if database.dialect != "sqlite":
        raise CoachError(
            f"{database.place} is not copied by the coach.",
            "Its whole copy is made by pg_dump; `coach export FILE` writes your own data.",
        )
    if os.path.isdir(target):  # unlike Path.is_dir, it takes a name that is too long for just another name
        target = free_name(target / f"coach-{stamp(now)}.db")
    copy_sqlite(database.place, target)
    return target


def copy_sqlite(source: str, target: Path) -> None:
    """Copies an SQLite database as it is at one moment; raises as `backup` does."""
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = _unfinished(target.parent)
        try:
            with (
                explained(str(target)),
                closing(sqlite3.connect(source, timeout=WAIT_SECONDS)) as original,
                closing(sqlite3.connect(unfinished)) as copy,
            ):
                original.backup(copy)
            with unfinished.open("rb+") as written:
                os.fsync(written.fileno())
            _rename_new(unfinished, target)
        finally:
            unfinished.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CoachError(f"{target} can't be written: {reason}.", "Name another place for the copy.") from error


def stamp(now: datetime) -> str:
    """The instant as it stands in a file's name, in UTC: 20261124-103000."""
    return f"{now.astimezone(UTC):%Y%m%d-%H%M%S}"


def free_name(path: Path) -> Path:
    """The path itself, or with -2, -3, … before its ending if there is such a file already."""
    others = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return path if not path.exists() else next(other for other in others if not other.exists())


def _unfinished(folder: Path) -> Path:
    """A new empty file of the owner's alone, by a name that nobody can have put a link at."""
    handle, name = tempfile.mkstemp(prefix=".coach-", suffix=".tmp", dir=folder)
    os.close(handle)
    return Path(name)


def _rename_new(path: Path, target: Path) -> None:
    taken = WrongInput(f"{target} exists already.", "Name a file that doesn't exist yet.")
    try:
        target.hardlink_to(path)
    except FileExistsError:
        raise taken from None
    except OSError:  # a disk without hard links, such as a memory stick
        if target.exists():
            raise taken from None
        path.rename(target)
