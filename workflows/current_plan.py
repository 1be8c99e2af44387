"""The plan of a week as it should be now: kept, revised when facts changed, or made. One way for every door."""

from dataclasses import dataclass

from ..domain.errors import CoachError, WrongInput
from ..domain.free_time import has_free_piece
from ..domain.plan_changes import PlanChanges
from ..domain.week import Week
from ..domain.weekly_plan import WeeklyPlan
from ..memory.learners import StoredLearner
from .files import write_files
from .kept_plan import KeptWeek, busy_of, kept_week, this_week
from .services import Services

WEEKS_AHEAD = 52


@dataclass(frozen=True, slots=True)
class Current:
    """A plan, what its newest revision changed, and what could not be done besides.

    `is_made` tells that this revision was made just now; else there are no changes.
    """

    plan: WeeklyPlan
    changes: PlanChanges | None = None
    problems: tuple[str, ...] = ()
    is_made: bool = False


def week_to_study(services: Services, stored: StoredLearner) -> Week:
    """This week while a free piece of a shortest session is left in it, else the next."""
    learner, this = stored.learner, this_week(services, stored.learner)
    try:
        busy = busy_of(learner, this)
    except WrongInput:
        # Planning will say it; which week is meant can be told without.
        busy = ()
    return this if has_free_piece(learner, this, busy, services.now()) else this.plus(1)


def current_plan(services: Services, stored: StoredLearner, week: Week, *, make_new: bool = True) -> Current | None:
    """The plan of the week with its files in order; None when there is none and `make_new` is false.

    Raises:
        WrongInput: the week is over or too far away, or the learner's calendar can't be read.
    """
    this = this_week(services, stored.learner)
    kept = kept_week(services, stored, week)
    if kept and (kept.is_current or week < this):
        return _as_kept(services, stored, kept)
    if kept is None and not make_new:
        return None
    if week < this:
        raise WrongInput(f"{week} is over.", f"This week is {this}; `coach plan --week {this}` plans it.")
    if week > this.plus(WEEKS_AHEAD):
        raise WrongInput(f"{week} is more than a year away.", "Plan a nearer one.")
    from .weekly_plan import make

    try:
        made = make(services, stored.id, week)
    except CoachError as error:
        if kept is None:
            raise
        # What is kept can still be read, whatever keeps it from being revised.
        return _as_kept(services, stored, kept, f"The plan could not be revised. {error}")
    is_made = kept is None or made.plan.revision > kept.plan.revision
    return Current(made.plan, made.changes, made.problems, is_made)


def _as_kept(services: Services, stored: StoredLearner, kept: KeptWeek, *problems: str) -> Current:
    found = (*problems, write_files(services, stored, kept.plan, kept.bumps))
    return Current(kept.plan, None, tuple(filter(None, found)))
