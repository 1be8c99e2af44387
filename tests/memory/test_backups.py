"""Copies: whole, consistent while others write, and never over another file."""

import os
import stat
import threading
from pathlib import Path

import pytest

from studycoach.domain.errors import CoachError, WrongInput
from studycoach.memory import backups, evidence, learners
from studycoach.memory.backups import backup
from studycoach.memory.database import open_database


@pytest.fixture
def db_url(tmp_path) -> str:
    """Only SQLite's databases are copied."""
    return f"sqlite:///{tmp_path}/home/coach.db"


def test_a_server_s_copies_are_made_by_its_own_program(postgresql_url, tmp_path, now):
    database = open_database(postgresql_url, backups=tmp_path, now=now)
    with pytest.raises(CoachError, match=r"pg_dump.*coach export"):
        backup(database, tmp_path / "copy", now)
    database.close()
    assert list(tmp_path.iterdir()) == []


def test_a_copy_holds_everything(database, learner, learner_id, done, tmp_path, now):
    with database.write() as db:
        evidence.add(db, learner_id, [done])
    copy = backup(database, tmp_path / "folder" / "copy", now)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [file.name for file in copy.parent.iterdir()] == ["copy"]
    opened = open_database(f"sqlite:///{copy}", backups=tmp_path, now=now)
    with opened.write() as db:
        assert learners.find(db, learner_id).learner == learner
        assert len(evidence.all_of(db, learner_id)) == 1
        assert learners.bump(db, learner_id) == 2
    opened.close()


def test_copies_into_a_folder_get_names_of_their_own(database, tmp_path, now):
    names = [backup(database, tmp_path, now).stem for _ in range(3)]
    assert names == ["coach-20261124-093000", "coach-20261124-093000-2", "coach-20261124-093000-3"]


def test_a_file_that_exists_is_left_as_it_is(database, tmp_path, now):
    (tmp_path / "mine").write_text("precious")
    with pytest.raises(WrongInput, match="exists already"):
        backup(database, tmp_path / "mine", now)
    assert (tmp_path / "mine").read_text() == "precious"
    assert not list(tmp_path.glob(".*"))


def test_a_link_that_was_planted_beside_the_target_is_not_followed(database, tmp_path, now):
    (tmp_path / "mine").write_text("precious")
    (tmp_path / f".copy.{os.getpid()}.unfinished").symlink_to(tmp_path / "mine")
    backup(database, tmp_path / "copy", now)
    assert (tmp_path / "mine").read_text() == "precious"


def test_a_copy_that_was_killed_leaves_a_name_that_erasing_knows(database, tmp_path, now, monkeypatch):
    def die(*_: object) -> None:
        os._exit(9)

    monkeypatch.setattr(Path, "hardlink_to", die)
    child = os.fork()
    if not child:
        backup(database, tmp_path / "copy", now)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    left = {path.name for path in tmp_path.iterdir()} - {"home"}
    assert len(left) == 1
    assert left == {path.name for path in tmp_path.glob(".coach-*.tmp")}


def test_a_disk_without_hard_links_is_copied_to_as_well(database, tmp_path, now, monkeypatch):
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    assert backup(database, tmp_path / "copy", now).is_file()
    with pytest.raises(WrongInput, match="exists already"):
        backup(database, tmp_path / "copy", now)
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("place", ["file/copy", "n" * 300, "nul\0"])
def test_a_place_that_can_t_be_written_is_a_sentence(database, tmp_path, now, place):
    (tmp_path / "file").touch()
    with pytest.raises(CoachError, match="can't be written"):
        backup(database, tmp_path / place, now)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_copy_for_which_there_is_no_room_leaves_nothing(database, learner_id, tmp_path, now):
    import resource
    import signal

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(CoachError):
            backup(database, tmp_path / "copy", now)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    assert "copy" not in [file.name for file in tmp_path.iterdir()]
    assert not list(tmp_path.glob(".*"))


def test_copies_made_during_writes_hold_whole_acts(database, learner_id, done, tmp_path, now):
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with database.write() as db:
                evidence.add(db, learner_id, [done, done])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = [backup(database, tmp_path / f"copy-{number}", now) for number in range(5)]
    finally:
        stop.set()
        writer.join()
    for copy in copies:
        opened = open_database(f"sqlite:///{copy}", backups=tmp_path, now=now)
        with opened.read() as db:
            rows = len(evidence.all_of(db, learner_id))
            assert rows == 2 * learners.find(db, learner_id).facts_version
        opened.close()


def test_a_free_name_is_the_name_itself_when_it_is_free(tmp_path):
    assert backups.free_name(tmp_path / "a.db") == tmp_path / "a.db"
    assert os.listdir(tmp_path) == []
