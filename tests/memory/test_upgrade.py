"""Upgrading: the migrations make the tables that the code uses, and an older database loses nothing."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from studycoach.domain.errors import CoachError
from studycoach.memory import evidence, learners
from studycoach.memory.database import HEAD, MIGRATIONS, connect, open_database, stored_revision
from studycoach.memory.tables import metadata
from studycoach.memory.upgrade import run_migrations

on_both = pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)

SECOND = '''"""A second revision."""
import sqlalchemy as sa
from alembic import op
revision = "0002"
down_revision = "0001"
def upgrade():
    op.create_table("extra", sa.Column("id", sa.Integer, primary_key=True))
    with op.batch_alter_table("learners", recreate="auto") as learners:
        learners.add_column(sa.Column("nickname", sa.Text, nullable=False, server_default="none"))
        learners.alter_column("busy", nullable=True)
'''


def migrations_with(folder: Path, *more: str) -> Path:
    """The migrations of the code and more of them, as a later release has."""
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    for number, words in enumerate(more, 2):
        (folder / "versions" / f"{number:04}_more.py").write_text(words)
    return folder


@on_both
def test_the_migrations_make_the_tables_of_the_code(db_url):
    database = connect(db_url)
    script = ScriptDirectory(str(MIGRATIONS))
    assert script.get_heads() == [HEAD]
    with database.write() as db:
        run_migrations(db, script, HEAD)
        assert compare_metadata(MigrationContext.configure(db, opts={"compare_server_default": True}), metadata) == []
    with database.read() as db:
        assert stored_revision(db, "") == HEAD
    database.close()


def described(db_url: str) -> dict[str, object]:
    """What the database itself says of its tables."""
    database = connect(db_url)
    with database.read() as db:
        seen = inspect(db)
        found = {
            table: (
                [
                    (c["name"], str(c["type"]), c["nullable"])
                    for c in sorted(seen.get_columns(table), key=lambda c: c["name"])
                ],
                seen.get_pk_constraint(table),
                sorted(seen.get_foreign_keys(table), key=str),
                sorted(seen.get_unique_constraints(table), key=str),
                sorted(seen.get_indexes(table), key=str),
            )
            for table in metadata.tables
        }
    database.close()
    return found


@on_both
def test_an_upgraded_database_and_a_new_one_are_the_same(db_url, database, request, tmp_path):
    if database.dialect == "sqlite":
        other = f"sqlite:///{tmp_path}/other.db"
        old = connect(other)
        with old.write() as db:
            run_migrations(db, ScriptDirectory(str(MIGRATIONS)), HEAD)
        old.close()
        assert described(other) == described(db_url)
    else:
        with request.getfixturevalue("new_postgresql")() as other:
            old = connect(other)
            with old.write() as db:
                run_migrations(db, ScriptDirectory(str(MIGRATIONS)), HEAD)
            old.close()
            assert described(other) == described(db_url)


@on_both
def test_an_older_database_is_upgraded_with_all_its_rows(db_url, database, learner, learner_id, done, tmp_path, now):
    with database.write() as db:
        evidence.add(db, learner_id, [done])
    database.close()
    later = {"head": "0002", "migrations": migrations_with(tmp_path / "later", SECOND)}
    upgraded = open_database(db_url, backups=tmp_path / "backups", now=now, **later)
    with upgraded.read() as db:
        assert stored_revision(db, "") == "0002"
        assert learners.find(db, learner_id).learner == learner
        assert len(evidence.all_of(db, learner_id)) == 1
        assert db.execute(text("SELECT nickname FROM learners")).scalars().all() == ["none"]
        if upgraded.dialect == "sqlite":
            assert db.execute(text("PRAGMA foreign_keys")).scalar() == 1
            assert db.execute(text("PRAGMA foreign_key_check")).all() == []
    upgraded.close()


def test_a_copy_of_the_older_database_is_made_first(database, db_url, learner, learner_id, tmp_path, now):
    if database.dialect != "sqlite":
        pytest.skip("a server's copies are made by who runs it")
    database.close()
    later = {"head": "0002", "migrations": migrations_with(tmp_path / "later", SECOND)}
    open_database(db_url, backups=tmp_path / "backups", now=now, **later).close()
    (copy,) = (tmp_path / "backups").iterdir()
    assert copy.name == "coach-20261124-093000-before-0002.db"
    old = open_database(f"sqlite:///{copy}", backups=tmp_path, now=now)
    with old.read() as db:
        assert stored_revision(db, "") == "0001"
        assert learners.find(db, learner_id).learner == learner
    old.close()


@on_both
@pytest.mark.parametrize("failure", ['op.execute("SELEKT 1")', "raise RuntimeError('no')"])
def test_a_migration_that_fails_leaves_the_database_as_it_was(
    db_url, database, learner, learner_id, tmp_path, now, failure
):
    database.close()
    third = SECOND.replace("0002", "0003").replace("0001", "0002").replace("extra", "third") + f"    {failure}\n"
    later = {"head": "0003", "migrations": migrations_with(tmp_path / "later", SECOND, third)}
    for _ in range(2):
        with pytest.raises(Exception, match=r"SELEKT|no"):
            open_database(db_url, backups=tmp_path / "backups", now=now, **later)
    again = open_database(db_url, backups=tmp_path / "backups", now=now)
    with again.read() as db:
        assert learners.find(db, learner_id).learner == learner
        assert not {"extra", "third"} & set(inspect(db).get_table_names())
    again.close()


def test_a_migration_that_orphans_rows_is_refused(db_url, database, learner_id, done, tmp_path, now):
    if database.dialect != "sqlite":
        pytest.skip("PostgreSQL checks by itself")
    with database.write() as db:
        evidence.add(db, learner_id, [done])
    database.close()
    careless = SECOND + '    op.execute("DELETE FROM learners")\n'
    later = {"head": "0002", "migrations": migrations_with(tmp_path / "later", careless)}
    with pytest.raises(CoachError, match="can't be upgraded"):
        open_database(db_url, backups=tmp_path / "backups", now=now, **later)
    again = open_database(db_url, backups=tmp_path / "backups", now=now)
    with again.read() as db:
        assert len(evidence.all_of(db, learner_id)) == 1
    again.close()


def test_a_newer_database_is_refused_and_left_alone(db_url, database, learner_id, tmp_path, now):
    database.close()
    later = {"head": "0002", "migrations": migrations_with(tmp_path / "later", SECOND)}
    open_database(db_url, backups=tmp_path / "backups", now=now, **later).close()
    with pytest.raises(CoachError, match="newer version of the coach") as caught:
        open_database(db_url, backups=tmp_path / "more", now=now)
    assert "Install" in caught.value.todo
    assert not (tmp_path / "more").exists()
    open_database(db_url, backups=tmp_path / "backups", now=now, **later).close()


UPGRADE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from studycoach.memory.database import open_database
url, backups, migrations = sys.argv[1:]
now = datetime(2026, 11, 24, tzinfo=UTC)
open_database(url, backups=Path(backups), now=now, head="0002", migrations=Path(migrations)).close()
"""


@on_both
def test_programs_that_upgrade_at_once_all_succeed(db_url, database, learner, learner_id, tmp_path):
    database.close()
    migrations = migrations_with(tmp_path / "later", SECOND)
    command = [sys.executable, "-W", "error", "-c", UPGRADE, db_url, str(tmp_path / "backups"), str(migrations)]
    programs = [subprocess.Popen(command) for _ in range(3)]
    assert [program.wait(timeout=60) for program in programs] == [0] * 3
    again = connect(db_url)
    with again.read() as db:
        assert stored_revision(db, "") == "0002"
        assert learners.find(db, learner_id).learner == learner
    again.close()
    if again.dialect == "sqlite":
        assert len(list((tmp_path / "backups").iterdir())) == 1
