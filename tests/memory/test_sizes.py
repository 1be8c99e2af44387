"""The database tells how much room it takes."""

import pytest
from sqlalchemy import text

from studycoach.memory.database import Database
from studycoach.memory.sizes import size_of


@pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)
def test_a_database_tells_its_size_and_grows(database: Database) -> None:
    before = size_of(database)
    with database.write() as db:
        db.execute(text("CREATE TABLE heavy AS SELECT :words AS words"), {"words": "heavy " * 100_000})
        db.execute(text("INSERT INTO heavy SELECT words || '.' FROM heavy"))
    assert 50_000 < before < size_of(database)
