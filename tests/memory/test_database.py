"""Opening a database: a new one, a strange one, one that can't be opened, one that is full."""

import os
import sqlite3
import stat
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from studycoach.domain.errors import CoachError, WrongInput
from studycoach.memory import learners
from studycoach.memory.database import HEAD, open_database

on_both = pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


def run(code: str, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """Runs Python code in a process of its own, with what it needs imported."""
    start = """
        import sys
        from datetime import UTC, datetime
        from pathlib import Path
        from sqlalchemy import text
        from studycoach.domain.errors import CoachError
        from studycoach.memory.database import open_database
        now = datetime(2026, 11, 24, tzinfo=UTC)
    """
    code = textwrap.dedent(start) + textwrap.dedent(code)
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=60, **options
    )


@on_both
def test_a_new_database_opens_again_with_what_was_kept(db_url, tmp_path, now, database, learner_id, learner):
    database.close()
    again = open_database(db_url, backups=tmp_path / "backups", now=now)
    with again.read() as db:
        assert learners.find(db, learner_id).learner == learner
        assert db.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [HEAD]
    again.close()
    assert not (tmp_path / "backups").exists()


def test_a_new_file_and_folder_are_the_learner_s_alone(tmp_path, now):
    path = tmp_path / "home" / "coach.db"
    database = open_database(url_of(path), backups=tmp_path, now=now)
    with database.write() as db:
        db.execute(text("DELETE FROM learners"))
        modes = {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    database.close()
    assert modes == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_path_with_signs_that_mean_something_in_addresses_is_a_path(tmp_path, now):
    path = tmp_path / "what?#50%25 ü" / "coach.db"
    open_database(url_of(path), backups=tmp_path, now=now).close()
    assert path.is_file()


def test_sqlite_keeps_each_promise_to_disk_and_enforces_references(tmp_path, now):
    database = open_database(url_of(tmp_path / "coach.db"), backups=tmp_path, now=now)
    with database.read() as db:
        pragmas = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        assert [db.execute(text(f"PRAGMA {name}")).scalar() for name in pragmas] == ["wal", 2, 1, 1, 30_000]
    database.close()


def other_program_s(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (id INTEGER)")
        connection.commit()


def versioned_by_another(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.commit()


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('0042')")
        connection.commit()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda path: path.write_bytes(b"%PDF-1.7 " * 1000), "not a database of the coach"),
        (lambda path: path.write_text("short"), "not a database of the coach"),
        (other_program_s, "another program's tables"),
        (versioned_by_another, "another program's tables"),
        (newer, "newer version of the coach \\(revision '0042'\\)"),
        (lambda path: path.mkdir(), "is not a file"),
        (os.mkfifo, "is not a file"),
    ],
)
def test_a_strange_file_is_named_in_a_sentence_and_left_alone(tmp_path, now, make, sentence):
    path = tmp_path / "coach.db"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(CoachError, match=sentence) as caught:
        open_database(url_of(path), backups=tmp_path / "backups", now=now)
    assert caught.value.todo
    assert (path.read_bytes() if path.is_file() else None) == before
    assert not (tmp_path / "backups").exists()


@pytest.mark.parametrize("folder", ["file/home", "file", "n" * 300, "nul\0"])
def test_a_folder_that_can_t_be_made_is_a_sentence(tmp_path, now, folder):
    (tmp_path / "file").touch()
    with pytest.raises(CoachError, match="can't be made"):
        open_database(url_of(tmp_path / folder / "coach.db"), backups=tmp_path, now=now)


def test_a_damaged_database_is_a_sentence(tmp_path, now):
    path = tmp_path / "coach.db"
    open_database(url_of(path), backups=tmp_path, now=now).close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(CoachError, match="is damaged"):
        open_database(url_of(path), backups=tmp_path, now=now)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        *(f"sqlite:///{path}" for path in ("", ":memory:", "a.db", "a/b.db", "~/a.db", "file::memory:?cache=shared")),
        "mysql://u:geheim@h/d",
        "postgresql+asyncpg://u:geheim@h/d",
        "nonsense",
        "",
        "postgresql://u:geheim@host:port/d",
    ],
)
def test_an_address_that_can_t_be_used_is_wrong_input_without_its_password(tmp_path, now, url, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WrongInput) as caught:
        open_database(url, backups=tmp_path, now=now)
    assert "geheim" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url", ["postgresql://u:geheim@127.0.0.1:1/d", "postgresql:///d?host=/nowhere&password=geheim"]
)
def test_a_postgresql_that_doesn_t_answer_is_a_sentence_without_its_password(tmp_path, now, url):
    with pytest.raises(CoachError, match="PostgreSQL database d can't be reached") as caught:
        open_database(url, backups=tmp_path, now=now)
    assert "geheim" not in str(caught.value)


def test_a_postgresql_database_that_isn_t_there_is_a_sentence(postgresql_url, tmp_path, now):
    url = postgresql_url.replace("/test_", "/no_such_")
    with pytest.raises(CoachError, match="doesn't exist"):
        open_database(url, backups=tmp_path, now=now)


