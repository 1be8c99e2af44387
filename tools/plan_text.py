"""How a weekly plan's days, minutes and texts are said, the same in the file, the mail and the calendar."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from ..domain.plain_text import without_unseen
from ..domain.week import date_text, day_text
from ..domain.weekly_plan import StudySession, WeeklyPlan


def one_line(text: str, most: int = 500) -> str:
    """`text` as one line of at most `most` characters, without those that can't be seen."""
    line = " ".join(filter(None, map(without_unseen, text[: 4 * most].split())))
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def duration_text(minutes: int) -> str:
    """Minutes as people say them: 45 min, 2 h, 8 h 30."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"


def days_text(first: date, last: date) -> str:
    """A span of days as people say it: 23 to 29 November 2026."""
    start = f"{first.day}"
    if (first.year, first.month) != (last.year, last.month):
        start += f" {first:%B}" + (f" {first.year}" if first.year != last.year else "")
    return f"{start} to {last.day} {last:%B} {last.year}"


def counted(number: int, word: str) -> str:
    """`1 session`, `2 sessions`."""
    return f"{number} {word}{'' if number == 1 else 's'}"


def shown(plan: WeeklyPlan) -> tuple[StudySession, ...]:
    """The sessions that a person wants to see, in order: all but those that a revision took out."""
    kept = (s for s in plan.sessions if s.state != "cancelled")
    return tuple(sorted(kept, key=lambda s: (s.starts_at, s.id)))


def by_day(sessions: Sequence[StudySession]) -> list[tuple[str, list[StudySession]]]:
    """The sessions under the heading of their day."""
    return [(day_text(day), list(some)) for day, some in groupby(sessions, key=lambda s: s.day)]


def amount_text(plan: WeeklyPlan) -> str:
    """How much the plan holds: `9 sessions, 8 h 30`, without what was skipped or missed."""
    sessions = [s for s in shown(plan) if s.state in ("planned", "done")]
    return f"{counted(len(sessions), 'session')}, {duration_text(sum(s.minutes for s in sessions))}"


def buffer_text(plan: WeeklyPlan) -> str:
    """What the plan leaves free: `Of 10 h free when this was planned, 1 h was left as a buffer.`"""
    left = max(0, plan.free_minutes - plan.planned_minutes)
    return f"Of {duration_text(plan.free_minutes)} free when this was planned, {duration_text(left)} stay as a buffer."


def empty_text(plan: WeeklyPlan) -> str:
    """Why the plan holds no session."""
    return one_line(plan.empty_because or "Nothing is planned for this week.")


def forecast_texts(plan: WeeklyPlan) -> list[str]:
    """Per stage, when it ends: with 50 % probability by one day, with 90 % by another."""
    return [
        f"{one_line(f.title or f.stage, 120)} ends by {date_text(f.p50)} as likely as not, "
        f"and by {date_text(f.p90)} nine times in ten."
        for f in plan.forecast
        if f.p50 and f.p90
    ]


def written_text(plan: WeeklyPlan) -> str:
    """Who wrote the words: `rules`, a model's name, or how many sessions each wrote."""
    sessions = shown(plan)
    by_model = sum(s.written_by != "rules" for s in sessions)
    if not by_model:
        return one_line(plan.written_by, 120)
    some = (
        ""
        if by_model == len(sessions)
        else f" ({by_model} of {counted(len(sessions), 'session')}), the others by rules"
    )
    return f"{one_line(plan.written_by, 120)}{some}"


def sentence(text: str) -> str:
    """The text with an end mark."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
