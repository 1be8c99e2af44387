"""Brings a database of an earlier revision up to this code, all migrations in one transaction.

Only this module knows Alembic, and it is imported only when there is something to upgrade.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from ..domain.errors import CoachError
from .backups import copy_sqlite, free_name, stamp
from .database import Connection, Database, connect, lock_database, stored_revision


def upgrade(url: str, *, head: str, migrations: Path, backups: Path, now: datetime) -> None:
    """Runs the migrations that the database lacks, after a copy into `backups` (SQLite).

    Two programs may do it at once: the second one waits, and finds nothing left to do.

    Raises:
        CoachError: the database's revision is unknown, so a newer version of the coach made it.
    """
    # Foreign keys are off meanwhile: SQLite changes a table by making it anew, and dropping the old one
    # would take with it whatever hangs on its rows. They are checked at the end instead.
    database = connect(url, foreign_keys=False)
    try:
        with database.write() as db:
            lock_database(db)
            stored = stored_revision(db, database.place)
            if stored == head:
                return
            script = ScriptDirectory(str(migrations))
            if stored not in {revision.revision for revision in script.walk_revisions()}:
                raise CoachError(
                    f"{database.place} was made by a newer version of the coach (revision {stored!r:.40}).",
                    "Install the newest version: pip install --upgrade study-coach",
                )
            if database.dialect == "sqlite":
                copy_sqlite(database.place, free_name(backups / f"coach-{stamp(now)}-before-{head}.db"))
            run_migrations(db, script, head)
            _check_foreign_keys(db, database)
    finally:
        database.close()


def run_migrations(db: Connection, script: ScriptDirectory, head: str) -> None:
    """Runs the migrations from the database's revision to `head`, inside the transaction of `db`."""

    def steps(revision: Any, _context: MigrationContext) -> Iterable[Any]:
        return script._upgrade_revs(head, revision)

    context = MigrationContext.configure(db, opts={"fn": steps, "transactional_ddl": True})
    with Operations.context(context):
        context.run_migrations()


def _check_foreign_keys(db: Connection, database: Database) -> None:
    if database.dialect == "sqlite" and db.execute(text("PRAGMA foreign_key_check")).first():
        raise CoachError(
            f"{database.place} can't be upgraded: some of its rows have lost what they belong to.",
            "It was left as it is. Put a copy from the backups folder in its place.",
        )
