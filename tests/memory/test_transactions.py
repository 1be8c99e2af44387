"""Transactions: whole or not at all, one writer at a time, and a reader sees one moment."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from studycoach.domain.errors import CoachError
from studycoach.memory import learners
from studycoach.memory.database import open_database

on_both = pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)


@on_both
def test_an_error_leaves_nothing_of_its_transaction(database, learner_id):
    with pytest.raises(ZeroDivisionError), database.write() as db:  # noqa: PT012
        learners.bump(db, learner_id)
        raise ZeroDivisionError
    with database.read() as db:
        assert learners.find(db, learner_id).facts_version == 0


@on_both
def test_a_reader_sees_one_moment_while_others_write(database, learner_id):
    with database.read() as reader:
        before = learners.find(reader, learner_id)
        with database.write() as db:
            learners.bump(db, learner_id)
        assert learners.find(reader, learner_id) == before
    with database.read() as db:
        assert learners.find(db, learner_id).facts_version == 1


def test_a_mistake_of_the_program_stays_visible(database, learner, now):
    with pytest.raises(IntegrityError), database.write() as db:
        learners.add(db, learner, "no such roadmap", now)
    with pytest.raises(SQLAlchemyError), database.read() as db:
        db.execute(text("SELEKT 1"))


@on_both
def test_an_overflow_in_what_the_transaction_computes_stays_visible(database):
    with pytest.raises(OverflowError, match="date value out of range"), database.write():
        date.max + timedelta(days=1)
    with pytest.raises(OverflowError), database.read():
        date.max + timedelta(days=1)


@on_both
def test_a_number_too_large_for_its_column_is_a_sentence(database, learner_id):
    with pytest.raises(CoachError, match="too large to be stored"), database.write() as db:
        db.execute(text("UPDATE learners SET facts_version = :n"), {"n": 2**70})
    with database.read() as db:
        assert learners.find(db, learner_id).facts_version == 0


def test_a_postgresql_reader_can_t_write(postgresql_url, tmp_path, now):
    database = open_database(postgresql_url, backups=tmp_path, now=now)
    with pytest.raises(CoachError, match="can't be written"), database.read() as db:
        db.execute(text("DELETE FROM learners"))
    database.close()


def test_a_server_that_goes_away_in_the_middle_is_a_sentence(postgresql_url, tmp_path, now):
    database = open_database(postgresql_url, backups=tmp_path, now=now)
    with pytest.raises(CoachError, match=r"went away|can't be reached"), database.write() as db:  # noqa: PT012
        me = db.execute(text("SELECT pg_backend_pid()")).scalar()
        with database.write() as other:
            other.execute(text("SELECT pg_terminate_backend(:me)"), {"me": me})
        db.execute(text("SELECT 1"))
    with database.read() as db:
        assert learners.first(db) is None
    database.close()


def test_a_database_that_stays_locked_is_a_sentence(tmp_path, now):
    path = tmp_path / "coach.db"
    database = open_database(f"sqlite:///{path}", backups=tmp_path, now=now, wait=0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CoachError, match=r"kept .* locked for too long"), database.write():
            pytest.fail("there are two writers")
        with database.read() as db:
            assert learners.first(db) is None
    database.close()


INCREMENT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from studycoach.memory import learners
from studycoach.memory.database import open_database
database = open_database(sys.argv[1], backups=Path(), now=datetime(2026, 11, 24, tzinfo=UTC))
for _ in range(30):
    with database.write() as db:
        stored = learners.lock(db, 1)
        learners.change(db, 1, stored.learner, stored.roadmap_hash)
        assert learners.lock(db, 1).facts_version == stored.facts_version + 1
database.close()
"""


@on_both
def test_writers_at_once_lose_nothing(db_url, database, learner_id):
    assert learner_id == 1
    writers = [subprocess.Popen([sys.executable, "-c", INCREMENT, db_url]) for _ in range(4)]
    assert [writer.wait(timeout=60) for writer in writers] == [0] * 4
    with database.read() as db:
        assert learners.find(db, 1).facts_version == 120


STOP_IN_THE_MIDDLE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from studycoach.memory import learners
from studycoach.memory.database import open_database
database = open_database(sys.argv[1], backups=Path(), now=datetime(2026, 11, 24, tzinfo=UTC))
with database.write() as db:
    for _ in range(3):
        learners.bump(db, 1)
    print("written", flush=True)
    sys.stdin.read()
"""


@on_both
@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_a_killed_writer_leaves_the_old_state_and_no_lock(db_url, database, learner_id):
    command = [sys.executable, "-c", STOP_IN_THE_MIDDLE, db_url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout.readline() == "written\n"
        writer.send_signal(signal.SIGKILL)
    with database.write() as db:
        assert learners.lock(db, learner_id).facts_version == 0
        assert learners.bump(db, learner_id) == 1


CREATE = """
import sys, os, sqlite3
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.engine import Engine
from studycoach.memory.database import open_database
left = int(sys.argv[2])
@event.listens_for(Engine, "before_cursor_execute")
def stop(*_):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), 9)
open_database(sys.argv[1], backups=Path(), now=datetime(2026, 11, 24, tzinfo=UTC)).close()
"""


@pytest.mark.parametrize("statements", [2, 9, 14])
def test_a_database_whose_making_was_killed_opens(tmp_path, now, statements):
    url = f"sqlite:///{tmp_path}/coach.db"
    killed = subprocess.run([sys.executable, "-c", CREATE, url, str(statements)], timeout=60)
    assert killed.returncode == -signal.SIGKILL
    database = open_database(url, backups=tmp_path, now=now)
    with database.read() as db:
        assert learners.first(db) is None
    database.close()
