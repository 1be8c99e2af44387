"""The one database: opened, made when it is new, upgraded when it is older, and its transactions."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError

from ..domain.errors import CoachError, WrongInput
from .failures import explained, refuse_too_large

__all__ = [
    "HEAD",
    "MIGRATIONS",
    "WAIT_SECONDS",
    "Connection",
    "Database",
    "connect",
    "lock_database",
    "open_database",
    "stored_revision",
]

HEAD = "0004"
"""The revision of the tables that this code reads and writes."""

MIGRATIONS = Path(__file__).parent / "migrations"

WAIT_SECONDS = 30
"""How long another program's write is waited for."""
# FULL: what a command has said to be kept survives a power cut too. secure_delete: what is erased is gone.
_PRAGMAS = ("synchronous=FULL", "secure_delete=ON")
_LOCK = 20_748_201  # any number that other programs are unlikely to lock by


class Database:
    """A database that is open. `dialect` is `sqlite` or `postgresql`; `place` names it in sentences.

    `wait` is how many seconds another program's write is waited for (SQLite).
    """

    def __init__(self, engine: Engine, place: str, wait: float = WAIT_SECONDS) -> None:
        self._engine, self.wait = engine, wait
        self.dialect = engine.dialect.name
        self.place = place

    @property
    def address(self) -> str:
        """The whole address, its password too, for another door to the same database. Never to be shown."""
        url = self._engine.url.set(drivername=self.dialect)
        return url.render_as_string(hide_password=False)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, kept at the end as a whole; nothing of it is kept after an error.

        On SQLite it is the only writer from its beginning. What fails for a reason outside the program is
        raised as a CoachError.
        """
        with explained(self.place), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one moment of the database, and is for reading only."""
        options: dict[str, Any] = {"begin": "BEGIN"}
        if self.dialect == "postgresql":
            options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with (
            explained(self.place),
            self._engine.connect().execution_options(**options) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def session(self) -> Iterator[Connection]:
        """A connection without a transaction: each statement is kept at once."""
        with (
            explained(self.place),
            self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
        ):
            yield connection

    def close(self) -> None:
        """Lets go of the file or the server."""
        self._engine.dispose()


def open_database(
    url: str,
    *,
    backups: Path,
    now: datetime,
    head: str = HEAD,
    migrations: Path = MIGRATIONS,
    wait: float = WAIT_SECONDS,
) -> Database:
    """The database at `sqlite:///FILE` or `postgresql://…`, with its tables as this code needs them.

    A new one is made, with its folder. One of an earlier revision is upgraded in a single transaction; a
    copy is put into `backups` before. That is done for SQLite alone: a server's copies are made by
    who runs it (pg_dump), and its failed upgrade leaves nothing behind either.

    Raises:
        CoachError: it can't be opened, or isn't the coach's, or was made by a newer version.
    """
    database = connect(url, wait=wait)
    try:
        with database.read() as db:
            stored = stored_revision(db, database.place)
        if stored is None:
            stored = _create(database)
        if stored != head:
            from .upgrade import upgrade

            upgrade(url, head=head, migrations=migrations, backups=backups, now=now)
    except BaseException:
        database.close()
        raise
    return database


def connect(url: str, *, foreign_keys: bool = True, wait: float = WAIT_SECONDS) -> Database:
    """The database at this address as it is, even empty; without `foreign_keys` SQLite doesn't enforce them.

    SQLite waits so many seconds for another program's write.
    """
    return _connect_sqlite(url, foreign_keys, wait) if url.startswith("sqlite:") else _connect_postgresql(url)


def stored_revision(db: Connection, place: str) -> str | None:
    """The revision of the tables; None when there are none at all.

    Raises:
        CoachError: the tables are another program's.
    """
    tables = inspect(db).get_table_names()
    if not tables:
        return None
    if "alembic_version" in tables:
        revision: str | None = db.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if revision is not None:
            return revision
    raise CoachError(f"{place} holds another program's tables.", "Give the coach a database of its own.")


def lock_database(db: Connection) -> None:
    """Makes this transaction the only one that creates, upgrades, imports, erases or sets up; SQLite's
    writers are alone anyway."""
    if db.dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _connect_sqlite(url: str, foreign_keys: bool, wait: float) -> Database:
    path = Path(url.removeprefix("sqlite:///"))
    # A relative path would be another database in every folder, and `:memory:` none that is kept.
    if not url.startswith("sqlite:///") or not path.is_absolute() or not path.name:
        raise WrongInput(
            f"{url!r:.100} names no file with its whole path.", "Write the database as sqlite:////folder/coach.db."
        )
    _prepare_file(path)
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": wait})

    event.listen(engine, "handle_error", refuse_too_large)

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # transactions are begun below, since the driver's own lose updates
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN IMMEDIATE"))

    return Database(engine, str(path), wait)


def _prepare_file(path: Path) -> None:
    try:
        if path.exists():
            if not path.is_file():
                raise CoachError(f"{path} is not a file.", "Move it away, or set COACH_HOME elsewhere.")
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CoachError(f"{path} can't be made: {reason}.", "Set COACH_HOME to a folder you may write.") from error


def _connect_postgresql(url: str) -> Database:
    try:
        address = make_url(url)
        if address.drivername not in ("postgresql", "postgresql+psycopg"):
            raise WrongInput("The database's address is of no known kind.", "Write postgresql://user@host/name.")
        # A server that answers and then is gone is found out before a pooled connection is used.
        engine = create_engine(address, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    except (ArgumentError, ValueError):
        raise WrongInput("The database's address can't be read.", "Write postgresql://user@host/name.") from None
    except ModuleNotFoundError:
        raise CoachError(
            "PostgreSQL needs a driver that is not installed.", "Run: pip install 'study-coach[postgres]'"
        ) from None
    return Database(engine, f"The PostgreSQL database {address.database or ''}".rstrip())


def _create(database: Database) -> str:
    from .search_index import create_search
    from .tables import metadata

    if database.dialect == "sqlite":
        _use_write_ahead_log(database)
    with database.write() as db:
        lock_database(db)
        stored = stored_revision(db, database.place)
        if stored is None:
            metadata.create_all(db, checkfirst=False)
            create_search(db)
            db.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
            db.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
    return stored or HEAD


def _use_write_ahead_log(database: Database) -> None:
    """Lets readers and the writer go on side by side. The file remembers it."""
    path = database.place
    with explained(path), closing(sqlite3.connect(path, timeout=database.wait)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
