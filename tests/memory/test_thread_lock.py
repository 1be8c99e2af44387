"""One holder for each conversation, over all programs, and none that is dead."""

import signal
import stat
import subprocess
import sys
import time
from contextlib import closing, contextmanager

import pytest

from studycoach.domain.errors import CoachError
from studycoach.memory.database import open_database
from studycoach.memory.thread_lock import held

on_both = pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)

HOLD = """
import sys
from studycoach.memory.database import connect
from studycoach.memory.thread_lock import held
with held(connect(sys.argv[1]), sys.argv[2]):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_program(db_url: str, name: str):
    """A program that holds the conversation until it is told to end."""
    command = [sys.executable, "-c", HOLD, db_url, name]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout.readline() == "held\n"
        try:
            yield program
        finally:
            program.kill()


def hold_soon(database, name: str) -> None:
    """Holds it, within the moment that a server may need to notice that somebody died."""
    for _ in range(200):
        try:
            with held(database, name):
                return
        except CoachError:
            time.sleep(0.02)
    pytest.fail("it is still held")


@on_both
def test_a_conversation_has_one_holder_at_a_time(database):
    with held(database, "a/main/"):
        with pytest.raises(CoachError, match="busy in another window") as caught, held(database, "a/main/"):
            pytest.fail("it was held twice")
        assert "--thread" in caught.value.todo
        with held(database, "a/chairs/"), held(database, "b/main/"):
            pass
    with held(database, "a/main/"):
        pass


@on_both
def test_an_error_inside_frees_it(database):
    with pytest.raises(ZeroDivisionError), held(database, "a/main/"):
        raise ZeroDivisionError
    with held(database, "a/main/"):
        pass


@on_both
def test_another_program_holds_it_until_it_ends(database, db_url):
    with another_program(db_url, "a/main/") as program:
        with pytest.raises(CoachError, match="busy in another window"), held(database, "a/main/"):
            pytest.fail("it was held twice")
        with held(database, "a/chairs/"):
            pass
        program.communicate("", timeout=30)
        assert program.returncode == 0
        with held(database, "a/main/"):
            pass


@on_both
def test_a_program_that_is_killed_holds_nothing(database, db_url):
    with another_program(db_url, "a/main/") as program:
        program.send_signal(signal.SIGKILL)
        program.wait(30)
        hold_soon(database, "a/main/")


@on_both
def test_a_held_conversation_doesn_t_keep_the_database_from_being_written(database, full):
    with held(database, "a/main/"), database.write():
        pass


def test_two_databases_in_one_folder_don_t_disturb_each_other(tmp_path, now):
    first, second = (
        open_database(f"sqlite:///{tmp_path}/{name}.db", backups=tmp_path, now=now) for name in ("first", "second")
    )
    with closing(first), closing(second), held(first, "a/main/"), held(second, "a/main/"):
        pass


def test_locks_are_the_learner_s_alone_and_say_nothing(empty, tmp_path):
    with held(empty, "a/my secret/"):
        (lock,) = (tmp_path / "locks").iterdir()
        assert "secret" not in lock.name
        assert lock.read_bytes() == b""
        assert stat.S_IMODE(lock.stat().st_mode) == 0o600
        assert stat.S_IMODE(lock.parent.stat().st_mode) == 0o700


def test_a_place_that_can_t_be_locked_is_a_sentence(empty, tmp_path):
    (tmp_path / "locks").write_text("not a folder")
    with pytest.raises(CoachError, match="can't be locked"), held(empty, "a/main/"):
        pytest.fail("it was held")


def test_a_program_that_is_started_while_it_is_held_doesn_t_hold_it_on(empty):
    command = [sys.executable, "-c", "print('up', flush=True); input()"]
    with held(empty, "a/main/"):
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, close_fds=False)
        assert child.stdout.readline() == "up\n"
    with child, held(empty, "a/main/"):
        child.communicate("\n", timeout=30)
