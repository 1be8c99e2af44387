"""The tables of LangGraph's savers: seen, forgotten and carried along, without being the coach's own."""

import sqlite3
from contextlib import closing, contextmanager

import pytest
from alembic.script import ScriptDirectory
from langgraph.checkpoint.base import empty_checkpoint
from langgraph.checkpoint.sqlite import SqliteSaver
from sqlalchemy import func, inspect, select, table

from studycoach.memory import checkpoints, learners
from studycoach.memory.backups import backup
from studycoach.memory.database import HEAD, MIGRATIONS, connect, open_database, stored_revision
from studycoach.memory.transfer import erase_learner
from studycoach.memory.upgrade import run_migrations

on_both = pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)


@contextmanager
def saver_of(database):
    """LangGraph's own saver on the coach's database, with its tables made."""
    if database.dialect == "sqlite":
        with closing(sqlite3.connect(database.place, check_same_thread=False)) as connection:
            saver = SqliteSaver(connection)
            saver.setup()
            yield saver
    else:
        from langgraph.checkpoint.postgres import PostgresSaver

        with PostgresSaver.from_conn_string(database.address) as saver:
            saver.setup()
            yield saver


def keep(saver, thread_id: str, words: str = "words") -> None:
    """Keeps a checkpoint with a pending write, as an interrupted turn does."""
    config = {"configurable": {"thread_id": thread_id, "checkpoint_ns": ""}}
    checkpoint = empty_checkpoint()
    checkpoint["channel_values"] = {"said": [words]}
    checkpoint["channel_versions"] = {"said": "1"}
    kept = saver.put(config, checkpoint, {"source": "input", "step": 1}, {"said": "1"})
    saver.put_writes(kept, [("said", [words])], "task")


def rows(db) -> int:
    """How many rows the savers' tables hold in all, but for the record of their migrations."""
    held = set(inspect(db).get_table_names()) & {"checkpoints", "writes", "checkpoint_blobs", "checkpoint_writes"}
    return sum(db.execute(select(func.count()).select_from(table(name))).scalar_one() for name in held)


@on_both
def test_without_a_saver_there_is_nothing_to_find_or_forget(database):
    with database.write() as db:
        assert checkpoints.thread_ids(db, "") == ()
        checkpoints.forget(db, "a/main/1")
        checkpoints.forget_all(db, "a/")


@on_both
def test_threads_are_found_by_their_beginning_the_newest_first(database):
    with saver_of(database) as saver:
        for thread_id in ("a/main/1", "A/main/1", "a/main/2", "b/main/1", "a/main/1", "a_main"):
            keep(saver, thread_id)
    with database.read() as db:
        assert checkpoints.thread_ids(db, "a/") == ("a/main/1", "a/main/2")
        assert checkpoints.thread_ids(db, "a/main/2") == ("a/main/2",)
        assert checkpoints.thread_ids(db, "%") == checkpoints.thread_ids(db, "c") == ()


@on_both
def test_forgetting_a_thread_leaves_no_row_of_it_and_all_of_the_others(database):
    with saver_of(database) as saver:
        keep(saver, "b/main/1")
        with database.read() as db:
            others = rows(db)
        for thread_id in ("a/main/1", "a/main/10", "a/chairs/1"):
            keep(saver, thread_id)
        with database.write() as db:
            checkpoints.forget(db, "a/main/1")
            assert set(checkpoints.thread_ids(db, "")) == {"a/main/10", "a/chairs/1", "b/main/1"}
            checkpoints.forget_all(db, "a/")
            assert checkpoints.thread_ids(db, "") == ("b/main/1",)
            assert rows(db) == others
        assert saver.get_tuple({"configurable": {"thread_id": "b/main/1", "checkpoint_ns": ""}})
        assert saver.get_tuple({"configurable": {"thread_id": "a/main/10", "checkpoint_ns": ""}}) is None


@on_both
def test_erasing_a_learner_forgets_what_waits_in_their_conversations(database, full):
    with database.read() as db:
        key = learners.find(db, full).key
    with saver_of(database) as saver:
        keep(saver, f"{key}/main/1")
        keep(saver, f"{key}0/main/1")
    with database.write() as db:
        erase_learner(db, full)
        assert checkpoints.thread_ids(db, "") == (f"{key}0/main/1",)


def test_an_erased_checkpoint_is_not_left_in_the_file(empty, tmp_path):
    with saver_of(empty) as saver:
        keep(saver, "a/main/1", "unmistakable")
    with empty.write() as db:
        checkpoints.forget_all(db, "a/")
    empty.close()
    assert b"unmistakable" not in (tmp_path / "empty.db").read_bytes()


@on_both
def test_a_database_with_a_saver_s_tables_opens_and_a_copy_has_them_too(database, db_url, full, tmp_path, now):
    with saver_of(database) as saver:
        keep(saver, "a/main/1")
    database.close()
    again = open_database(db_url, backups=tmp_path / "backups", now=now)
    with again.read() as db:
        assert checkpoints.thread_ids(db, "") == ("a/main/1",)
    if again.dialect == "sqlite":
        copy = open_database(f"sqlite:///{backup(again, tmp_path / 'copy.db', now)}", backups=tmp_path, now=now)
        with copy.read() as db:
            assert checkpoints.thread_ids(db, "") == ("a/main/1",)
        copy.close()
    again.close()


@on_both
def test_an_upgrade_leaves_a_saver_s_tables_as_they_are(db_url, tmp_path, now):
    old = connect(db_url)
    with old.write() as db:
        run_migrations(db, ScriptDirectory(str(MIGRATIONS)), "0001")
    with saver_of(old) as saver:
        keep(saver, "a/main/1")
    old.close()
    upgraded = open_database(db_url, backups=tmp_path / "backups", now=now)
    with saver_of(upgraded) as saver, upgraded.read() as db:
        assert stored_revision(db, "") == HEAD
        kept = saver.get_tuple({"configurable": {"thread_id": "a/main/1", "checkpoint_ns": ""}})
        assert kept.checkpoint["channel_values"] == {"said": ["words"]}
        assert kept.pending_writes == [("task", "said", ["words"])]
    upgraded.close()
