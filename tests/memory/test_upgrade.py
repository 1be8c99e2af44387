"""Upgrading: the migrations make the tables that the code uses, and an older database loses nothing."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, inspect, text

from studycoach.domain.errors import CoachError
from studycoach.memory import evidence, learners
from studycoach.memory.database import HEAD, MIGRATIONS, connect, open_database, stored_revision
from studycoach.memory.search import search
from studycoach.memory.tables import metadata
from studycoach.memory.transfer import erase_learner, export_learner, to_json
from studycoach.memory.transfer_document import read_document
from studycoach.memory.upgrade import run_migrations

on_both = pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)

NEXT = '''"""The next revision."""
import sqlalchemy as sa
from alembic import op
revision = "0005"
down_revision = "0004"
def upgrade():
    op.create_table("extra", sa.Column("id", sa.Integer, primary_key=True))
    with op.batch_alter_table("learners", recreate="auto") as learners:
        learners.add_column(sa.Column("nickname", sa.Text, nullable=False, server_default="none"))
        learners.alter_column("busy", nullable=True)
'''


def migrations_with(folder: Path, *more: str) -> Path:
    """The migrations of the code and more of them, as a later release has."""
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    for number, words in enumerate(more, 5):
        (folder / "versions" / f"{number:04}_more.py").write_text(words)
    return folder


def is_compared(name: str | None, _type: str, _parents: object) -> bool:
    """Whether Alembic knows such parts: not those of the full-text search, which are compared below."""
    return not (name or "").startswith("search_")


@on_both
def test_the_migrations_make_the_tables_of_the_code(db_url):
    database = connect(db_url)
    script = ScriptDirectory(str(MIGRATIONS))
    assert script.get_heads() == [HEAD]
    with database.write() as db:
        run_migrations(db, script, HEAD)
        options = {"compare_server_default": True, "include_name": is_compared}
        assert compare_metadata(MigrationContext.configure(db, opts=options), metadata) == []
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


def search_of(db_url: str) -> list[tuple[str, str]]:
    """The parts of the full-text search, as the database keeps their definitions."""
    database = connect(db_url)
    parts = "SELECT name, sql FROM sqlite_master WHERE name LIKE 'search_%'"
    if database.dialect == "postgresql":
        parts = "SELECT indexname, indexdef FROM pg_indexes WHERE indexname LIKE 'search_%'"
    with database.read() as db:
        found = sorted(tuple(row) for row in db.execute(text(parts)))
    database.close()
    return found


@contextmanager
def another(db_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a second, empty database of the same kind."""
    if db_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path}/other.db"
    else:
        with request.getfixturevalue("new_postgresql")() as other:
            yield other


@on_both
def test_an_upgraded_database_and_a_new_one_are_the_same(db_url, database, request, tmp_path):
    with another(db_url, request, tmp_path) as other:
        old = connect(other)
        with old.write() as db:
            run_migrations(db, ScriptDirectory(str(MIGRATIONS)), HEAD)
        old.close()
        assert described(other) == described(db_url)
        assert search_of(other) == search_of(db_url)
        assert len(search_of(other)) >= 3


# What each revision brought: tables, and columns with what they hold in older rows.
NEW_IN = {
    "0002": (
        ("threads", "messages", "learner_facts", "model_calls"),
        (("learners", "week_limits", []), ("weekly_plans", "note", ""), ("study_sessions", "written_by", "rules")),
    ),
    "0003": (
        ("paper_exposures", "paper_votes", "digests", "papers", "paper_versions", "paper_texts", "paper_passages"),
        (("evidence", "paper", ""), ("study_sessions", "paper", "")),
    ),
    "0004": (
        ("code_reviews", "findings"),
        (("evidence", "finding", ""), ("evidence", "rule", "")),
    ),
}


