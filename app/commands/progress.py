"""`coach progress`."""

from typing import TYPE_CHECKING

import click

from ...domain.progress import Progress, progress_of
from ...domain.week import day_text
from ...tools.plan_text import counted, duration_text
from ..bootstrap import Coach, open_coach
from ..plan_view import forecast_json
from ..render import say, say_json, say_table, say_wrapped

if TYPE_CHECKING:
    from ...memory.learners import StoredLearner

BAR = 20


@click.command(epilog="Example: coach progress --json")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def progress(as_json: bool) -> None:
    """Show what is done and left by stage and week, and when each stage will end."""
    with open_coach() as coach:
        stored = coach.needed_learner()
        found = _progress(coach, stored)
        if as_json:
            say_json(_json(found))
            return
        _show(found)


def _progress(coach: Coach, stored: "StoredLearner") -> Progress:
    from ...memory import evidence, roadmaps, weekly_plans

    with coach.database.read() as db:
        roadmap = roadmaps.find(db, stored.roadmap_hash)
        rows = evidence.all_of(db, stored.id)
        planned = weekly_plans.first_minutes(db, stored.id)
    return progress_of(stored.learner, roadmap, rows, planned, coach.now(), stored.created_at)


def _json(found: Progress) -> dict[str, object]:
    return {
        "stages": [
            {
                "stage": s.stage,
                "title": s.title,
                "minutes_done": s.minutes_done,
                "minutes_left": s.minutes_left,
                "minutes_known": s.minutes_known,
                "items_finished": s.items_finished,
                "items_known": s.items_known,
                "items": s.items,
            }
            for s in found.stages
        ],
        "weeks": [
            {"week": w.week, "planned_minutes": w.planned_minutes, "done_minutes": w.done_minutes} for w in found.weeks
        ],
        "streak": {"weeks": found.weeks_in_a_row, "days_this_week": found.days_this_week},
        "pace": dict(found.pace),
        "forecast": forecast_json(found.forecast),
    }


def _show(found: Progress) -> None:
    say("By stage", bold=True)
    for s in found.stages:
        known = f", {s.items_known} known" if s.items_known else ""
        say(f"  {_bar(s.minutes_done + s.minutes_known, s.minutes_left)}  {s.title}")
        say_wrapped(
            f"{s.items_finished} of {s.items} finished{known} · "
            f"{duration_text(s.minutes_done)} done, {duration_text(s.minutes_left)} left",
            BAR + 4,
            BAR + 4,
        )
    if found.weeks:
        say()
        say("By week", bold=True)
        rows = [(w.week, duration_text(w.done_minutes), duration_text(w.planned_minutes)) for w in found.weeks]
        say_table([("week", "done", "planned"), *rows])
    say()
    if found.weeks_in_a_row:
        row = counted(found.weeks_in_a_row, "week")
        say_wrapped(f"You have studied for {row} without a gap, on {counted(found.days_this_week, 'day')} of this one.")
    else:
        say_wrapped("The next session begins a new run of weeks.")
    for kind, ratio in found.pace.items():
        if ratio != 1:
            say_wrapped(f"Your pace for {kind} work: {ratio:.2f} of the estimated time.")
    _show_forecast(found)


def _show_forecast(found: Progress) -> None:
    titles = {s.stage: s for s in found.stages}
    say()
    say("When the stages end", bold=True)
    for f in found.forecast:
        stage = titles[f.stage]
        if not stage.minutes_left:
            text = "finished" if stage.items_finished else "known"
        elif f.p50 and not f.p90:
            text = f"around {day_text(f.p50)} {f.p50.year}; your weeks differ too much to say by when for sure"
        elif f.p50 and f.p90:
            text = f"around {day_text(f.p50)} {f.p50.year}, nine times in ten by {day_text(f.p90)} {f.p90.year}"
        else:
            text = "ongoing" if stage.is_ongoing else "can't be told while no work is recorded"
        say_wrapped(f"  {stage.title}: {text}", hang=4)


def _bar(done: int, left: int) -> str:
    full = round(BAR * done / (done + left)) if done + left else BAR
    return "█" * full + "░" * (BAR - full)
