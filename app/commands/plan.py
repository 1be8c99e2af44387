"""`coach plan` and `coach replan`."""

from typing import TYPE_CHECKING

import click

from ...domain.errors import CoachError, WrongInput
from ...domain.week import Week
from ..bootstrap import Coach, default_learner, open_coach, read_roadmap, tell_problems
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
    asked = None if week_text is None else Week.parse(week_text)
    with open_coach() as coach:
        stored = coach.learner()
        if stored is None and dry_run:
            name, shown, changes = _unsaved(coach, asked)
        else:
            is_first, stored = stored is None, stored or _welcome(coach)
            name, shown, changes = _saved(coach, stored, asked, dry_run=dry_run)
        if as_json:
            if changes:
                note(changes_sentence(changes))
            say_json(plan_json(shown, name))
            return
        if changes:
            tell_changes(changes)
        show_plan(shown, name, explain=explain)
        if dry_run:
            say_wrapped("Nothing was kept.")
        elif is_first:
            say()
            say_wrapped(WELCOME)
        elif stored and shown.carried_over:
            coach.offer_fresh_start(stored)


@click.command(epilog="Example: coach replan --yes")
@click.option("--yes", is_flag=True, help="Don't ask.")
@click.option("--fresh", is_flag=True, help="Start anew: carry nothing over that was left undone until now.")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON (with --yes).")
def replan(yes: bool, fresh: bool, as_json: bool) -> None:
    """Plan the rest of the week anew, after showing what moves."""
    if as_json and not yes:
        raise WrongInput("--json asks nothing.", "Add --yes.")
    from ...workflows.current_plan import week_to_study

    with open_coach() as coach:
        stored = coach.needed_learner()
        week = week_to_study(coach.services, stored)
        if fresh:
            if not yes and not asks("Leave everything that was left undone until now behind, and plan anew?"):
                note("Nothing was changed. `coach replan --fresh --yes` does it without a question.")
                return
            from ...workflows.record_work import fresh_start

            fresh_start(coach.services, stored.id)
            note("A fresh start: nothing of before is carried over.")
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


def _saved(
    coach: Coach, stored: "StoredLearner", asked: Week | None, *, dry_run: bool
) -> "tuple[str, WeeklyPlan, PlanChanges | None]":
    from ...workflows.current_plan import current_plan, week_to_study

    week = asked or week_to_study(coach.services, stored)
    if dry_run and week >= coach.today(stored):
        made = _make(coach, stored, week, only_look=True)
        return stored.learner.name, made.plan, made.changes
    current = current_plan(coach.services, stored, week)
    if current is None:
        raise CoachError(f"There is no plan for {week}.", "Run: coach plan")
    tell_problems(current.problems)
    if week > coach.today(stored):
        _say_what_is_before(coach, stored)
    return stored.learner.name, current.plan, current.changes


def _say_what_is_before(coach: Coach, stored: "StoredLearner") -> None:
    from ...workflows.kept_plan import kept_week

    kept = kept_week(coach.services, stored, coach.today(stored))
    if kept and any(s.state == "planned" for s in kept.plan.sessions):
        note(
            "Sessions before that week are still to come. It is planned from what is done today, and revised when it begins."
        )


def _unsaved(coach: Coach, asked: Week | None) -> "tuple[str, WeeklyPlan, PlanChanges | None]":
    """The first week of somebody who isn't set up, with nothing kept."""
    from ...domain.free_time import has_free_piece
    from ...domain.plan_facts import Facts
    from ...domain.planning import plan_week
    from ...domain.progress import with_forecast
    from ...domain.record import Record

    learner, now = default_learner(coach.settings), coach.now()
    this = Week.of(now.astimezone(learner.zone).date())
    week = asked or (this if has_free_piece(learner, this, (), now) else this.plus(1))
    roadmap = read_roadmap(learner.roadmap)
    plan_ = plan_week(Facts(learner, roadmap, Record(), week, rules=coach.settings.planning), now)
    return learner.name, with_forecast(plan_, learner, roadmap, Record(), (), now), None


def _make(coach: Coach, stored: "StoredLearner", week: Week, *, only_look: bool = False) -> "Made":
    from ...workflows.weekly_plan import make

    made = make(coach.services, stored.id, week, only_look=only_look)
    tell_problems(made.problems)
    return made
