"""What planning a week rests on, read at one moment."""

from dataclasses import dataclass
from datetime import datetime

from ..domain.plan_facts import Facts
from ..domain.plan_undo import as_before
from ..domain.record import Evidence
from ..domain.replay import missed_work, record_of
from ..domain.roadmap import Roadmap
from ..domain.session_states import with_states
from ..domain.week import Week
from ..domain.weekly_plan import WeeklyPlan
from ..memory import evidence, learners, roadmaps, weekly_plans
from ..memory.database import Connection
from ..memory.learners import StoredLearner
from .kept_plan import busy_of
from .services import Services

WEEKS_LOOKED_BACK = 8


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything that planning a week rests on, read at one moment.

    `kept` is the plan in force, `previous` what is planned from: the same, but for what a deed that was just taken back
    did to it.
    """

    stored: StoredLearner
    roadmap: Roadmap
    evidence: tuple[Evidence, ...]
    plans: tuple[WeeklyPlan, ...]
    kept: WeeklyPlan | None
    previous: WeeklyPlan | None


def load(db: Connection, learner_id: int, week: Week, now: datetime, last: Week | None = None) -> Loaded:
    """What planning the week rests on, with the plans up to `last` if that is later; states are those of now."""
    stored = learners.find(db, learner_id)
    rows = evidence.all_of(db, learner_id)
    found = weekly_plans.weeks(db, learner_id, str(week.plus(-WEEKS_LOOKED_BACK)), str(last or week))
    plans = tuple(with_states(plan, rows, now) for plan in found)
    kept = next((plan for plan in plans if plan.week == str(week)), None)
    previous = _before_undo(db, stored, kept, rows, now) if kept else None
    return Loaded(stored, roadmaps.find(db, stored.roadmap_hash), rows, plans, kept, previous or kept)


def _before_undo(
    db: Connection, stored: StoredLearner, kept: WeeklyPlan, rows: tuple[Evidence, ...], now: datetime
) -> WeeklyPlan | None:
    if not rows or rows[-1].kind != "undone" or kept.revision == 1:
        return None
    latest = weekly_plans.find(db, stored.id, kept.week)
    # Only if the plan was revised because of the deed, and nothing but taking it back came after.
    if latest is None or latest.facts_version != stored.facts_version - 1:
        return None
    deed = next(row.at for row in rows if row.act == rows[-1].undoes)
    earlier = [p for p in weekly_plans.revisions(db, stored.id, kept.week)[:-1] if p.made_at <= deed]
    return as_before(kept, with_states(earlier[-1], rows, now), now) if earlier else None


def facts_of(loaded: Loaded, week: Week, services: Services) -> Facts:
    """The facts to plan the week from; reads the learner's busy calendar, if they have one."""
    learner = loaded.stored.learner
    missed = missed_work(loaded.plans, loaded.evidence)
    record = record_of(loaded.evidence, loaded.roadmap, learner.zone, missed)
    return Facts(learner, loaded.roadmap, record, week, busy_of(learner, week), services.rules, loaded.previous)
