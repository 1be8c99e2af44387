"""Inserts that leave a row alone, or change it, when it is there already; the same on both databases."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table

from .database import Connection


def insert_new(db: Connection, table: Table[Any], values: Mapping[str, Any]) -> bool:
    """Inserts a row unless one of its unique keys is taken; whether it did."""
    inserted = _insert(db, table).values(**values).on_conflict_do_nothing().returning(*table.primary_key)
    return db.execute(inserted).first() is not None


def insert_or_change(db: Connection, table: Table[Any], key: Sequence[str], values: Mapping[str, Any]) -> None:
    """Inserts a row, or gives the values to the row that has the same unique `key`."""
    changed = {name: value for name, value in values.items() if name not in key}
    db.execute(_insert(db, table).values(**values).on_conflict_do_update(index_elements=key, set_=changed))


def insert_all_new(db: Connection, table: Table[Any], rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts the rows of which no unique key is taken."""
    if rows:
        db.execute(_insert(db, table).on_conflict_do_nothing(), rows)


def insert_or_grow(
    db: Connection, table: Table[Any], key: Sequence[str], rows: Sequence[Mapping[str, Any]], *, grows: str
) -> None:
    """Inserts the rows, or gives their values to those with the same unique `key` whose column `grows` isn't larger."""
    if rows:
        inserted = _insert(db, table)
        changed = {name: inserted.excluded[name] for name in rows[0] if name not in key}
        db.execute(
            inserted.on_conflict_do_update(
                index_elements=key, set_=changed, where=table.c[grows] <= inserted.excluded[grows]
            ),
            rows,
        )


def insert_telling(db: Connection, table: Table[Any], rows: Sequence[Mapping[str, Any]], column: str) -> frozenset[Any]:
    """Inserts the rows of which no unique key is taken, and gives the values of this column in those inserted."""
    if not rows:
        return frozenset()
    inserted = _insert(db, table).on_conflict_do_nothing().returning(table.c[column])
    return frozenset(db.execute(inserted, rows).scalars())


def _insert(db: Connection, table: Table[Any]) -> Any:
    if db.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as sqlite_insert

        return sqlite_insert(table)
    from sqlalchemy.dialects.postgresql import insert as postgresql_insert

    return postgresql_insert(table)
