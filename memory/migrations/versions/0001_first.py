"""The first tables: roadmaps, learners, evidence, weekly plans and their sessions, runs, and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
TEXT = sa.Text
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Makes the tables."""
    _create_roadmaps()
    _create_learners()
    _create_evidence()
    _create_outbox()
    _create_runs()
    _create_weekly_plans()
    _create_study_sessions()


def _create_roadmaps() -> None:
    op.create_table(
        "roadmaps",
        sa.Column("hash", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("added_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_roadmaps"),
    )


def _create_learners() -> None:
    op.create_table(
        "learners",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("email", TEXT, nullable=False),
        sa.Column("timezone", TEXT, nullable=False),
        sa.Column("stage", sa.Integer, nullable=False),
        sa.Column("session_shortest", sa.Integer, nullable=False),
        sa.Column("session_longest", sa.Integer, nullable=False),
        sa.Column("day_limit_minutes", sa.Integer, nullable=False),
        sa.Column("slots", TEXT, nullable=False),
        sa.Column("time_off", TEXT, nullable=False),
        sa.Column("busy", TEXT, nullable=False),
        sa.Column("interests", TEXT, nullable=False),
        sa.Column("roadmap", TEXT, nullable=False),
        sa.Column("roadmap_hash", TEXT, nullable=False),
        sa.Column("facts_version", sa.Integer, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["roadmap_hash"], ["roadmaps.hash"], name="fk_learners_roadmap_hash"),
        sa.PrimaryKeyConstraint("id", name="pk_learners"),
    )


def _create_evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("act", BIG, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("topic", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("week", TEXT, nullable=False),
        sa.Column("session", TEXT, nullable=False),
        sa.Column("rating", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("undoes", BIG, nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_evidence_learner_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_learner_id_act", "evidence", ["learner_id", "act"])
    op.create_index("ix_evidence_learner_id_week", "evidence", ["learner_id", "week"])


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("thing", TEXT, nullable=False),
        sa.Column("period", TEXT, nullable=False),
        sa.Column("message_id", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("recipient", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("message", sa.LargeBinary, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_attempt_at", TIME, nullable=False),
        sa.Column("owner", TEXT, nullable=False),
        sa.Column("lease_until", TIME, nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("sent_at", TIME, nullable=True),
        sa.Column("error", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_outbox_learner_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("learner_id", "thing", "period", name="uq_outbox_learner_id_thing_period"),
        sa.UniqueConstraint("message_id", name="uq_outbox_message_id"),
    )
    op.create_index("ix_outbox_state_next_attempt_at", "outbox", ["state", "next_attempt_at"])


def _create_runs() -> None:
    op.create_table(
        "runs",
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("workflow", TEXT, nullable=False),
        sa.Column("period", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("planned_at", TIME, nullable=True),
        sa.Column("started_at", TIME, nullable=True),
        sa.Column("made_at", TIME, nullable=True),
        sa.Column("delivered_at", TIME, nullable=True),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_attempt_at", TIME, nullable=True),
        sa.Column("owner", TEXT, nullable=False),
        sa.Column("lease_until", TIME, nullable=True),
        sa.Column("heartbeat_at", TIME, nullable=True),
        sa.Column("model", TEXT, nullable=False),
        sa.Column("prompts", TEXT, nullable=False),
        sa.Column("calls", sa.Integer, nullable=False),
        sa.Column("tokens_in", BIG, nullable=False),
        sa.Column("tokens_out", BIG, nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.Column("error", TEXT, nullable=False),
        sa.Column("steps", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_runs_learner_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        sa.UniqueConstraint("learner_id", "workflow", "period", name="uq_runs_learner_id_workflow_period"),
    )


def _create_weekly_plans() -> None:
    op.create_table(
        "weekly_plans",
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("week", TEXT, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("facts_version", sa.Integer, nullable=False),
        sa.Column("checked_facts", sa.Integer, nullable=False),
        sa.Column("outside", TEXT, nullable=False),
        sa.Column("timezone", TEXT, nullable=False),
        sa.Column("free_minutes", sa.Integer, nullable=False),
        sa.Column("planned_minutes", sa.Integer, nullable=False),
        sa.Column("empty_because", TEXT, nullable=True),
        sa.Column("written_by", TEXT, nullable=False),
        sa.Column("carried_over", TEXT, nullable=False),
        sa.Column("not_placed", TEXT, nullable=False),
        sa.Column("forecast", TEXT, nullable=False),
        sa.Column("explanation", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_weekly_plans_learner_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("learner_id", "week", "revision", name="pk_weekly_plans"),
    )


def _create_study_sessions() -> None:
    op.create_table(
        "study_sessions",
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("week", TEXT, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("start", TEXT, nullable=False),
        sa.Column("starts_at", TIME, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("topic", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("task", TEXT, nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.Column("done_when", TEXT, nullable=False),
        sa.Column("carried", sa.Boolean, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id", "week", "revision"],
            ["weekly_plans.learner_id", "weekly_plans.week", "weekly_plans.revision"],
            name="fk_study_sessions_learner_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("learner_id", "week", "revision", "id", name="pk_study_sessions"),
    )
