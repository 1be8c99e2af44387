"""Copies of the database, whole and consistent, taken while others may be writing."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from ..domain.errors import CoachError, WrongInput
from .database import WAIT_SECONDS, Database
from .failures import explained


def backup(database: Database, target: Path, now: datetime) -> Path:
    """Copies the database to `target`, or under a new name into it if it is a folder; gives the file's path.

    From SQLite the copy is a database, to be put in the place of `coach.db`. From PostgreSQL it is
    the export of everybody's data as JSON; for a large server use pg_dump instead.

    Raises:
        WrongInput: there is a file already; it is left as it is.
        CoachError: the copy can't be written.
    """
    ending = ".db" if database.dialect == "sqlite" else ".json"
    if os.path.isdir(target):  # unlike Path.is_dir, it takes a name that is too long for just another name
        target = free_name(target / f"coach-{stamp(now)}{ending}")
    if database.dialect == "sqlite":
        copy_sqlite(database.place, target)
    else:
        from .transfer import export_all, to_json

        with database.read() as db:
            document = to_json(export_all(db))
        _write_new(target, lambda path: path.write_bytes(document))
    return target


def copy_sqlite(source: str, target: Path) -> None:
    """Copies an SQLite database as it is at one moment; raises as `backup` does."""

    def fill(path: Path) -> None:
        with (
            explained(str(target)),
            closing(sqlite3.connect(source, timeout=WAIT_SECONDS)) as original,
            closing(sqlite3.connect(path)) as copy,
        ):
            original.backup(copy)

    _write_new(target, fill)


def stamp(now: datetime) -> str:
    """The instant as it stands in a file's name, in UTC: 20261124-103000."""
    return f"{now.astimezone(UTC):%Y%m%d-%H%M%S}"


def free_name(path: Path) -> Path:
    """The path itself, or with -2, -3, … before its ending if there is such a file already."""
    others = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return path if not path.exists() else next(other for other in others if not other.exists())


def _write_new(target: Path, fill: Callable[[Path], object]) -> None:
    """Lets `fill` write a file beside the target, then gives it the target's name, if no file has it."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished.touch(mode=0o600)
        try:
            fill(unfinished)
            with unfinished.open("rb+") as written:
                os.fsync(written.fileno())
            _rename_new(unfinished, target)
        finally:
            unfinished.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CoachError(f"{target} can't be written: {reason}.", "Name another place for the copy.") from error


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
