"""Code reviews and their findings; evidence says which mistake it is about."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

BIG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
TEXT = sa.Text
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Makes the tables and columns."""
    op.add_column("evidence", sa.Column("finding", TEXT, nullable=False, server_default=""))
    op.add_column("evidence", sa.Column("rule", TEXT, nullable=False, server_default=""))
    op.create_table(
        "code_reviews",
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("findings", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_code_reviews_learner_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_code_reviews"),
    )
    op.create_index("ix_code_reviews_learner_id", "code_reviews", ["learner_id"])
    op.create_table(
        "findings",
        sa.Column("learner_id", BIG, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("path", TEXT, nullable=False),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("seen", TEXT, nullable=False),
        sa.Column("last_seen", TIME, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.Column("review", BIG, nullable=False),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.id"], name="fk_findings_learner_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["review"], ["code_reviews.id"], name="fk_findings_review", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("learner_id", "id", name="pk_findings"),
    )