def test_another_program_s_postgresql_database_is_left_alone(postgresql_url, tmp_path, now):
    import psycopg

    with psycopg.connect(postgresql_url) as connection:
        connection.execute("CREATE TABLE bookmarks (id INTEGER)")
    with pytest.raises(CoachError, match="another program's tables"):
        open_database(postgresql_url, backups=tmp_path, now=now)


def test_a_wrong_password_is_a_sentence_that_does_not_say_it(tmp_path, now):
    """Against a made-up server that speaks just enough of the protocol to refuse."""
    import socket
    import threading

    def refuse(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection:
            connection.recv(1000)  # asks for encryption, which is declined
            connection.sendall(b"N")
            connection.recv(1000)
            fields = b'SFATAL\0C28P01\0Mpassword authentication failed for user "u"\0\0'
            connection.sendall(b"E" + (len(fields) + 4).to_bytes(4, "big") + fields)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=refuse, args=(server,))
        thread.start()
        url = f"postgresql://u:geheim@127.0.0.1:{server.getsockname()[1]}/d?sslmode=prefer&gssencmode=disable"
        with pytest.raises(CoachError, match="refused the user or the password") as caught:
            open_database(url, backups=tmp_path, now=now)
        thread.join()
    assert "geheim" not in str(caught.value)


def test_a_missing_driver_is_named_with_its_cure(tmp_path):
    code = """
        sys.modules["psycopg"] = None
        try:
            open_database("postgresql://u:geheim@h/d", backups=Path(sys.argv[1]), now=now)
        except CoachError as error:
            print(error)
    """
    said = run(code, str(tmp_path)).stdout
    assert "driver that is not installed" in said
    assert "study-coach[postgres]" in said
    assert "geheim" not in said


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can become another user")
def test_a_folder_that_may_not_be_written_is_a_sentence_and_can_still_be_read(tmp_path_factory, now):
    import tempfile

    # pytest's own folders are closed to other users.
    with tempfile.TemporaryDirectory() as open_to_all:
        Path(open_to_all).chmod(0o755)
        path = Path(open_to_all) / "coach.db"
        open_database(url_of(path), backups=path.parent, now=now).close()
        path.chmod(0o644)
        code = """
            import os
            os.setuid(65534)
            for url in sys.argv[1:]:
                try:
                    database = open_database(url, backups=Path("/nowhere"), now=now)
                    with database.write() as db:
                        db.execute(text("DELETE FROM learners"))
                except CoachError as error:
                    print(error.what)
        """
        done = run(code, url_of(path), url_of(path.parent / "new.db"))
        said = done.stdout.splitlines()
        assert len(said) == 2, done.stderr
        assert all("can't be" in line for line in said)


def test_a_full_disk_is_a_sentence_and_loses_nothing(tmp_path):
    code = """
        import resource, signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        database = open_database(sys.argv[1], backups=Path(), now=now)
        insert = text("INSERT INTO roadmaps VALUES (:hash, 'r', 't', :document, '2026-11-24 00:00:00.000000')")
        with database.write() as db:
            db.execute(insert, {"hash": "kept", "document": "{}"})
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        try:
            with database.write() as db:
                db.execute(insert, {"hash": "lost", "document": "x" * 1_000_000})
        except CoachError as error:
            print(error.what)
        with database.read() as db:
            print(db.execute(text("SELECT hash FROM roadmaps")).scalars().all())
    """
    done = run(code, url_of(tmp_path / "coach.db"))
    assert done.stdout.splitlines() == [
        f"{tmp_path / 'coach.db'} can't be read or written by this disk.",
        "['kept']",
    ], done


def test_no_room_for_another_page_is_a_sentence_and_loses_nothing(tmp_path, now):
    path = tmp_path / "coach.db"
    database = open_database(url_of(path), backups=tmp_path, now=now)
    with pytest.raises(CoachError, match="no room left"), database.write() as db:  # noqa: PT012
        db.execute(text("PRAGMA max_page_count = 1"))
        db.execute(text("CREATE TABLE more AS SELECT zeroblob(100000)"))
    with database.read() as db:
        assert db.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    database.close()


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def test_several_programs_that_open_a_new_database_at_once_all_succeed(request, tmp_path, kind):
    url = url_of(tmp_path / "home" / "coach.db") if kind == "sqlite" else request.getfixturevalue("postgresql_url")
    code = """
        import time
        from datetime import datetime
        start = float(sys.argv[2])
        time.sleep(max(0, start - time.time()))
        with open_database(sys.argv[1], backups=Path(), now=now).read() as db:
            print(db.execute(text("SELECT count(*) FROM alembic_version")).scalar())
    """
    import time
    from concurrent.futures import ThreadPoolExecutor

    start = str(time.time() + 1.5)
    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(lambda _: run(code, url, start), range(4)))
    assert [process.stdout for process in done] == ["1\n"] * 4, [process.stderr for process in done]
