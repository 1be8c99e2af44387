"""What all tables are made with: their one register, and the column of a row that is a learner's."""

from sqlalchemy import Column, ForeignKey, MetaData, Named, TypedColumns

from .column_types import BigNumber

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


class OfLearner(TypedColumns):
    """The columns of a table of which each row is one learner's and goes with them."""

    learner_id: Named[int] = Column(BigNumber, ForeignKey("learners.id", ondelete="CASCADE"))
