"""How much room the database takes."""

from sqlalchemy import text

from .database import Database

_SQLITE = text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
_POSTGRESQL = text("SELECT pg_database_size(current_database())")


def size_of(database: Database) -> int:
    """The size of the whole database, in bytes."""
    with database.read() as db:
        return int(db.execute(_SQLITE if database.dialect == "sqlite" else _POSTGRESQL).scalar_one())
