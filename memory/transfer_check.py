"""Whether the coach can work with data that was taken in: it is read back, and planned with, as every command would."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec

from ..domain.learner import DateRange, Learner, check_learner
from ..domain.mistake import KeptFinding
from ..domain.plan_facts import Facts
from ..domain.planning import plan_week
from ..domain.ports import ModelCall
from ..domain.progress import progress_of
from ..domain.record import Evidence
from ..domain.replay import missed_work, record_of
from ..domain.roadmap import Roadmap
from ..domain.roadmap_check import problems
from ..domain.session_states import with_states
from ..domain.slot import parse_slots
from ..domain.thread_name import check_thread_name
from ..domain.week import FIRST_YEAR, LAST_YEAR, Week
from ..domain.weekly_plan import StudySession, WeeklyPlan
from . import code_reviews, conversations, evidence, facts, learners, model_calls, roadmaps, runs, weekly_plans
from .database import Connection
from .learners import StoredLearner

_FIRST_WEEK, _LAST_WEEK = f"{FIRST_YEAR}-W01", f"{LAST_YEAR}-W53"


def check_usable(db: Connection, learner_id: int) -> None:
    """Works once with everything that is kept of the learner, at the newest moment of which it tells.

    Raises:
        Exception: whatever a command would stop with.
    """
    stored = learners.find(db, learner_id)
    roadmap = roadmaps.find(db, stored.roadmap_hash)
    _check_learner(stored, roadmap)
    rows = evidence.all_of(db, learner_id)
    _check_type(rows, tuple[Evidence, ...])
    _check_type(runs.all_of(db, learner_id), tuple[runs.Run, ...])
    _check_type(model_calls.all_of(db, learner_id), tuple[ModelCall, ...])
    _check_conversations(db, learner_id)
    _check_reviews(db, learner_id)
    plans = weekly_plans.weeks(db, learner_id, _FIRST_WEEK, _LAST_WEEK)
    for week in plans:
        for plan in weekly_plans.revisions(db, learner_id, week.week):
            _check_plan(plan, stored.learner)
    _work(stored, roadmap, rows, plans, weekly_plans.first_minutes(db, learner_id))


def _check_learner(stored: StoredLearner, roadmap: Roadmap) -> None:
    learner = check_learner(stored.learner)
    if roadmaps.roadmap_hash(roadmap) != stored.roadmap_hash or not 1 <= learner.stage <= len(roadmap.stages):
        raise ValueError("the roadmap is not the one that the learner follows")
    if problem := next(iter(problems(roadmap)), None):
        raise ValueError(problem.what.rstrip("."))
    if parse_slots(str(slot) for slot in learner.slots) != learner.slots:
        raise ValueError("the slots are not in order")
    for days in learner.time_off:
        DateRange.parse(str(days))


def _check_conversations(db: Connection, learner_id: int) -> None:
    threads = conversations.threads(db, learner_id)
    _check_type(threads, tuple[conversations.Thread, ...])
    for thread in threads:
        if check_thread_name(thread.name) != thread.name:
            raise ValueError(f"{thread.name[:40]!r} is no name for a conversation")
        _check_type(conversations.all_of(db, learner_id, thread.name), tuple[conversations.Message, ...])
    for fact in facts.all_of(db, learner_id):
        _check_type(fact, facts.Fact)
        if fact.supersedes is not None and fact.supersedes >= fact.id:
            raise ValueError(f"the fact {fact.id} corrects one that came later")


def _check_reviews(db: Connection, learner_id: int) -> None:
    code_reviews.latest(db, learner_id)
    _check_type(code_reviews.kept(db, learner_id), tuple[KeptFinding, ...])


def _check_plan(plan: WeeklyPlan, learner: Learner) -> None:
    _check_type(plan, WeeklyPlan)
    check_learner(replace(learner, timezone=plan.timezone))
    for stage in plan.forecast:
        if not all(FIRST_YEAR <= day.year <= LAST_YEAR for day in (stage.p50, stage.p90) if day):
            raise ValueError(f"the forecast of {plan.week} names a day that can't be")
    week = Week.parse(plan.week)
    for session in plan.sessions:
        if not _is_of(session, week):
            raise ValueError(f"the session {session.id} is not one of {week}")


def _is_of(session: StudySession, week: Week) -> bool:
    # The day is the learner's, the instant is in UTC: the two dates are a day apart at most.
    apart = abs(session.starts_at.date() - session.day)
    return session.id.startswith(f"w{week.number:02d}-") and session.day in week.days and apart <= timedelta(days=1)


def _work(
    stored: StoredLearner,
    roadmap: Roadmap,
    rows: tuple[Evidence, ...],
    plans: tuple[WeeklyPlan, ...],
    first_minutes: dict[str, int],
) -> None:
    """Plans this week and the next, and computes the progress."""
    learner = stored.learner
    now = max([stored.created_at, *(plan.made_at for plan in plans), *(row.at for row in rows)])
    standing = {plan.week: with_states(plan, rows, now) for plan in plans}
    progress_of(learner, roadmap, rows, first_minutes, now, stored.created_at)
    record = record_of(rows, roadmap, learner.zone, missed_work(standing.values(), rows))
    this = Week.of(now.astimezone(learner.zone).date())
    for week in (this, this.plus(1)):
        plan_week(Facts(learner, roadmap, record, week, previous=standing.get(str(week))), now)


def _check_type(value: object, type_: Any) -> None:
    msgspec.convert(msgspec.to_builtins(value), type_)
