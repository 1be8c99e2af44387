"""What full-text search rests on, beside the tables: FTS5 with triggers on SQLite, an index on PostgreSQL.

The migrations make the same; a test compares the two.
"""

from sqlalchemy import text

from .database import Connection

SEARCHED = {
    "learner_facts": ("text",),
    "evidence": ("title", "note"),
    "messages": ("text",),
    "papers": ("title", "abstract"),
    "paper_passages": ("text",),
}
"""Each table whose rows can be found by words, and the columns that hold them."""


def create_search(db: Connection) -> None:
    """Makes the search for tables that have just been made."""
    for table in SEARCHED:
        if db.dialect.name == "sqlite":
            _create_sqlite(db, table)
        else:
            db.execute(text(f"CREATE INDEX search_{table} ON {table} USING gin ({words_of(table)})"))


def words_of(table: str) -> str:
    """What PostgreSQL's index holds, as SQL. The text is cut, since a word vector is bounded and a text isn't."""
    joined = " || ' ' || ".join(SEARCHED[table])
    return f"to_tsvector('english', left({joined}, 100000))"


def key_of(table: str) -> str:
    """The column whose whole number tells the rows of a searched table apart."""
    return "number" if table == "papers" else "id"


def purge(db: Connection, table: str) -> None:
    """Takes out of the search of this table what is left in it of rows that were deleted.

    FTS5 only marks words as deleted; they would stay in the file for long.
    """
    if db.dialect.name == "sqlite":
        db.execute(text(f"INSERT INTO search_{table} (search_{table}) VALUES ('rebuild')"))  # noqa: S608 - our own names


def _create_sqlite(db: Connection, table: str) -> None:
    columns, key = SEARCHED[table], key_of(table)
    index, names = f"search_{table}", ", ".join(columns)
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("old", "new"))
    take = f"INSERT INTO {index} ({index}, rowid, {names}) VALUES ('delete', old.{key}, {old});"  # noqa: S608 - our own names
    put = f"INSERT INTO {index} (rowid, {names}) VALUES (new.{key}, {new});"  # noqa: S608
    for statement in (
        f"CREATE VIRTUAL TABLE {index} USING fts5({names}, content='{table}', content_rowid='{key}', "
        "tokenize='porter unicode61 remove_diacritics 2')",
        f"CREATE TRIGGER {index}_added AFTER INSERT ON {table} BEGIN {put} END",
        f"CREATE TRIGGER {index}_deleted AFTER DELETE ON {table} BEGIN {take} END",
        f"CREATE TRIGGER {index}_changed AFTER UPDATE OF {names} ON {table} BEGIN {take} {put} END",
    ):
        db.execute(text(statement))
