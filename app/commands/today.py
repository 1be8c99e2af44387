"""`coach today`, `coach week` and `coach why`: the plan as it stands, quickly."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from ...domain.errors import CoachError
from ...domain.week import Week, day_text
from ...tools.plan_text import duration_text, sentence
from ..bootstrap import Coach, open_coach, tell_problems
from ..plan_view import changes_sentence, plan_json, session_json, show_plan, show_session, tell_changes
from ..render import note, say, say_json, say_wrapped

if TYPE_CHECKING:
    from ...domain.plan_changes import PlanChanges
    from ...domain.record import Evidence
    from ...domain.weekly_plan import StudySession, WeeklyPlan
    from ...memory.learners import StoredLearner

UNTICKED = 3


@click.command(epilog="Example: coach today")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def today(as_json: bool = False) -> None:
    """Show today's study sessions and the one next step."""
    with open_coach() as coach:
        stored = coach.learner()
        if stored is None:
            hint = "Nobody is set up here yet. `coach plan` gives a first week at once; `coach init` makes it yours."
            _nothing_yet(coach, as_json, hint)
            return
        week = coach.today(stored)
        plan, changes = _current(coach, stored, week)
        if plan is None:
            _nothing_yet(coach, as_json, _before_the_first(coach, stored, week))
            return
        day = coach.now().astimezone(stored.learner.zone).date()
        sessions = [s for s in plan.sessions if s.day == day and s.state != "cancelled"]
        step = _next_step(coach, stored, plan)
        if as_json:
            _note_changes(changes)
            say_json(
                {
                    "date": day.isoformat(),
                    "week": plan.week,
                    "sessions": [session_json(s) for s in sessions],
                    "next_step": step,
                    "new_letters": coach.new_letters(),
                }
            )
            return
        if changes:
            tell_changes(changes)
        say(day_text(day), bold=True)
        for session in sessions:
            show_session(session)
        if not sessions:
            say("No session today.")
        say()
        _remind(coach, stored, plan)
        say_wrapped(f"Next step: {step}", bold=True)


@click.command(epilog="Example: coach week")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON.")
def week(as_json: bool) -> None:
    """Show this week's plan on one page."""
    with open_coach() as coach:
        stored = coach.needed_learner()
        number = coach.today(stored)
        plan, changes = _current(coach, stored, number)
        if plan is None:
            # Who began at the end of a week has only a plan for the next one.
            plan, changes = _current(coach, stored, number.plus(1))
        if plan is None:
            raise CoachError(f"There is no plan for {number} yet.", "Run: coach plan")
        if as_json:
            _note_changes(changes)
            say_json(plan_json(plan, stored.learner.name))
            return
        if changes:
            tell_changes(changes)
        show_plan(plan, stored.learner.name, words=False)


@click.command(epilog="Example: coach why w48-3")
@click.argument("session_id", metavar="ID")
def why(session_id: str) -> None:
    """Tell why a session is in the plan, and what it rests on and opens."""
    with open_coach() as coach:
        stored = coach.needed_learner()
        from ...domain.lookup import find_session
        from ...workflows.current_plan import WEEKS_AHEAD
        from ...workflows.plan_facts import load

        with coach.database.read() as db:
            this = coach.today(stored)
            loaded = load(db, stored.id, this, coach.now(), last=this.plus(WEEKS_AHEAD))
        week_, session = find_session(loaded.plans, session_id)
        show_session(session, words=False)
        say_wrapped(sentence(f"Why: {session.why}"))
        say_wrapped(sentence(f"Task: {session.task}"))
        say_wrapped(sentence(f"Done when: {session.done_when}"))
        _show_record(loaded.evidence, week_, session)
        item = loaded.roadmap.by_id.get(session.topic)
        if item is None or item.title != session.title:
            return
        titles = {i.id: i.title for i in loaded.roadmap.items()}
        if item.prerequisites:
            say_wrapped(f"It rests on: {', '.join(titles[p] for p in item.prerequisites)}.")
        opened = loaded.roadmap.opens.get(item.id, ())
        if opened:
            say_wrapped(f"It opens: {', '.join(titles[o] for o in opened)}.")
        stage = loaded.roadmap.stages[loaded.roadmap.stage_of[item.id] - 1]
        say_wrapped(f"It belongs to {item.area} in {stage.title}: {stage.goal}")


