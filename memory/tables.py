"""The tables, as SQLAlchemy Core sees them. The migrations make the same ones; a test compares the two."""

from datetime import date, datetime

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Named,
    PrimaryKeyConstraint,
    Table,
    TypedColumns,
    UniqueConstraint,
    text,
)

from . import paper_tables as paper_tables  # whoever knows the tables knows these too
from . import review_tables as review_tables
from .column_types import BigNumber, Json, UtcDateTime, Words
from .table_parts import OfLearner
from .table_parts import metadata as metadata


class _Roadmaps(TypedColumns):
    hash = Column(Words, primary_key=True)
    id: Named[str] = Column(Words)
    title: Named[str] = Column(Words)
    document = Column(Json, nullable=False)
    added_at: Named[datetime] = Column(UtcDateTime)


class _Learners(TypedColumns):
    id = Column(BigNumber, primary_key=True)
    name: Named[str] = Column(Words)
    email: Named[str] = Column(Words)
    timezone: Named[str] = Column(Words)
    stage: Named[int]
    slots = Column(Json, nullable=False)
    session_shortest: Named[int]
    session_longest: Named[int]
    day_limit_minutes: Named[int]
    time_off = Column(Json, nullable=False)
    busy: Named[str] = Column(Words)
    interests = Column(Json, nullable=False)
    roadmap: Named[str] = Column(Words)
    roadmap_hash: Named[str] = Column(Words, ForeignKey("roadmaps.hash"))
    facts_version: Named[int]
    created_at: Named[datetime] = Column(UtcDateTime)
    week_limits = Column(Json, nullable=False, server_default="[]")


class _Evidence(OfLearner):
    id = Column(BigNumber, primary_key=True)
    act: Named[int] = Column(BigNumber)
    kind: Named[str] = Column(Words)
    at: Named[datetime] = Column(UtcDateTime)
    topic: Named[str] = Column(Words)
    title: Named[str] = Column(Words)
    minutes: Named[int]
    week: Named[str] = Column(Words)
    session: Named[str] = Column(Words)
    rating: Named[str] = Column(Words)
    note: Named[str] = Column(Words)
    undoes: Named[int] = Column(BigNumber)
    paper: Named[str] = Column(Words, server_default=text("''"))
    finding: Named[str] = Column(Words, server_default=text("''"))
    rule: Named[str] = Column(Words, server_default=text("''"))


class _WeeklyPlans(OfLearner):
    week: Named[str] = Column(Words)
    revision: Named[int]
    made_at: Named[datetime] = Column(UtcDateTime)
    facts_version: Named[int]
    checked_facts: Named[int]
    outside: Named[str] = Column(Words)
    timezone: Named[str] = Column(Words)
    free_minutes: Named[int]
    planned_minutes: Named[int]
    empty_because: Named[str | None] = Column(Words)
    written_by: Named[str] = Column(Words)
    carried_over = Column(Json, nullable=False)
    not_placed = Column(Json, nullable=False)
    forecast = Column(Json, nullable=False)
    explanation = Column(Json, nullable=False)
    note: Named[str] = Column(Words, server_default=text("''"))


class _StudySessions(TypedColumns):
    learner_id: Named[int] = Column(BigNumber)
    week: Named[str] = Column(Words)
    revision: Named[int]
    id: Named[str] = Column(Words)
    position: Named[int]
    day: Named[date]
    start: Named[str] = Column(Words)
    starts_at: Named[datetime] = Column(UtcDateTime)
    minutes: Named[int]
    kind: Named[str] = Column(Words)
    topic: Named[str] = Column(Words)
    title: Named[str] = Column(Words)
    task: Named[str] = Column(Words)
    why: Named[str] = Column(Words)
    done_when: Named[str] = Column(Words)
    carried: Named[bool]
    state: Named[str] = Column(Words)
    sequence: Named[int]
    written_by: Named[str] = Column(Words, server_default="rules")
    paper: Named[str] = Column(Words, server_default=text("''"))


class _Runs(OfLearner):
    id = Column(BigNumber, primary_key=True)
    workflow: Named[str] = Column(Words)
    period: Named[str] = Column(Words)
    state: Named[str] = Column(Words)
    planned_at: Named[datetime | None] = Column(UtcDateTime)
    started_at: Named[datetime | None] = Column(UtcDateTime)
    made_at: Named[datetime | None] = Column(UtcDateTime)
    delivered_at: Named[datetime | None] = Column(UtcDateTime)
    late: Named[bool]
    attempts: Named[int]
    next_attempt_at: Named[datetime | None] = Column(UtcDateTime)
    owner: Named[str] = Column(Words)
    lease_until: Named[datetime | None] = Column(UtcDateTime)
    heartbeat_at: Named[datetime | None] = Column(UtcDateTime)
    model: Named[str] = Column(Words)
    prompts = Column(Json, nullable=False)
    calls: Named[int]
    tokens_in: Named[int] = Column(BigNumber)
    tokens_out: Named[int] = Column(BigNumber)
    seconds: Named[float]
    error: Named[str] = Column(Words)
    steps = Column(Json, nullable=False)