@pytest.mark.parametrize("release", ["0001", "0002", "0003"])
def test_a_database_of_an_earlier_release_keeps_everything_and_can_be_searched(
    db_url, exported, request, tmp_path, now, release
):
    rows = read_document(exported)
    document = json.loads(exported)
    news = [news for revision, news in NEW_IN.items() if revision > release]
    for table in (table for tables, _ in news for table in tables):
        rows.pop(table)
        document["tables"][table] = []
    for table, column, value in (column for _, columns in news for column in columns):
        for row, kept in zip(rows[table], document["tables"][table], strict=True):
            del row[column]
            kept[column] = value
    with another(db_url, request, tmp_path) as other:
        old = connect(other)
        with old.write() as db:
            run_migrations(db, ScriptDirectory(str(MIGRATIONS)), release)
            for table, held in rows.items():
                db.execute(insert(metadata.tables[table]), held)
        old.close()
        upgraded = open_database(other, backups=tmp_path / "backups", now=now)
        with upgraded.write() as db:
            learner_id = rows["learners"][0]["id"]
            assert json.loads(to_json(export_learner(db, learner_id))) == document
            assert [found.id for found in search(db, learner_id, "mistakes")] == [3]
            erase_learner(db, learner_id)
            assert search(db, learner_id, "mistakes") == ()
        upgraded.close()


def test_an_older_database_is_upgraded_with_all_its_rows(db_url, database, learner, learner_id, done, tmp_path, now):
    with database.write() as db:
        evidence.add(db, learner_id, [done])
    database.close()
    later = {"head": "0005", "migrations": migrations_with(tmp_path / "later", NEXT)}
    upgraded = open_database(db_url, backups=tmp_path / "backups", now=now, **later)
    with upgraded.read() as db:
        assert stored_revision(db, "") == "0005"
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
    later = {"head": "0005", "migrations": migrations_with(tmp_path / "later", NEXT)}
    open_database(db_url, backups=tmp_path / "backups", now=now, **later).close()
    (copy,) = (tmp_path / "backups").iterdir()
    assert copy.name == "coach-20261124-093000-before-0005.db"
    old = open_database(f"sqlite:///{copy}", backups=tmp_path, now=now)
    with old.read() as db:
        assert stored_revision(db, "") == HEAD
        assert learners.find(db, learner_id).learner == learner
    old.close()


@pytest.mark.parametrize("failure", ['op.execute("SELEKT 1")', "raise RuntimeError('no')"])
def test_a_migration_that_fails_leaves_the_database_as_it_was(
    db_url, database, learner, learner_id, tmp_path, now, failure
):
    database.close()
    last = NEXT.replace("0005", "0006").replace("0004", "0005").replace("extra", "more") + f"    {failure}\n"
    later = {"head": "0006", "migrations": migrations_with(tmp_path / "later", NEXT, last)}
    for _ in range(2):
        with pytest.raises(Exception, match=r"SELEKT|no"):
            open_database(db_url, backups=tmp_path / "backups", now=now, **later)
    again = open_database(db_url, backups=tmp_path / "backups", now=now)
    with again.read() as db:
        assert learners.find(db, learner_id).learner == learner
        assert not {"extra", "more"} & set(inspect(db).get_table_names())
    again.close()


def test_a_migration_that_orphans_rows_is_refused(db_url, database, learner_id, done, tmp_path, now):
    if database.dialect != "sqlite":
        pytest.skip("PostgreSQL checks by itself")
    with database.write() as db:
        evidence.add(db, learner_id, [done])
    database.close()
    careless = NEXT + '    op.execute("DELETE FROM learners")\n'
    later = {"head": "0005", "migrations": migrations_with(tmp_path / "later", careless)}
    with pytest.raises(CoachError, match="can't be upgraded"):
        open_database(db_url, backups=tmp_path / "backups", now=now, **later)
    again = open_database(db_url, backups=tmp_path / "backups", now=now)
    with again.read() as db:
        assert len(evidence.all_of(db, learner_id)) == 1
    again.close()


def test_a_newer_database_is_refused_and_left_alone(db_url, database, learner_id, tmp_path, now):
    database.close()
    later = {"head": "0005", "migrations": migrations_with(tmp_path / "later", NEXT)}
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
open_database(url, backups=Path(backups), now=now, head="0005", migrations=Path(migrations)).close()
"""


def test_programs_that_upgrade_at_once_all_succeed(db_url, database, learner, learner_id, tmp_path):
    database.close()
    migrations = migrations_with(tmp_path / "later", NEXT)
    command = [sys.executable, "-W", "error", "-c", UPGRADE, db_url, str(tmp_path / "backups"), str(migrations)]
    programs = [subprocess.Popen(command) for _ in range(3)]
    assert [program.wait(timeout=60) for program in programs] == [0] * 3
    again = connect(db_url)
    with again.read() as db:
        assert stored_revision(db, "") == "0005"
        assert learners.find(db, learner_id).learner == learner
    again.close()
    if again.dialect == "sqlite":
        assert len(list((tmp_path / "backups").iterdir())) == 1
