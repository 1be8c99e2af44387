"""The ledger of runs: one row for each learner, workflow and period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import select

from .database import Connection
from .insertion import insert_or_change
from .tables import runs


@dataclass(frozen=True, slots=True)
class Run:
    """One run as recorded. Times are UTC; `state` is planned, running, done, failed or skipped."""

    id: int
    workflow: str
    period: str
    state: str
    planned_at: datetime | None
    started_at: datetime | None
    made_at: datetime | None
    delivered_at: datetime | None
    late: bool
    attempts: int
    model: str
    prompts: Sequence[str]
    calls: int
    tokens_in: int
    tokens_out: int
    seconds: float
    error: str
    steps: Sequence[Mapping[str, Any]]


def done(
    db: Connection,
    learner_id: int,
    workflow: str,
    period: str,
    *,
    planned_at: datetime,
    started_at: datetime,
    made_at: datetime,
    seconds: float,
    model: str = "",
    calls: int = 0,
    tokens_in: int = 0,
    tokens_out: int = 0,
    steps: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Records that a workflow's run for this period is done; a record of the same run is replaced."""
    values = {
        "learner_id": learner_id,
        "workflow": workflow,
        "period": period,
        "state": "done",
        "planned_at": planned_at,
        "started_at": started_at,
        "made_at": made_at,
        "delivered_at": None,
        "late": False,
        "attempts": 1,
        "next_attempt_at": None,
        "owner": "",
        "lease_until": None,
        "heartbeat_at": None,
        "model": model,
        "prompts": (),
        "calls": calls,
        "tokens_in": tokens_in,
        "tokens_out": tokens_out,
        "seconds": seconds,
        "error": "",
        "steps": steps,
    }
    insert_or_change(db, runs, ("learner_id", "workflow", "period"), values)


def all_of(db: Connection, learner_id: int) -> tuple[Run, ...]:
    """The learner's runs, in the order in which they were first recorded."""
    columns = [runs.c[field.name] for field in fields(Run)]
    rows = db.execute(select(*columns).where(runs.c.learner_id == learner_id).order_by(runs.c.id))
    return tuple(Run(*row) for row in rows)
