"""A plan's files: projections of the database, made anew whenever they are missing or stale."""

from pathlib import Path

from ..domain.weekly_plan import WeeklyPlan
from ..memory.learners import StoredLearner
from ..tools.calendar_write import plan_calendar, revision_line
from ..tools.files import write_atomically
from ..tools.plan_file import plan_markdown
from .services import Services


def write_files(services: Services, stored: StoredLearner, plan: WeeklyPlan) -> None:
    """Writes `plans/WEEK.md` and `plans/WEEK.ics` where they don't say what the plan says.

    Raises:
        CoachError: a file can't be written; the plan itself is kept all the same.
    """
    page = plan_markdown(plan, learner=stored.learner.name)
    write_atomically(services.plans / f"{plan.week}.md", page.encode())
    calendar = services.plans / f"{plan.week}.ics"
    if not _is_current(calendar, plan):
        write_atomically(calendar, plan_calendar(plan, learner_key=stored.key))


def _is_current(calendar: Path, plan: WeeklyPlan) -> bool:
    return calendar.is_file() and revision_line(plan) in calendar.read_bytes()
