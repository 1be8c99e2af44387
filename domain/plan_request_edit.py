"""What a learner's words to a proposal change in it, and which of several things they choose."""

import re
from dataclasses import replace
from datetime import date, timedelta

from . import plan_request_words as words
from .learner import DateRange
from .plan_request import reason_in
from .plan_request_times import times_in
from .plan_talk import PlanRequest
from .week import Week

MOST_DAY_MINUTES = 24 * 60
_A_NUMBER = re.compile(r"[0-9]{1,4}", re.ASCII)


def edit(request: PlanRequest, said: str) -> PlanRequest | None:
    """The request as the learner wants it instead: other minutes, another day, session or rating, a reason, finished
    or not. None when their words change nothing in it."""
    text = said[:200]
    changed = _timed(request, text)
    if request.action in ("skip", "lost_day") and (why := reason_in(text)):
        changed = replace(changed, why=why)
    if request.action == "done":
        rating = next((r for r, pattern in words.RATINGS.items() if pattern.search(text.casefold())), "")
        changed = replace(changed, rating=rating or changed.rating)  # type: ignore[arg-type]
    if request.action in ("done", "log"):
        changed = replace(changed, finished=_finished(text.casefold(), changed.finished))
    return changed if changed != request else None


def choose(request: PlanRequest, reply: str) -> PlanRequest | None:
    """The request with the one session that the reply names: by its id, as a choice begins, or by its place from 1."""
    name = reply.strip().casefold().partition(" ")[0]
    place = int(name) if _A_NUMBER.fullmatch(name) else 0
    if 1 <= place <= len(request.sessions):
        return replace(request, sessions=(request.sessions[place - 1],))
    found = [s for s in request.sessions if s.casefold() == name]
    return replace(request, sessions=(found[0],)) if found else None


def _timed(request: PlanRequest, text: str) -> PlanRequest:
    """The request with the minutes, the day and the session that the text names."""
    first = DateRange.parse(request.day).first if request.day else date(2026, 1, 1)
    monday = Week.of(first).monday
    times = times_in(text, monday)
    # Words like `tomorrow` are told from here, and here isn't today: only what is the same from any day is taken.
    days = times.days if times.days == times_in(text, monday + timedelta(days=6)).days else ()
    amounts = times.amounts or tuple(int(n) for n in [text.strip()] if _A_NUMBER.fullmatch(n))
    most = MOST_DAY_MINUTES if request.action != "limit_week" else 7 * MOST_DAY_MINUTES
    if request.action in ("done", "log", "limit_week") and len(amounts) == 1 and 0 < amounts[0] <= most:
        request = replace(request, minutes=amounts[0])
    if request.action == "lost_day" and len(days) == 1:
        request = replace(request, day=days[0].isoformat())
    if request.action in ("done", "skip") and len(times.ids) == 1:
        request = replace(request, sessions=times.ids)
    return request


def _finished(text: str, before: bool) -> bool:
    if not (words.FINISHED.search(text) or words.A_SESSION.search(text)):
        return before
    return not (words.UNREAL.search(text) or words.A_SESSION.search(text))
