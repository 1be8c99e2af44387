"""A weekly plan as a Markdown page that a person reads: check boxes, reasons, and what found no place."""

import re

from ..domain.week import Week
from ..domain.weekly_plan import StudySession, WeeklyPlan
from .plan_text import (
    amount_text,
    buffer_text,
    by_day,
    days_text,
    duration_text,
    empty_text,
    forecast_texts,
    one_line,
    shown,
    written_text,
)

_ADDRESS = re.compile(r"(https?://[\w.~:/?#@!$&'()*+,;=%-]*[\w/#=&~+-])", flags=re.ASCII)
_MARKUP = re.compile(r"[\\`*_\[\]<>|~#]|&(?=#?\w+;)")


def plan_markdown(plan: WeeklyPlan, *, learner: str) -> str:
    """The page of a plan, for the learner of that name."""
    days = Week.parse(plan.week).days
    facts = [days_text(days[0], days[-1]), *([_text(learner, 120)] if learner else []), amount_text(plan)]
    lines = [f"# Week {plan.week}", "", " · ".join(facts), "", *([_text(plan.note), ""] if plan.note else [])]
    for heading, sessions in by_day(shown(plan)):
        lines += [f"## {heading}", "", *(line for s in sessions for line in _session_lines(s)), ""]
    if not shown(plan):
        lines += [_text(empty_text(plan)), ""]
    lines += _section("Carried over", [_carried_line(c.title, c.minutes, c.why) for c in plan.carried_over])
    lines += _section("Not placed", [_text(n.why) for n in plan.not_placed])
    lines += _section("Forecast", [_text(text) for text in forecast_texts(plan)])
    lines += [buffer_text(plan), "", f"Written by: {_text(written_text(plan))}.", "", f"*{_footer(plan)}*"]
    return "\n".join(lines) + "\n"


def _session_lines(session: StudySession) -> list[str]:
    box = "x" if session.state == "done" else " "
    head = f"{session.start} · {duration_text(session.minutes)} · {session.kind} · **{_text(session.title)}**"
    if session.state == "skipped":
        head = f"~~{head}~~ skipped"
    if session.state == "missed":
        head = f"{head} missed"
    lines = [f"- [{box}] {head} ({_text(session.id)})"]
    said = (("Task", session.task), ("Done when", session.done_when), ("Why", session.why))
    return lines + [f"  - {name}: {_text(text)}" for name, text in said if text]


def _carried_line(title: str, minutes: int, why: str) -> str:
    return f"{_text(title)}, {duration_text(minutes)}: {_text(why)}"


def _section(heading: str, entries: list[str]) -> list[str]:
    return [f"## {heading}", "", *(f"- {entry}" for entry in entries), ""] if entries else []


def _footer(plan: WeeklyPlan) -> str:
    waiting = next((s.id for s in shown(plan) if s.state == "planned"), "")
    tell = f" Tell it what you did: `coach done {waiting}`" if re.fullmatch(r"[\w-]+", waiting) else ""
    return f"The coach writes this file; what you change in it is overwritten.{tell}"


def _text(text: str, most: int = 500) -> str:
    """Text from outside as the words it is: nothing in it can be taken for markup; web addresses stay usable."""
    parts = _ADDRESS.split(one_line(text, most))
    return "".join(f"<{p}>" if n % 2 else _MARKUP.sub(r"\\\g<0>", p) for n, p in enumerate(parts))
