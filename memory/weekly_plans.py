"""Weekly plans, each with all its revisions; none is ever overwritten."""

from dataclasses import dataclass, fields
from typing import Any

import msgspec
from sqlalchemy import Row, Select, func, insert, select, tuple_, update

from ..domain.weekly_plan import CarriedOver, NotPlaced, StageForecast, StudySession, WeeklyPlan
from .database import Connection
from .tables import study_sessions, weekly_plans

_PLAN, _SESSION = weekly_plans.c, study_sessions.c
_SESSION_FIELDS = [_SESSION[field.name] for field in fields(StudySession)]


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """A plan, the learner's facts it was made from, and the newest facts for which it was found still right.

    `outside` marks the state of what else the plan rests on, besides the database, at that time.
    """

    plan: WeeklyPlan
    facts_version: int
    checked_facts: int
    outside: str


def save(db: Connection, learner_id: int, plan: WeeklyPlan, facts_version: int, outside: str = "") -> None:
    """Keeps a plan as the revision that it names, which must be a new one."""
    key = {"learner_id": learner_id, "week": plan.week, "revision": plan.revision}
    db.execute(
        insert(weekly_plans).values(
            **key,
            made_at=plan.made_at,
            facts_version=facts_version,
            checked_facts=facts_version,
            outside=outside,
            timezone=plan.timezone,
            free_minutes=plan.free_minutes,
            planned_minutes=plan.planned_minutes,
            empty_because=plan.empty_because,
            written_by=plan.written_by,
            carried_over=plan.carried_over,
            not_placed=plan.not_placed,
            forecast=plan.forecast,
            explanation=plan.explanation,
            note=plan.note,
        )
    )
    sessions = [
        key | {"position": position} | {field.name: getattr(session, field.name) for field in fields(session)}
        for position, session in enumerate(plan.sessions)
    ]
    if sessions:
        db.execute(insert(study_sessions), sessions)


def find(db: Connection, learner_id: int, week: str) -> KeptPlan | None:
    """The latest revision of the week's plan; None if there is none."""
    latest = select(weekly_plans).where(_PLAN.week == week).order_by(_PLAN.revision.desc()).limit(1)
    return next(iter(_read(db, learner_id, latest)), None)


def checked(db: Connection, learner_id: int, week: str, revision: int, facts_version: int, outside: str = "") -> None:
    """Notes that this revision is still right for these facts of the learner and this state of what is outside."""
    this = (_PLAN.learner_id == learner_id) & (_PLAN.week == week) & (_PLAN.revision == revision)
    db.execute(update(weekly_plans).where(this).values(checked_facts=facts_version, outside=outside))


def revisions(db: Connection, learner_id: int, week: str) -> tuple[WeeklyPlan, ...]:
    """All revisions of the week's plan, oldest first."""
    every = select(weekly_plans).where(_PLAN.week == week).order_by(_PLAN.revision)
    return tuple(kept.plan for kept in _read(db, learner_id, every))


def weeks(db: Connection, learner_id: int, first: str, last: str) -> tuple[WeeklyPlan, ...]:
    """The latest plan of each kept week from `first` to `last`, both included, in order; weeks as 2026-W48."""
    newest = (
        select(_PLAN.week, func.max(_PLAN.revision))
        .where(_PLAN.learner_id == learner_id, _PLAN.week.between(first, last))
        .group_by(_PLAN.week)
    )
    latest = select(weekly_plans).where(tuple_(_PLAN.week, _PLAN.revision).in_(newest)).order_by(_PLAN.week)
    return tuple(kept.plan for kept in _read(db, learner_id, latest))


def first_minutes(db: Connection, learner_id: int) -> dict[str, int]:
    """For each kept week the minutes that its first plan held."""
    first = select(_PLAN.week, _PLAN.planned_minutes).where(_PLAN.learner_id == learner_id, _PLAN.revision == 1)
    return {row.week: row.planned_minutes for row in db.execute(first)}


def _read(db: Connection, learner_id: int, plans: Select[Any]) -> list[KeptPlan]:
    rows = db.execute(plans.where(_PLAN.learner_id == learner_id)).all()
    wanted = tuple_(_SESSION.week, _SESSION.revision).in_([(row.week, row.revision) for row in rows])
    held = (
        select(_SESSION.week, _SESSION.revision, *_SESSION_FIELDS)
        .where(_SESSION.learner_id == learner_id, wanted)
        .order_by(_SESSION.position)
    )
    sessions: dict[tuple[str, int], list[StudySession]] = {}
    for week, revision, *values in db.execute(held) if rows else ():
        sessions.setdefault((week, revision), []).append(StudySession(*values))
    return [_kept(row, tuple(sessions.get((row.week, row.revision), ()))) for row in rows]


def _kept(row: Row[Any], sessions: tuple[StudySession, ...]) -> KeptPlan:
    plan = WeeklyPlan(
        week=row.week,
        timezone=row.timezone,
        made_at=row.made_at,
        free_minutes=row.free_minutes,
        planned_minutes=row.planned_minutes,
        sessions=sessions,
        carried_over=msgspec.convert(row.carried_over, tuple[CarriedOver, ...]),
        not_placed=msgspec.convert(row.not_placed, tuple[NotPlaced, ...]),
        empty_because=row.empty_because,
        forecast=msgspec.convert(row.forecast, tuple[StageForecast, ...]),
        explanation=msgspec.convert(row.explanation, tuple[str, ...]),
        revision=row.revision,
        written_by=row.written_by,
        note=row.note,
    )
    return KeptPlan(plan, row.facts_version, row.checked_facts, row.outside)