class _Outbox(OfLearner):
    id = Column(BigNumber, primary_key=True)
    thing: Named[str] = Column(Words)
    period: Named[str] = Column(Words)
    message_id: Named[str] = Column(Words, unique=True)
    channel: Named[str] = Column(Words)
    recipient: Named[str] = Column(Words)
    subject: Named[str] = Column(Words)
    message: Named[bytes] = Column(LargeBinary)
    state: Named[str] = Column(Words)
    attempts: Named[int]
    next_attempt_at: Named[datetime] = Column(UtcDateTime)
    owner: Named[str] = Column(Words)
    lease_until: Named[datetime | None] = Column(UtcDateTime)
    created_at: Named[datetime] = Column(UtcDateTime)
    sent_at: Named[datetime | None] = Column(UtcDateTime)
    error: Named[str] = Column(Words)


class _Threads(OfLearner):
    name: Named[str] = Column(Words)
    created_at: Named[datetime] = Column(UtcDateTime)
    last_at: Named[datetime] = Column(UtcDateTime)
    state = Column(Json, nullable=False)


class _Messages(TypedColumns):
    learner_id: Named[int] = Column(BigNumber)
    thread: Named[str] = Column(Words)
    id = Column(BigNumber, primary_key=True)
    turn: Named[int]
    at: Named[datetime] = Column(UtcDateTime)
    by: Named[str] = Column(Words)
    agent: Named[str] = Column(Words)
    request: Named[str] = Column(Words)
    text: Named[str] = Column(Words)
    written_by: Named[str] = Column(Words)
    state: Named[str] = Column(Words)


class _LearnerFacts(OfLearner):
    id = Column(BigNumber, primary_key=True)
    at: Named[datetime] = Column(UtcDateTime)
    text: Named[str] = Column(Words)
    source: Named[str] = Column(Words)
    supersedes: Named[int | None] = Column(BigNumber, ForeignKey("learner_facts.id"), unique=True)


class _ModelCalls(TypedColumns):
    learner_id: Named[int | None] = Column(BigNumber, ForeignKey("learners.id", ondelete="CASCADE"))
    id = Column(BigNumber, primary_key=True)
    at: Named[datetime] = Column(UtcDateTime)
    run: Named[int | None] = Column(BigNumber)
    prompt: Named[str] = Column(Words)
    model: Named[str] = Column(Words)
    tokens_in: Named[int]
    tokens_out: Named[int]
    milliseconds: Named[int]
    outcome: Named[str] = Column(Words)


class _Answers(TypedColumns):
    model: Named[str] = Column(Words)
    prompt: Named[str] = Column(Words)
    inputs: Named[str] = Column(Words)
    answer: Named[str] = Column(Words)
    kept_at: Named[datetime] = Column(UtcDateTime)


class _ModelCards(TypedColumns):
    address: Named[str] = Column(Words)
    name: Named[str] = Column(Words)
    card = Column(Json, nullable=False)
    measured_at: Named[datetime] = Column(UtcDateTime)


roadmaps = Table("roadmaps", metadata, _Roadmaps)
learners = Table("learners", metadata, _Learners)
evidence = Table("evidence", metadata, _Evidence, Index(None, "learner_id", "week"), Index(None, "learner_id", "act"))
weekly_plans = Table("weekly_plans", metadata, _WeeklyPlans, PrimaryKeyConstraint("learner_id", "week", "revision"))
study_sessions = Table(
    "study_sessions",
    metadata,
    _StudySessions,
    PrimaryKeyConstraint("learner_id", "week", "revision", "id"),
    ForeignKeyConstraint(
        ["learner_id", "week", "revision"],
        ["weekly_plans.learner_id", "weekly_plans.week", "weekly_plans.revision"],
        ondelete="CASCADE",
    ),
)
runs = Table("runs", metadata, _Runs, UniqueConstraint("learner_id", "workflow", "period"))
outbox = Table(
    "outbox",
    metadata,
    _Outbox,
    UniqueConstraint("learner_id", "thing", "period"),
    Index(None, "state", "next_attempt_at"),
)
threads = Table("threads", metadata, _Threads, PrimaryKeyConstraint("learner_id", "name"))
messages = Table(
    "messages",
    metadata,
    _Messages,
    ForeignKeyConstraint(["learner_id", "thread"], ["threads.learner_id", "threads.name"], ondelete="CASCADE"),
    Index(None, "learner_id", "thread", "turn"),
)
# AUTOINCREMENT: the learner types these ids, so that of a forgotten fact must not come to mean another one.
learner_facts = Table("learner_facts", metadata, _LearnerFacts, Index(None, "learner_id"), sqlite_autoincrement=True)
model_calls = Table("model_calls", metadata, _ModelCalls, Index(None, "learner_id", "at"))
answers = Table("answers", metadata, _Answers, PrimaryKeyConstraint("model", "prompt", "inputs"))
model_cards = Table("model_cards", metadata, _ModelCards, PrimaryKeyConstraint("address", "name"))
