"""Learners at some moment of their week, for tests of what is asked of a plan in a conversation."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import MetaData

from studycoach.domain.learner import Learner
from studycoach.domain.plan_request import PlanRequest, read_request
from studycoach.domain.week import Week
from studycoach.domain.weekly_plan import StudySession, WeeklyPlan
from studycoach.memory import learners
from studycoach.memory.database import Database
from studycoach.workflows import record_work, weekly_plan
from studycoach.workflows.kept_plan import kept_week
from studycoach.workflows.plan_actions import PlanReply, look, perform, talk
from studycoach.workflows.services import Services

DAY = timedelta(days=1)
MON, TUE, WED, FRI, SUN = "2026-11-23", "2026-11-24", "2026-11-25", "2026-11-27", "2026-11-29"


def at(services: Services, moment: datetime) -> Services:
    return replace(services, now=lambda: moment)


def dump(database: Database) -> dict[str, list[tuple]]:
    """Every row of every table."""
    metadata = MetaData()
    with database.read() as db:
        metadata.reflect(db)
        return {t.name: sorted(map(repr, db.execute(t.select()))) for t in metadata.sorted_tables}


def kept(services: Services, learner_id: int, week: Week) -> WeeklyPlan:
    with services.database.read() as db:
        stored = learners.find(db, learner_id)
    found = kept_week(services, stored, week)
    assert found is not None
    return found.plan


def learner(services: Services, learner_id: int) -> Learner:
    with services.database.read() as db:
        return learners.find(db, learner_id).learner


def coming(plan: WeeklyPlan) -> list[StudySession]:
    return [s for s in plan.sessions if s.state == "planned"]


@dataclass(frozen=True)
class World:
    """A learner in the middle of a week, or before it."""

    services: Services
    id: int
    week: Week

    @property
    def plan(self) -> WeeklyPlan:
        return kept(self.services, self.id, self.week)

    def look(self, request: PlanRequest) -> PlanReply:
        return look(self.services, self.id, request)

    def perform(self, request: PlanRequest, mark: str) -> str:
        return perform(self.services, self.id, request, mark)

    def say(self, message: str) -> PlanReply:
        request = read_request(message, talk(self.services, self.id))
        assert request is not None, f"{message!r} isn't read by rules"
        return self.look(request)

    def session(self, **wanted) -> StudySession:
        return next(s for s in self.plan.sessions if all(getattr(s, k) == v for k, v in wanted.items()))


def fresh(services: Services, learner_id: int, week: Week) -> Services:
    """Nothing is planned yet."""
    return services


def planned(services: Services, learner_id: int, week: Week) -> Services:
    """The plan was made on Monday morning, and it is Tuesday: one evening has passed unticked."""
    weekly_plan.make(at(services, services.now() - DAY), learner_id, week)
    return services


def lived(services: Services, learner_id: int, week: Week) -> Services:
    """Thursday noon after a done and a skipped session, and a revision."""
    planned(services, learner_id, week)
    first, second, *_ = (s for s in kept(services, learner_id, week).sessions if s.kind == "learn")
    record_work.done(services, learner_id, first.id, minutes=40)
    weekly_plan.make(services, learner_id, week)
    services = at(services, services.now() + 2 * DAY)
    record_work.skip(services, learner_id, second.id, "no time")
    weekly_plan.make(services, learner_id, week)
    return services


def stale(services: Services, learner_id: int, week: Week) -> Services:
    """As lived, and facts have changed since the last revision."""
    services = lived(services, learner_id, week)
    record_work.done(services, learner_id, coming(kept(services, learner_id, week))[0].id, finished=True)
    return services


def at_the_end(services: Services, learner_id: int, week: Week) -> Services:
    """Sunday: nothing is left of this week, so the next one is studied."""
    planned(services, learner_id, week)
    return at(services, services.now() + 5 * DAY)


WORLDS: tuple[Callable[[Services, int, Week], Services], ...] = (fresh, planned, lived, stale, at_the_end)
