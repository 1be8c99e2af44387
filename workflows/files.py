"""A plan's files: projections of the database, made anew whenever they are missing or stale."""

from collections.abc import Mapping
from pathlib import Path

from ..domain.errors import CoachError
from ..domain.weekly_plan import WeeklyPlan
from ..memory.learners import StoredLearner
from ..tools.calendar_write import is_current, plan_calendar
from ..tools.files import write_atomically
from ..tools.plan_file import plan_markdown
from .services import Services


def write_files(services: Services, stored: StoredLearner, plan: WeeklyPlan, bumps: Mapping[str, int]) -> str:
    """Writes `plans/WEEK.md` and `plans/WEEK.ics` where they don't say what the plan says.

    `bumps` count how often each session was skipped and un-skipped. The database is what counts, so a file that can't
    be written is no failure: the sentence on it is given back, empty when all went well.
    """
    try:
        _write(services, stored, plan, bumps)
    except CoachError as error:
        return str(error)
    return ""


def _write(services: Services, stored: StoredLearner, plan: WeeklyPlan, bumps: Mapping[str, int]) -> None:
    page = plan_markdown(plan, learner=stored.learner.name)
    write_atomically(services.plans / f"{plan.week}.md", page.encode())
    calendar = services.plans / f"{plan.week}.ics"
    if not _is_current(calendar, stored, plan, bumps):
        write_atomically(calendar, plan_calendar(plan, learner_key=stored.key, bumps=bumps))


def _is_current(calendar: Path, stored: StoredLearner, plan: WeeklyPlan, bumps: Mapping[str, int]) -> bool:
    try:
        return calendar.is_file() and is_current(calendar.read_bytes(), plan, learner_key=stored.key, bumps=bumps)
    except OSError:
        return False  # It is written anew; if that fails too, the sentence on it says why.
