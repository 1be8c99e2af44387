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


def skip_bumps(evidence: Iterable[Evidence], week: str) -> dict[str, int]:
    """For each session of the week that was ever skipped, how often that was said or taken back."""
    rows = tuple(evidence)
    skips = [row for row in rows if row.kind == "session_skipped" and row.week == week]
    undone = {row.undoes for row in rows if row.kind == "undone"}
    bumps: dict[str, int] = {}
    for row in skips:
        bumps[row.session] = bumps.get(row.session, 0) + (2 if row.act in undone else 1)
    return bumps


def _state(session: StudySession, said: Mapping[str, SessionState], now: datetime) -> SessionState:
    if session.id in said:
        return said[session.id]
    if session.state == "cancelled":
        return "cancelled"
    ends = session.starts_at + timedelta(minutes=session.minutes)
    return "missed" if ends <= now else "planned"
