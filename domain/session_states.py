"""How each session of a plan stands now: by evidence, and by the clock."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from .record import Evidence
from .weekly_plan import SessionState, StudySession, WeeklyPlan


def live(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The rows that stand: without those taken back and without the taking back."""
    rows = tuple(evidence)
    undone = {row.undoes for row in rows if row.kind == "undone"}
    return tuple(row for row in rows if row.kind != "undone" and row.act not in undone)


def with_states(plan: WeeklyPlan, evidence: Iterable[Evidence], now: datetime) -> WeeklyPlan:
    """The plan with each session's state as it is now: done or skipped by evidence, missed by the clock."""
    said: dict[str, SessionState] = {}
    for row in live(evidence):
        if row.week == plan.week and row.kind in ("session_done", "recalled"):
            said[row.session] = "done"
        elif row.week == plan.week and row.kind == "session_skipped":
            said[row.session] = "skipped"
    return replace(plan, sessions=tuple(replace(s, state=_state(s, said, now)) for s in plan.sessions))


def _state(session: StudySession, said: Mapping[str, SessionState], now: datetime) -> SessionState:
    if session.id in said:
        return said[session.id]
    if session.state == "cancelled":
        return "cancelled"
    ends = session.starts_at + timedelta(minutes=session.minutes)
    return "missed" if ends <= now else "planned"
