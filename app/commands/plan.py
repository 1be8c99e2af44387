"""`coach plan` and `coach replan`."""

import sys
from typing import TYPE_CHECKING

import click

from ...domain.errors import CoachError, WrongInput
from ...domain.week import Week
from ...tools.plan_text import counted
from ..bootstrap import Coach, default_learner, open_coach, read_roadmap, tell_problems
from ..plan_view import changes_sentence, plan_json, show_changes, show_plan, tell_changes
from ..render import asks, note, say, say_json, say_wrapped

if TYPE_CHECKING:
    from ...domain.plan_changes import PlanChanges
    from ...domain.weekly_plan import WeeklyPlan
    from ...memory.learners import StoredLearner
    from ...workflows.current_plan import Current
    from ...workflows.plan_words import Worded
    from ...workflows.weekly_plan import Made

WELCOME = "This is a first week with default times. `coach init` makes it yours: your hours, your roadmap, your stage."


@click.command(epilog="Example: coach plan --week 2026-W48 --explain")
@click.option("--week", "week_text", metavar="WEEK", help="The ISO week, as 2026-W48.  [default: the one to study in]")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
@click.option("--explain", is_flag=True, help="Tell how each goal of planning fared.")
@click.option("--dry-run", is_flag=True, help="Keep nothing.")
@click.option("--reword", is_flag=True, help="Let the model put the sessions still to come into words again.")
def plan(week_text: str | None, as_json: bool, explain: bool, dry_run: bool, reword: bool) -> None:
    """Make the week's plan, or show the one that is kept.

    Without --week it is this week, or the next one when no free time is left in this one. When a plan was made and a
    model is at hand, it then puts the sessions into words; the plan is kept and delivered before.
    """
    asked = None if week_text is None else Week.parse(week_text)
    if reword and dry_run:
        raise WrongInput("--reword keeps the new words, and --dry-run keeps nothing.", "Leave one of them out.")
    with open_coach() as coach:
        if reword:
            _reword(coach, asked, as_json=as_json, explain=explain)
            return
        stored = coach.learner()
        is_first = stored is None
        if stored is None and dry_run:
            name, current = _unsaved(coach, asked)
        else:
            stored = stored or coach.learner_or_default()
            name, current = _saved(coach, stored, asked, dry_run=dry_run)
        if as_json:
            _print_json(coach, stored, name, current.plan, current.changes, is_made=current.is_made)
            return
        if current.changes:
            tell_changes(current.changes)
        show_plan(current.plan, name, explain=explain)
        if dry_run:
            say_wrapped("Nothing was kept.")
        elif stored:
            _say_more(coach, stored, current, is_first=is_first)


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
        is_made = made.is_new or bool(made.changes)
        if as_json:
            _print_json(coach, stored, stored.learner.name, made.plan, None, is_made=is_made)
            return
        _tell(made, stored.learner.name, already_shown=not yes and not fresh)
        if is_made:
            _word_shown(coach, stored, made.plan.week)


def _say_more(coach: Coach, stored: "StoredLearner", current: "Current", *, is_first: bool) -> None:
    if is_first:
        say()
        say_wrapped(WELCOME)
    elif current.plan.carried_over:
        coach.offer_fresh_start(stored)
    if current.is_made:
        _word_shown(coach, stored, current.plan.week)


def _print_json(
    coach: Coach,
    stored: "StoredLearner | None",
    name: str,
    shown: "WeeklyPlan",
    changes: "PlanChanges | None",
    *,
    is_made: bool,
) -> None:
    """One document can't be mended once it is printed, so a new plan is put into words before."""
    if changes:
        note(changes_sentence(changes))
    if stored and is_made and (worded := _words_or_stop(coach, stored, shown.week)):
        shown = worded.plan or shown
    say_json(plan_json(shown, name))


def _word_shown(coach: Coach, stored: "StoredLearner", week: str) -> None:
    """Puts a plan into words that stands on the screen already."""
    sys.stdout.flush()
    worded = _words_or_stop(coach, stored, week)
    if worded and worded.taken:
        note("`coach plan` shows them.")
        if worded.plan and worded.plan.note:
            say()
            say_wrapped(worded.plan.note)


