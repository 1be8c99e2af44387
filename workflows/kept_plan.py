"""The plan that is kept for a week, as it stands now. Reading it needs neither planning nor graph, so it is quick."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ..domain.errors import WrongInput
from ..domain.learner import Learner
from ..domain.session_states import skip_bumps, with_states
from ..domain.week import Week
from ..domain.weekly_plan import WeeklyPlan
from ..memory import evidence, weekly_plans
from ..memory.learners import StoredLearner
from .services import Services


@dataclass(frozen=True, slots=True)
class KeptWeek:
    """A kept plan with the states of now; `is_current` unless facts changed since it was made or checked.

    `bumps` count how often each session was skipped and un-skipped.
    """

    plan: WeeklyPlan
    is_current: bool
    bumps: Mapping[str, int]


def kept_week(services: Services, stored: StoredLearner, week: Week) -> KeptWeek | None:
    """The kept plan of the week, or None."""
    with services.database.read() as db:
        kept = weekly_plans.find(db, stored.id, str(week))
        if kept is None:
            return None
        rows = evidence.of_weeks(db, stored.id, [str(week)])
    plan = with_states(kept.plan, rows, services.now())
    is_current = (kept.checked_facts, kept.outside) == (
        stored.facts_version,
        outside_of(services, stored.learner, week),
    )
    return KeptWeek(plan, is_current, skip_bumps(rows, plan.week))


def this_week(services: Services, learner: Learner) -> Week:
    """The week it is for the learner."""
    return Week.of(services.now().astimezone(learner.zone).date())


def outside_of(services: Services, learner: Learner, week: Week) -> str:
    """A mark of what a plan rests on besides the learner's facts.

    That is the calendar's file, the settings of planning, and whether the week has begun: what earlier weeks left
    undone is known only then.
    """
    begun = week <= this_week(services, learner)
    calendar = ""
    if learner.busy:
        try:
            stat = Path(learner.busy).stat()
            calendar = f"{stat.st_mtime_ns}-{stat.st_size}"
        except (OSError, ValueError):
            calendar = "missing"
    rules = services.rules
    return f"{begun:d} {rules.review_share} {rules.carry_over_share} {calendar}".strip()


def busy_of(learner: Learner, week: Week) -> tuple[tuple[datetime, datetime], ...]:
    """The busy times of the week from the learner's calendar, if they have one. Raises WrongInput if it can't be read."""
    if not learner.busy:
        return ()
    from ..tools.calendar_read import busy_times

    first, last = week.days[0] - timedelta(days=1), week.days[-1] + timedelta(days=1)
    try:
        return busy_times(Path(learner.busy), first, last, learner.zone)
    except WrongInput as wrong:
        todo = "`coach learner edit --set busy=FILE` names another calendar, `--set busy=` none."
        raise WrongInput(f"Your busy times can't be read: {wrong}", todo) from None
