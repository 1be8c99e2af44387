"""The tables about code reviews: each review, and each finding once, as it stood when it was found last."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Named, PrimaryKeyConstraint, Table

from .column_types import BigNumber, Json, UtcDateTime, Words
from .table_parts import OfLearner, metadata


class _CodeReviews(OfLearner):
    id = Column(BigNumber, primary_key=True)
    at: Named[datetime] = Column(UtcDateTime)
    document = Column(Json, nullable=False)
    findings = Column(Json, nullable=False)


class _Findings(OfLearner):
    id: Named[str] = Column(Words)
    path: Named[str] = Column(Words)
    rule: Named[str] = Column(Words)
    document = Column(Json, nullable=False)
    seen = Column(Json, nullable=False)
    last_seen: Named[datetime] = Column(UtcDateTime)
    state: Named[str] = Column(Words)
    why: Named[str] = Column(Words)
    review: Named[int] = Column(BigNumber, ForeignKey("code_reviews.id", ondelete="CASCADE"))


code_reviews = Table("code_reviews", metadata, _CodeReviews, Index(None, "learner_id"))
findings = Table("findings", metadata, _Findings, PrimaryKeyConstraint("learner_id", "id"))
