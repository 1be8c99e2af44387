"""How a week stands, and how it would stand after a deed; nothing here is kept."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from ..domain.errors import CoachError
from ..domain.plan_changes import changes, same_words
from ..domain.plan_deed import Deed, Ground
from ..domain.plan_wording import with_kept_words
from ..domain.planning import plan_week
from ..domain.progress import with_forecast
from ..domain.session_states import with_states
from ..domain.week import Week
from ..domain.weekly_plan import WeeklyPlan
from ..memory import evidence, learners, weekly_plans
from ..memory.database import Connection
from ..memory.learners import StoredLearner
from .current_plan import week_to_study
from .kept_plan import kept_week, outside_of, this_week
from .plan_facts import Loaded, facts_of, load
from .services import Services

WeekOf = Callable[[Ground], Week | None]


@dataclass(frozen=True, slots=True)
class Standing:
    """A week at one moment, with what a deed is worked out from.

    `plan` is the week's plan as any door would show it, with the states of now; None when it isn't made yet. It is
    `kept` unless facts have changed since, and then the first thing to do is to keep it. `mark` names the facts and
    the plan that this rests on; `problem` says why a kept plan could not be revised.
    """

    stored: StoredLearner
    week: Week
    ground: Ground
    plan: WeeklyPlan | None
    kept: WeeklyPlan | None
    mark: str
    problem: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether the plan is the one that is kept."""
        return self.plan is self.kept


def stand(services: Services, learner_id: int, week_of: WeekOf, *, anew: bool = False) -> Standing:
    """The week that `week_of` tells, or else the one to study in, as it stands now, or as planning `anew` would make it.

    Raises:
        CoachError: it has no plan yet and can't get one, as when the learner's calendar can't be read.
    """
    with services.database.read() as db:
        stored = learners.find(db, learner_id)
    study = week_to_study(services, stored)
    with services.database.read() as db:
        stored = learners.find(db, learner_id)
        ground = _ground(db, services, stored, study)
        week = week_of(ground) or study
        loaded = load(db, learner_id, week, services.now())
    plan, problem = _plan(services, loaded, week, is_wanted=week == study, anew=anew)
    others = tuple(p for p in ground.plans if p.week != str(week))
    ground = replace(ground, plans=(*others, plan) if plan else others)
    return Standing(stored, week, ground, plan, loaded.kept, _mark(services, loaded, week), problem)


def after(services: Services, standing: Standing, deed: Deed) -> WeeklyPlan | None:
    """The week's plan as it would be after the deed; None when the week isn't planned yet.

    What planning would rest on is read in a transaction that does the deed and takes it back. Raises CoachError.
    """
    if standing.plan is None:
        return None
    with services.database.write() as db:
        trial = db.begin_nested()
        stored = learners.lock(db, standing.stored.id)
        if not standing.is_kept:
            weekly_plans.save(db, stored.id, standing.plan, stored.facts_version)
        do(db, stored, deed)
        loaded = load(db, stored.id, standing.week, services.now())
        trial.rollback()
    return planned(services, loaded, standing.week)


def do(db: Connection, stored: StoredLearner, deed: Deed) -> None:
    """Writes the deed down; the caller owns the transaction."""
    if deed.learner != stored.learner:
        learners.change(db, stored.id, deed.learner, stored.roadmap_hash)
    if deed.rows:
        evidence.add(db, stored.id, deed.rows)


def planned(services: Services, loaded: Loaded, week: Week) -> WeeklyPlan:
    """The plan that `weekly_plan.make` gives from the same facts, with the states of now; the kept one if it is the same."""
    now, kept = services.now(), loaded.kept
    facts = facts_of(loaded, week, services)
    plan = plan_week(facts, now)
    if kept:
        plan = with_kept_words(plan, kept, loaded.worded, facts.roadmap)
        if not changes(kept, plan) and same_words(kept, plan):
            return kept
    since = loaded.stored.created_at
    plan = with_forecast(plan, facts.learner, facts.roadmap, facts.record, loaded.evidence, now, since)
    return with_states(plan, loaded.evidence, now)


def ground_of(db: Connection, services: Services, stored: StoredLearner) -> Ground:
    """What a deed is worked out from, as it is kept."""
    return _ground(db, services, stored, this_week(services, stored.learner).plus(1))


def _ground(db: Connection, services: Services, stored: StoredLearner, week: Week) -> Ground:
    now = services.now()
    loaded = load(db, stored.id, week, now, last=week.plus(1))
    return Ground(stored.learner, loaded.roadmap, loaded.evidence, loaded.plans, now)


def _plan(
    services: Services, loaded: Loaded, week: Week, *, is_wanted: bool, anew: bool
) -> tuple[WeeklyPlan | None, str]:
    """The week's plan as it should be now, and why it isn't, if so. A week that isn't `is_wanted` gets no first plan."""
    kept = kept_week(services, loaded.stored, week)
    if (kept is None and not is_wanted) or (kept and kept.is_current and not anew):
        return loaded.kept, ""
    try:
        return planned(services, loaded, week), ""
    except CoachError as error:
        if loaded.kept is None:
            raise
        return loaded.kept, f"The plan could not be revised. {error}"


def _mark(services: Services, loaded: Loaded, week: Week) -> str:
    stored, revision = loaded.stored, loaded.kept.revision if loaded.kept else 0
    today = services.now().astimezone(stored.learner.zone).date()
    return f"{stored.facts_version} {week} {revision} {today} {outside_of(services, stored.learner, week)}"
