"""Conversations, facts about the learner, calls of models and their kept answers, cards of models, and full-text search."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
TEXT = sa.Text
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Makes the tables and columns, and fills the search with what is there."""
    op.add_column("learners", sa.Column("week_limits", TEXT, nullable=False, server_default="[]"))
    op.add_column("weekly_plans", sa.Column("note", TEXT, nullable=False, server_default=""))
    op.add_column("study_sessions", sa.Column("written_by", TEXT, nullable=False, server_default="rules"))
    _create_conversations()
    _create_learner_facts()
    _create_model_calls()
    _create_answers()
    _create_model_cards()
    searched = {"messages": ("text",), "learner_facts": ("text",), "evidence": ("title", "note")}
    for table, columns in searched.items():
        if op.get_bind().dialect.name == "sqlite":
            _create_sqlite_search(table, columns)
        else:
            words = " || ' ' || ".join(columns)
            op.execute(
                f"CREATE INDEX search_{table} ON {table} USING gin (to_tsvector('english', left({words}, 100000)))"
            )


def _create_conversations() -> None:
    op.create_table(
        "threads",
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("last_at", TIME, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_threads_learner_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("learner_id", "name", name="pk_threads"),
    )
    op.create_table(
        "messages",
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("thread", TEXT, nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("agent", TEXT, nullable=False),
        sa.Column("request", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("written_by", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id", "thread"],
            ["threads.learner_id", "threads.name"],
            name="fk_messages_learner_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
    )
    op.create_index("ix_messages_learner_id_thread_turn", "messages", ["learner_id", "thread", "turn"])


def _create_learner_facts() -> None:
    op.create_table(
        "learner_facts",
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("supersedes", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.id"], name="fk_learner_facts_learner_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["supersedes"], ["learner_facts.id"], name="fk_learner_facts_supersedes"),
        sa.PrimaryKeyConstraint("id", name="pk_learner_facts"),
        sa.UniqueConstraint("supersedes", name="uq_learner_facts_supersedes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_learner_facts_learner_id", "learner_facts", ["learner_id"])


def _create_model_calls() -> None:
    op.create_table(
        "model_calls",
        sa.Column("learner_id", BIG, nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("run", BIG, nullable=True),
        sa.Column("prompt", TEXT, nullable=False),
        sa.Column("model", TEXT, nullable=False),
        sa.Column("tokens_in", sa.Integer, nullable=False),
        sa.Column("tokens_out", sa.Integer, nullable=False),
        sa.Column("milliseconds", sa.Integer, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_model_calls_learner_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_model_calls"),
    )
    op.create_index("ix_model_calls_learner_id_at", "model_calls", ["learner_id", "at"])


def _create_answers() -> None:
    op.create_table(
        "answers",
        sa.Column("model", TEXT, nullable=False),
        sa.Column("prompt", TEXT, nullable=False),
        sa.Column("inputs", TEXT, nullable=False),
        sa.Column("answer", TEXT, nullable=False),
        sa.Column("kept_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("model", "prompt", "inputs", name="pk_answers"),
    )


def _create_model_cards() -> None:
    op.create_table(
        "model_cards",
        sa.Column("address", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("card", TEXT, nullable=False),
        sa.Column("measured_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("address", "name", name="pk_model_cards"),
    )


def _create_sqlite_search(table: str, columns: tuple[str, ...]) -> None:
    index, names = f"search_{table}", ", ".join(columns)
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in ("old", "new"))
    take = f"INSERT INTO {index} ({index}, rowid, {names}) VALUES ('delete', old.id, {old});"  # noqa: S608 - our own names
    put = f"INSERT INTO {index} (rowid, {names}) VALUES (new.id, {new});"  # noqa: S608
    op.execute(
        f"CREATE VIRTUAL TABLE {index} USING fts5({names}, content='{table}', content_rowid='id', "
        "tokenize='porter unicode61 remove_diacritics 2')"
    )
    op.execute(f"CREATE TRIGGER {index}_added AFTER INSERT ON {table} BEGIN {put} END")
    op.execute(f"CREATE TRIGGER {index}_deleted AFTER DELETE ON {table} BEGIN {take} END")
    op.execute(f"CREATE TRIGGER {index}_changed AFTER UPDATE OF {names} ON {table} BEGIN {take} {put} END")
    op.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")  # noqa: S608
