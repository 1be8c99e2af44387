"""The tables about papers. Papers, their texts and summaries are all learners'; exposures, votes and digests are one's.

Nothing refers to `papers` by a foreign key: what a learner has seen, rated or read stays theirs whether or not the
paper's data is at hand.
"""

from datetime import date, datetime

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Named,
    PrimaryKeyConstraint,
    Table,
    TypedColumns,
    UniqueConstraint,
)

from .column_types import BigNumber, Json, UtcDateTime, Words
from .table_parts import OfLearner, metadata


class _Papers(TypedColumns):
    number = Column(BigNumber, primary_key=True)  # SQLite's full-text search needs one
    id: Named[str] = Column(Words, unique=True)
    version: Named[int]
    title: Named[str] = Column(Words)
    abstract: Named[str] = Column(Words)
    authors = Column(Json, nullable=False)
    categories = Column(Json, nullable=False)
    published: Named[date]
    updated: Named[date]
    comment: Named[str] = Column(Words)
    is_withdrawn: Named[bool]


class _PaperVersions(TypedColumns):
    paper: Named[str] = Column(Words)
    version: Named[int]
    seen_at: Named[datetime] = Column(UtcDateTime)


class _PaperSearches(TypedColumns):
    key: Named[str] = Column(Words)
    at: Named[datetime] = Column(UtcDateTime)
    found = Column(Json, nullable=False)


class _PaperTexts(TypedColumns):
    paper: Named[str] = Column(Words)
    version: Named[int]
    source: Named[str] = Column(Words)
    title: Named[str] = Column(Words)
    references = Column(Json, nullable=False)
    remarks = Column(Json, nullable=False)
    made_at: Named[datetime] = Column(UtcDateTime)


class _PaperPassages(TypedColumns):
    id = Column(BigNumber, primary_key=True)
    paper: Named[str] = Column(Words)
    version: Named[int]
    position: Named[int]
    section: Named[str] = Column(Words)
    page: Named[int | None]
    text: Named[str] = Column(Words)


class _Summaries(TypedColumns):
    paper: Named[str] = Column(Words)
    version: Named[int]
    level: Named[int]
    written_by: Named[str] = Column(Words)
    prompt: Named[str] = Column(Words)
    document = Column(Json, nullable=False)
    made_at: Named[datetime] = Column(UtcDateTime)


class _PaperExposures(OfLearner):
    paper: Named[str] = Column(Words)
    at: Named[datetime] = Column(UtcDateTime)
    place: Named[str] = Column(Words)
    period: Named[str] = Column(Words)


class _PaperVotes(OfLearner):
    paper: Named[str] = Column(Words)
    vote: Named[int]
    reason: Named[str] = Column(Words)
    at: Named[datetime] = Column(UtcDateTime)


class _Digests(OfLearner):
    period: Named[str] = Column(Words)
    made_at: Named[datetime] = Column(UtcDateTime)
    document = Column(Json, nullable=False)


class _Paces(TypedColumns):
    service: Named[str] = Column(Words)
    owner: Named[str] = Column(Words)
    held_until: Named[float]
    free_at: Named[float]
    set_at: Named[float]


papers = Table("papers", metadata, _Papers)
paper_versions = Table("paper_versions", metadata, _PaperVersions, PrimaryKeyConstraint("paper", "version"))
paper_searches = Table("paper_searches", metadata, _PaperSearches, PrimaryKeyConstraint("key"))
paper_texts = Table("paper_texts", metadata, _PaperTexts, PrimaryKeyConstraint("paper", "version"))
paper_passages = Table(
    "paper_passages",
    metadata,
    _PaperPassages,
    UniqueConstraint("paper", "version", "position"),
    ForeignKeyConstraint(["paper", "version"], ["paper_texts.paper", "paper_texts.version"], ondelete="CASCADE"),
)
summaries = Table(
    "summaries", metadata, _Summaries, PrimaryKeyConstraint("paper", "version", "level", "written_by", "prompt")
)
paper_exposures = Table("paper_exposures", metadata, _PaperExposures, PrimaryKeyConstraint("learner_id", "paper"))
paper_votes = Table("paper_votes", metadata, _PaperVotes, PrimaryKeyConstraint("learner_id", "paper"))
digests = Table("digests", metadata, _Digests, PrimaryKeyConstraint("learner_id", "period"))
paces = Table("paces", metadata, _Paces, PrimaryKeyConstraint("service"))
