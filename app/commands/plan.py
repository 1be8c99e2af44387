"""`coach plan` and `coach replan`."""

from typing import TYPE_CHECKING

import click

from ...domain.errors import WrongInput
from ...domain.week import Week
from ..bootstrap import Coach, default_learner, open_coach, read_roadmap
from ..plan_view import changes_sentence, plan_json, show_changes, show_plan, tell_changes
from ..render import asks, note, say, say_json, say_wrapped

if TYPE_CHECKING:
    from ...domain.plan_changes import PlanChanges
    from ...domain.weekly_plan import WeeklyPlan
    from ...memory.learners import StoredLearner
    from ...workflows.weekly_plan import Made

WELCOME = "This is a first week with default times. `coach init` makes it yours: your hours, your roadmap, your stage."


@click.command(epilog="Example: coach plan --week 2026-W48 --explain")
@click.option("--week", "week_text", metavar="WEEK", help="The ISO week, as 2026-W48.  [default: the one to study in]")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@click.option("--explain", is_flag=True, help="Tell how each goal of planning fared.")
@click.option("--dry-run", is_flag=True, help="Keep nothing.")
def plan(week_text: str | None, as_json: bool, explain: bool, dry_run: bool) -> None:
    """Make the week's plan, or show the one that is kept.

    Without --week it is this week, or the next one when no free time is left in this one.
    """
    asked = Week.parse(week_text) if week_text else None
    with open_coach() as coach:
        stored = coach.learner()
        is_first = stored is None
        if stored is None:
            stored = _welcome(coach)
        week = asked or _week_to_study(coach, stored)
        shown, changes = _plan_of(coach, stored, week, dry_run=dry_run)
        if as_json:
            say_json(plan_json(shown, stored.learner.name))
            return
        if changes:
            tell_changes(changes)
        if week > coach.today(stored).plus(1):
            say_wrapped(
                f"{week} is some way off: this is planned as if nothing happened before, and follows what will."
            )
            say()
        show_plan(shown, stored.learner.name, explain=explain)
        if is_first:
            say()
            say_wrapped(WELCOME)


@click.command(epilog="Example: coach replan --yes")
@click.option("--yes", is_flag=True, help="Don't ask.")
@click.option("--fresh", is_flag=True, help="Start anew: carry nothing over that was left undone until now.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON (with --yes).")
def replan(yes: bool, fresh: bool, as_json: bool) -> None:
    """Plan the rest of the week anew, after showing what moves."""
    if as_json and not yes:
        raise WrongInput("--json asks nothing.", "Add --yes.")
    with open_coach() as coach:
        stored = coach.needed_learner()
        week = _week_to_study(coach, stored)
        if fresh:
            if not yes and not asks("Leave everything that was left undone until now behind, and plan anew?"):
                note("Nothing was changed. `coach replan --fresh --yes` does it without a question.")
                return
            from ...workflows.record_work import fresh_start

            fresh_start(coach.services, stored.id)
        elif not yes and not _agreed(_make(coach, stored, week, only_look=True), week):
            return
        made = _make(coach, stored, week)
        if as_json:
            say_json(plan_json(made.plan, stored.learner.name))
            return
        _tell(made, stored.learner.name, already_shown=not yes and not fresh)


def _agreed(preview: "Made", week: Week) -> bool:
    if preview.is_new:
        return True
    if not preview.changes:
        note("Nothing needs to move.")
        return False
    say(f"From now on, {week} would change:")
    show_changes(preview.changes)
    if asks("Change the plan so?"):
        return True
    note("Nothing was changed. `coach replan --yes` does it without a question.")
    return False


def _tell(made: "Made", name: str, *, already_shown: bool) -> None:
    if made.is_new:
        show_plan(made.plan, name)
        return
    if not made.changes:
        say_wrapped("Nothing needs to move.")
    elif already_shown:
        say_wrapped(changes_sentence(made.changes))
    else:
        tell_changes(made.changes)


def _welcome(coach: Coach) -> "StoredLearner":
    from ...workflows.set_up import set_up

    learner = default_learner(coach.settings)
    return set_up(coach.services, learner, read_roadmap(learner.roadmap), only_new=True)


def _week_to_study(coach: Coach, stored: "StoredLearner") -> Week:
    from ...workflows.kept_plan import has_time

    this = coach.today(stored)
    return this if has_time(coach.services, stored.learner, this) else this.plus(1)


def _plan_of(
    coach: Coach, stored: "StoredLearner", week: Week, *, dry_run: bool
) -> "tuple[WeeklyPlan, PlanChanges | None]":
    from ...workflows.kept_plan import kept_week

    this = coach.today(stored)
    kept = kept_week(coach.services, stored, week)
    if kept and (kept.is_current or week < this) and not dry_run:
        coach.refresh(stored, kept.plan)
        return kept.plan, None
    if week < this:
        if kept:
            return kept.plan, None
        raise WrongInput(f"{week} is over.", f"This week is {this}; `coach plan --week {this}` plans it.")
    if week > this.plus(52):
        raise WrongInput(f"{week} is more than a year away.", "Plan a nearer one.")
    made = _make(coach, stored, week, only_look=dry_run)
    return made.plan, made.changes


def _make(coach: Coach, stored: "StoredLearner", week: Week, *, only_look: bool = False) -> "Made":
    from ...workflows.weekly_plan import make

    return make(coach.services, stored.id, week, only_look=only_look)
