"""The plan that is kept for a week, as it stands now. Reading it needs no graph, so it is quick."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ..domain.learner import Learner
from ..domain.plan_facts import Facts
from ..domain.planning import has_free_piece
from ..domain.record import Evidence
from ..domain.replay import missed_work, record_of, with_states
from ..domain.roadmap import Roadmap
from ..domain.week import Week
from ..domain.weekly_plan import WeeklyPlan
from ..memory import evidence, learners, roadmaps, weekly_plans
from ..memory.database import Connection
from ..memory.learners import StoredLearner
from .services import Services

WEEKS_LOOKED_BACK = 8


@dataclass(frozen=True, slots=True)
class KeptWeek:
    """A kept plan with the states of now; `is_current` unless facts changed since it was made or checked."""

    plan: WeeklyPlan
    is_current: bool


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything that planning a week rests on, read at one moment."""

    stored: StoredLearner
    roadmap: Roadmap
    evidence: tuple[Evidence, ...]
    plans: tuple[WeeklyPlan, ...]
    kept: WeeklyPlan | None


def kept_week(services: Services, stored: StoredLearner, week: Week) -> KeptWeek | None:
    """The kept plan of the week, or None."""
    with services.database.read() as db:
        kept = weekly_plans.find(db, stored.id, str(week))
        if kept is None:
            return None
        rows = evidence.of_weeks(db, stored.id, [str(week)])
    plan = with_states(kept.plan, rows, services.now())
    return KeptWeek(plan, kept.checked_facts == stored.facts_version)


def load(db: Connection, learner_id: int, week: Week, now: datetime) -> Loaded:
    """What planning the week rests on; states are those of now."""
    stored = learners.find(db, learner_id)
    rows = evidence.all_of(db, learner_id)
    found = weekly_plans.weeks(db, learner_id, str(week.plus(-WEEKS_LOOKED_BACK)), str(week))
    plans = tuple(with_states(plan, rows, now) for plan in found)
    kept = next((plan for plan in plans if plan.week == str(week)), None)
    return Loaded(stored, roadmaps.find(db, stored.roadmap_hash), rows, plans, kept)


def has_time(services: Services, learner: Learner, week: Week) -> bool:
    """Whether a free piece of at least one shortest session remains in the week."""
    return has_free_piece(learner, week, busy_of(learner, week), services.now())


def busy_of(learner: Learner, week: Week) -> tuple[tuple[datetime, datetime], ...]:
    """The busy times of the week from the learner's calendar, if they have one. Raises WrongInput if it can't be read."""
    if not learner.busy:
        return ()
    from ..tools.calendar_read import busy_times

    first, last = week.days[0] - timedelta(days=1), week.days[-1] + timedelta(days=1)
    return busy_times(Path(learner.busy), first, last, learner.zone)


def facts_of(loaded: Loaded, week: Week, services: Services) -> Facts:
    """The facts to plan the week from; reads the learner's busy calendar, if they have one."""
    learner = loaded.stored.learner
    missed = missed_work(loaded.plans, loaded.evidence)
    record = record_of(loaded.evidence, loaded.roadmap, learner.zone, missed)
    return Facts(learner, loaded.roadmap, record, week, busy_of(learner, week), services.rules, loaded.kept)
