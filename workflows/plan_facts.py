"""What planning a week rests on, read at one moment."""

from dataclasses import dataclass
from datetime import datetime

from ..domain.plan_facts import Facts
from ..domain.plan_undo import as_before
from ..domain.plan_wording import RULES, Wordings, in_rules_words, same_but_words, wordings
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

    `kept` is the plan in force, `previous` what is planned from: the same in the rules' words, but for what a deed that
    was just taken back did to it. `worded` has what a model has put into words of it so far.
    """

    stored: StoredLearner
    roadmap: Roadmap
    evidence: tuple[Evidence, ...]
    plans: tuple[WeeklyPlan, ...]
    kept: WeeklyPlan | None
    previous: WeeklyPlan | None
    worded: Wordings = ()


def load(db: Connection, learner_id: int, week: Week, now: datetime, last: Week | None = None) -> Loaded:
    """What planning the week rests on, with the plans up to `last` if that is later; states are those of now."""
    stored = learners.find(db, learner_id)
    rows = evidence.all_of(db, learner_id)
    found = weekly_plans.weeks(db, learner_id, str(week.plus(-WEEKS_LOOKED_BACK)), str(last or week))
    plans = tuple(with_states(plan, rows, now) for plan in found)
    kept = next((plan for plan in plans if plan.week == str(week)), None)
    stored_roadmap = roadmaps.find(db, stored.roadmap_hash)
    if kept is None:
        return Loaded(stored, stored_roadmap, rows, plans, None, None)
    deed = _taken_back(db, stored, kept, rows)
    if deed is None and all(s.written_by == RULES for s in kept.sessions):
        return Loaded(stored, stored_roadmap, rows, plans, kept, kept)
    revisions = weekly_plans.revisions(db, stored.id, kept.week)
    worded = wordings(revisions)
    previous = in_rules_words(kept, worded)
    # A text-only revision came of no deed.
    before = [p for p in revisions[:-1] if deed and p.made_at <= deed and not same_but_words(p, revisions[-1])]
    if before:
        previous = as_before(previous, with_states(in_rules_words(before[-1], worded), rows, now), now)
    return Loaded(stored, stored_roadmap, rows, plans, kept, previous, worded)


def _taken_back(db: Connection, stored: StoredLearner, kept: WeeklyPlan, rows: tuple[Evidence, ...]) -> datetime | None:
    """When the deed was done that was just taken back, if the plan was revised because of it and nothing came after."""
    if not rows or rows[-1].kind != "undone" or kept.revision == 1:
        return None
    latest = weekly_plans.find(db, stored.id, kept.week)
    if latest is None or latest.facts_version != stored.facts_version - 1:
        return None
    return next(row.at for row in rows if row.act == rows[-1].undoes)


def facts_of(loaded: Loaded, week: Week, services: Services) -> Facts:
    """The facts to plan the week from; reads the learner's busy calendar, if they have one."""
    learner = loaded.stored.learner
    missed = missed_work(loaded.plans, loaded.evidence)
    record = record_of(loaded.evidence, loaded.roadmap, learner.zone, missed)
    return Facts(learner, loaded.roadmap, record, week, busy_of(learner, week), services.rules, loaded.previous)