def _reword(coach: Coach, asked: Week | None, *, as_json: bool, explain: bool) -> None:
    stored = coach.needed_learner()
    if not coach.services.planner_deadline_s:
        raise CoachError("A model has no time for words: planner.deadline_s is 0.", "Set it to seconds, such as 60.")
    name, current = _saved(coach, stored, asked, dry_run=False)
    worded = _words(coach, stored, current.plan.week, again=True)
    if not worded.asked:
        raise CoachError(f"No session of {current.plan.week} is still to come.", "There is nothing to put into words.")
    if not worded.model:
        what = worded.problem or "No model is at hand, so the words of the plan stay as they are."
        raise CoachError(what, "" if worded.problem else "`coach doctor` tells where one was looked for.")
    if not worded.taken:
        raise CoachError("No session was put into words anew.")
    shown = worded.plan or current.plan
    if as_json:
        say_json(plan_json(shown, name))
    else:
        show_plan(shown, name, explain=explain)


def _words_or_stop(coach: Coach, stored: "StoredLearner", week: str) -> "Worded | None":
    """Puts the plan into words, unless the learner doesn't want to wait."""
    try:
        return _words(coach, stored, week)
    except CoachError as error:
        # The plan itself is kept and shown.
        tell_problems([str(error)])
        return None
    except KeyboardInterrupt:
        note("Stopped: the rules' words stay. `coach plan --reword` tries again.")
        return None


def _words(coach: Coach, stored: "StoredLearner", week: str, *, again: bool = False) -> "Worded":
    from ...workflows.plan_words import put_into_words

    seconds = coach.services.planner_deadline_s

    def tell(asked: int, of: int, model: str) -> None:
        if not asked:
            many = counted(of, "session")
            note(f"{model} puts {many} into words, for at most {seconds} s. Ctrl-C leaves the rules' words.")
        elif sys.stderr.isatty():
            note(f"… {asked} of {of}")

    worded = put_into_words(coach.services, stored.id, Week.parse(week), again=again, tell=tell)
    if worded.model:
        note(_words_sentence(worded))
    tell_problems([worded.problem] if worded.model or not again else [])
    return worded


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


def _words_sentence(worded: "Worded") -> str:
    if worded.taken == worded.asked:
        return f"All {counted(worded.asked, 'session')} are put into words."
    if not worded.taken:
        return "No session is put into words: all keep the words they had."
    return (
        f"{worded.taken} of {counted(worded.asked, 'session')} are put into words; the others keep the words they had."
    )


def _saved(coach: Coach, stored: "StoredLearner", asked: Week | None, *, dry_run: bool) -> "tuple[str, Current]":
    from ...workflows.current_plan import Current, current_plan, week_to_study

    week = asked or week_to_study(coach.services, stored)
    if dry_run and week >= coach.today(stored):
        made = _make(coach, stored, week, only_look=True)
        return stored.learner.name, Current(made.plan, made.changes)
    current = current_plan(coach.services, stored, week)
    if current is None:
        raise CoachError(f"There is no plan for {week}.", "Run: coach plan")
    tell_problems(current.problems)
    if week > coach.today(stored):
        _say_what_is_before(coach, stored)
    return stored.learner.name, current


def _say_what_is_before(coach: Coach, stored: "StoredLearner") -> None:
    from ...workflows.kept_plan import kept_week

    kept = kept_week(coach.services, stored, coach.today(stored))
    if kept and any(s.state == "planned" for s in kept.plan.sessions):
        note(
            "Sessions before that week are still to come. It is planned from what is done today, and revised when it begins."
        )


def _unsaved(coach: Coach, asked: Week | None) -> "tuple[str, Current]":
    """The first week of somebody who isn't set up, with nothing kept."""
    from ...domain.free_time import has_free_piece
    from ...domain.plan_facts import Facts
    from ...domain.planning import plan_week
    from ...domain.progress import with_forecast
    from ...domain.record import Record
    from ...workflows.current_plan import Current

    learner, now = default_learner(coach.settings), coach.now()
    this = Week.of(now.astimezone(learner.zone).date())
    week = asked or (this if has_free_piece(learner, this, (), now) else this.plus(1))
    roadmap = read_roadmap(learner.roadmap)
    plan_ = plan_week(Facts(learner, roadmap, Record(), week, rules=coach.settings.planning), now)
    return learner.name, Current(with_forecast(plan_, learner, roadmap, Record(), (), now))


def _make(coach: Coach, stored: "StoredLearner", week: Week, *, only_look: bool = False) -> "Made":
    from ...workflows.weekly_plan import make

    made = make(coach.services, stored.id, week, only_look=only_look)
    tell_problems(made.problems)
    return made