def _show_record(evidence: "tuple[Evidence, ...]", week_text: str, session: "StudySession") -> None:
    from ...domain.session_states import live

    for row in live(evidence):
        if (row.week, row.session) == (week_text, session.id):
            spent = f"{duration_text(row.minutes)}, " if row.minutes else ""
            said = f": {row.note}" if row.note else ""
            say_wrapped(f"Recorded: {spent}{row.rating or session.state}{said}")


def _current(coach: Coach, stored: "StoredLearner", number: Week) -> "tuple[WeeklyPlan | None, PlanChanges | None]":
    from ...workflows.current_plan import current_plan

    current = current_plan(coach.services, stored, number, make_new=False)
    if current is None:
        return None, None
    tell_problems(current.problems)
    return current.plan, current.changes


def _nothing_yet(coach: Coach, as_json: bool, hint: str) -> None:
    if as_json:
        data: dict[str, Any] = {"date": None, "week": None, "sessions": [], "next_step": hint}
        say_json(data | {"new_letters": coach.new_letters()})
    else:
        say_wrapped(hint)


def _next_step(coach: Coach, stored: "StoredLearner", plan: "WeeklyPlan") -> str:
    coming = _coming(plan)
    if coming is None:
        later, _ = _current(coach, stored, Week.parse(plan.week).plus(1))
        coming = _coming(later) if later else None
    if coming is None:
        return "this week's plan is through. `coach plan` makes the next one."
    when = "now" if coming.starts_at <= coach.now() else _soon(coming, stored, coach)
    return f"{when}: {coming.title} ({coming.minutes} min). Afterwards: coach done {coming.id}"


def _coming(plan: "WeeklyPlan") -> "StudySession | None":
    return min((s for s in plan.sessions if s.state == "planned"), key=lambda s: s.starts_at, default=None)


def _before_the_first(coach: Coach, stored: "StoredLearner", number: Week) -> str:
    later, _ = _current(coach, stored, number.plus(1))
    coming = _coming(later) if later else None
    if coming is None:
        return f"There is no plan for {number} yet. Next step: coach plan"
    return (
        f"Your plan begins {_soon(coming, stored, coach)} with {coming.title} ({coming.minutes} min). "
        "`coach week` shows it."
    )


def _note_changes(changes: "PlanChanges | None") -> None:
    if changes:
        note(changes_sentence(changes))


def _soon(session: "StudySession", stored: "StoredLearner", coach: Coach) -> str:
    today_ = coach.now().astimezone(stored.learner.zone).date()
    if session.day == today_:
        return f"at {session.start}"
    day = "tomorrow" if session.day == today_ + timedelta(days=1) else f"on {day_text(session.day)}"
    return f"{day} at {session.start}"


def _remind(coach: Coach, stored: "StoredLearner", plan: "WeeklyPlan") -> None:
    again = {s.topic: s.starts_at for s in plan.sessions if s.state in ("planned", "done")}
    missed = [s for s in plan.sessions if s.state == "missed" and again.get(s.topic, s.starts_at) <= s.starts_at]
    for session in missed[-UNTICKED:]:
        say_wrapped(
            f"Not ticked: {session.title} on {session.day:%A} (coach done {session.id}, or coach skip {session.id})."
        )
    if len(missed) > UNTICKED:
        say_wrapped(f"… and {len(missed) - UNTICKED} more: `coach week` marks them with an exclamation mark.")
    from ...workflows.current_plan import week_to_study

    if missed and week_to_study(coach.services, stored) == coach.today(stored):
        say_wrapped("`coach replan` fits what was left undone into the rest of the week.")
    if missed or plan.carried_over:
        coach.offer_fresh_start(stored)
    letters = coach.new_letters()
    if letters:
        say_wrapped(f"{letters} new {'letter' if letters == 1 else 'letters'}: coach inbox")
