"""A weekly plan on the screen, and as the JSON that other programs read."""

from datetime import UTC
from typing import Any

from ..domain.plan_changes import PlanChanges
from ..domain.week import Week, day_text
from ..domain.weekly_plan import StageForecast, StudySession, WeeklyPlan
from ..tools.plan_text import (
    amount_text,
    buffer_text,
    by_day,
    counted,
    days_text,
    duration_text,
    empty_text,
    sentence,
    shown,
    written_text,
)
from .render import say, say_table, say_wrapped

HANG, MOST_TOLD = 19, 8
MARKS = {"done": "✓", "skipped": "–", "missed": "!", "planned": " "}


def session_json(session: StudySession) -> dict[str, Any]:
    """One session in the names that other programs rely on."""
    return {
        "id": session.id,
        "day": session.day.isoformat(),
        "start": session.start,
        "starts_at": f"{session.starts_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "minutes": session.minutes,
        "kind": session.kind,
        "topic": session.topic,
        "title": session.title,
        "task": session.task,
        "why": session.why,
        "done_when": session.done_when,
        "carried": session.carried,
        "state": session.state,
        "written_by": session.written_by,
    }


def forecast_json(forecast: tuple[StageForecast, ...]) -> list[dict[str, Any]]:
    """The forecast with ISO dates; null where a stage has no end."""
    return [
        {"stage": f.stage, "p50": f.p50 and f.p50.isoformat(), "p90": f.p90 and f.p90.isoformat()} for f in forecast
    ]


def plan_json(plan: WeeklyPlan, learner: str) -> dict[str, Any]:
    """A plan in the names that other programs rely on; sessions taken out by a revision are left out."""
    return {
        "week": plan.week,
        "learner": learner,
        "timezone": plan.timezone,
        "free_minutes": plan.free_minutes,
        "planned_minutes": plan.planned_minutes,
        "sessions": [session_json(s) for s in shown(plan)],
        "carried_over": [
            {"topic": c.topic, "title": c.title, "minutes": c.minutes, "why": c.why} for c in plan.carried_over
        ],
        "not_placed": [{"topic": n.topic, "why": n.why} for n in plan.not_placed],
        "empty_because": plan.empty_because,
        "forecast": forecast_json(plan.forecast),
        "revision": plan.revision,
        "written_by": plan.written_by,
        "note": plan.note,
    }


def show_plan(plan: WeeklyPlan, learner: str, *, words: bool = True, explain: bool = False) -> None:
    """Prints the whole week; with `words` each session's task and reason, with `explain` how the goals fared."""
    days = Week.parse(plan.week).days
    say(f"Week {plan.week} for {learner}: {days_text(days[0], days[-1])} · {amount_text(plan)}", bold=True)
    if plan.empty_because:
        say_wrapped(empty_text(plan))
    if plan.note:
        say_wrapped(plan.note)
    for heading, sessions in by_day(shown(plan)):
        say()
        say(heading, bold=True)
        for session in sessions:
            show_session(session, words=words)
    _show_rest(plan)
    if explain:
        say()
        say("How the plan's goals fared", bold=True)
        for line in plan.explanation:
            say_wrapped(f"· {line}", hang=2)
        for left_out in plan.not_placed:
            say_wrapped(sentence(f"· Not placed: {left_out.why}"), hang=2)


def show_session(session: StudySession, *, words: bool = True) -> None:
    """Prints one session on one line, and its words below."""
    mark = MARKS.get(session.state, " ")
    amount, kind = duration_text(session.minutes), session.kind
    line = f"{mark} {session.start}  {amount:>7}  {kind:<8}  {session.title}  [{session.id}]"
    settled = session.state in ("done", "skipped")
    say_wrapped(line, hang=HANG, dim=settled, strikethrough=session.state == "skipped")
    if words and not settled:
        say_wrapped(sentence(session.task), HANG, HANG)
        say_wrapped(sentence(f"Done when: {session.done_when}"), HANG, HANG)
        say_wrapped(sentence(f"Why: {session.why}"), HANG, HANG, dim=True)


def _show_rest(plan: WeeklyPlan) -> None:
    say()
    for carried in plan.carried_over:
        say_wrapped(f"Carried over: {carried.title}, {duration_text(carried.minutes)}: {carried.why}.", hang=2)
    coming_minutes = sum(s.minutes for s in plan.sessions if s.state == "planned")
    say_wrapped(f"{duration_text(coming_minutes)} are to come. {buffer_text(plan)} Written by: {written_text(plan)}.")
    coming = next((f for f in plan.forecast if f.p50 and f.p90 and f.p90 >= Week.parse(plan.week).days[0]), None)
    if coming and coming.p50 and coming.p90:
        say_wrapped(
            f"{coming.title or coming.stage} probably ends around {day_text(coming.p50)} {coming.p50.year}, "
            f"nine times in ten by {day_text(coming.p90)} {coming.p90.year}."
        )


def show_changes(changes: PlanChanges) -> None:
    """Prints what a revision moves, adds and takes out."""
    rows = [("moves", was.id, _from_to(was, now), now.title) for was, now in changes.moved]
    rows += [("new", s.id, _when(s), s.title) for s in changes.new]
    rows += [("goes", s.id, _when(s), s.title) for s in changes.gone]
    say_table(rows)


def tell_changes(changes: PlanChanges) -> None:
    """Says what a revision did: in one sentence, and one by one where they are few."""
    say_wrapped(changes_sentence(changes))
    if len(changes.new) + len(changes.moved) + len(changes.gone) <= MOST_TOLD:
        show_changes(changes)
    say()


def changes_sentence(changes: PlanChanges) -> str:
    """What a revision did, in one sentence."""
    counts = (
        ("moved or changed", len(changes.moved)),
        ("new", len(changes.new)),
        ("taken out", len(changes.gone)),
    )
    said = ", ".join(f"{counted(n, 'session')} {what}" for what, n in counts if n)
    return f"The plan is revised: {said}."


def _when(session: StudySession) -> str:
    return f"{session.day:%a} {session.start} {duration_text(session.minutes)}"


def _from_to(was: StudySession, now: StudySession) -> str:
    if (was.day, was.start) == (now.day, now.start):
        return f"{now.day:%a} {now.start} {duration_text(was.minutes)} → {duration_text(now.minutes)}"
    length = "" if was.minutes == now.minutes else f" {duration_text(now.minutes)}"
    return f"{was.day:%a} {was.start} → {now.day:%a} {now.start}{length}"
