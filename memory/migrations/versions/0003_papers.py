"""Papers with their texts, summaries and full-text search; exposures, votes and digests; the pace of requests."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
TEXT = sa.Text
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Makes the tables and columns, and the search in them."""
    op.add_column("evidence", sa.Column("paper", TEXT, nullable=False, server_default=""))
    op.add_column("study_sessions", sa.Column("paper", TEXT, nullable=False, server_default=""))
    _create_papers()
    _create_texts()
    _create_summaries()
    _create_marks()
    _create_digests()
    _create_paces()
    for table, key, columns in (("papers", "number", ("title", "abstract")), ("paper_passages", "id", ("text",))):
        if op.get_bind().dialect.name == "sqlite":
            _create_sqlite_search(table, key, columns)
        else:
            words = " || ' ' || ".join(columns)
            op.execute(
                f"CREATE INDEX search_{table} ON {table} USING gin (to_tsvector('english', left({words}, 100000)))"
            )


def _create_papers() -> None:
    op.create_table(
        "papers",
        sa.Column("number", BIG, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("abstract", TEXT, nullable=False),
        sa.Column("authors", TEXT, nullable=False),
        sa.Column("categories", TEXT, nullable=False),
        sa.Column("published", sa.Date, nullable=False),
        sa.Column("updated", sa.Date, nullable=False),
        sa.Column("comment", TEXT, nullable=False),
        sa.Column("is_withdrawn", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_papers"),
        sa.UniqueConstraint("id", name="uq_papers_id"),
    )
    op.create_table(
        "paper_versions",
        sa.Column("paper", TEXT, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("paper", "version", name="pk_paper_versions"),
    )
    op.create_table(
        "paper_searches",
        sa.Column("key", TEXT, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("found", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_paper_searches"),
    )


def _create_texts() -> None:
    op.create_table(
        "paper_texts",
        sa.Column("paper", TEXT, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("references", TEXT, nullable=False),
        sa.Column("remarks", TEXT, nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("paper", "version", name="pk_paper_texts"),
    )
    op.create_table(
        "paper_passages",
        sa.Column("id", BIG, nullable=False),
        sa.Column("paper", TEXT, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("section", TEXT, nullable=False),
        sa.Column("page", sa.Integer, nullable=True),
        sa.Column("text", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["paper", "version"],
            ["paper_texts.paper", "paper_texts.version"],
            name="fk_paper_passages_paper",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_paper_passages"),
        sa.UniqueConstraint("paper", "version", "position", name="uq_paper_passages_paper_version_position"),
    )


def _create_summaries() -> None:
    op.create_table(
        "summaries",
        sa.Column("paper", TEXT, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("written_by", TEXT, nullable=False),
        sa.Column("prompt", TEXT, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("paper", "version", "level", "written_by", "prompt", name="pk_summaries"),
    )


def _create_marks() -> None:
    op.create_table(
        "paper_exposures",
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("paper", TEXT, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("place", TEXT, nullable=False),
        sa.Column("period", TEXT, nullable=False),
        _of_learner("paper_exposures"),
        sa.PrimaryKeyConstraint("learner_id", "paper", name="pk_paper_exposures"),
    )
    op.create_table(
        "paper_votes",
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("paper", TEXT, nullable=False),
        sa.Column("vote", sa.Integer, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("at", TIME, nullable=False),
        _of_learner("paper_votes"),
        sa.PrimaryKeyConstraint("learner_id", "paper", name="pk_paper_votes"),
    )


def _create_digests() -> None:
    op.create_table(
        "digests",
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("period", TEXT, nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        _of_learner("digests"),
        sa.PrimaryKeyConstraint("learner_id", "period", name="pk_digests"),
    )


def _create_paces() -> None:
    op.create_table(
        "paces",
        sa.Column("service", TEXT, nullable=False),
        sa.Column("owner", TEXT, nullable=False),
        sa.Column("held_until", sa.Double, nullable=False),
        sa.Column("free_at", sa.Double, nullable=False),
        sa.Column("set_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("service", name="pk_paces"),
    )


def _of_learner(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name=f"fk_{table}_learner_id", ondelete="CASCADE")


def _create_sqlite_search(table: str, key: str, columns: tuple[str, ...]) -> None:
    index, names = f"search_{table}", ", ".join(columns)
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("old", "new"))
    take = f"INSERT INTO {index} ({index}, rowid, {names}) VALUES ('delete', old.{key}, {old});"  # noqa: S608 - our own names
    put = f"INSERT INTO {index} (rowid, {names}) VALUES (new.{key}, {new});"  # noqa: S608
    op.execute(
        f"CREATE VIRTUAL TABLE {index} USING fts5({names}, content='{table}', content_rowid='{key}', "
        "tokenize='porter unicode61 remove_diacritics 2')"
    )
    op.execute(f"CREATE TRIGGER {index}_added AFTER INSERT ON {table} BEGIN {put} END")
    op.execute(f"CREATE TRIGGER {index}_deleted AFTER DELETE ON {table} BEGIN {take} END")
    op.execute(f"CREATE TRIGGER {index}_changed AFTER UPDATE OF {names} ON {table} BEGIN {take} {put} END")
