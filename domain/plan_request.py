"""The rules that read from a learner's words what they ask of their plan: only what is certain."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from . import plan_request_words as words
from .learner import DateRange
from .plan_request_names import items_named, sessions_named
from .plan_request_times import DAY, MOST_MINUTES, NEXT_WEEK, WEEK, Times, minutes_in, times_in
from .plan_talk import Action, PlanRequest, PlanTalk, from_mapping, to_mapping
from .slash import parse_slash
from .weekly_plan import StudySession

__all__ = [
    "PlanRequest",
    "PlanTalk",
    "days_text",
    "from_mapping",
    "read_request",
    "reason_in",
    "to_mapping",
    "which_sessions",
]
LONGEST_MESSAGE, LONGEST_WHY, MOST_DAY_MINUTES = 400, 200, 24 * 60
WORK_KINDS = ("learn", "practise", "project")


@dataclass(frozen=True, slots=True)
class _Said:
    message: str
    times: Times
    talk: PlanTalk

    @property
    def text(self) -> str:
        return self.times.text

    def has(self, pattern: re.Pattern[str]) -> bool:
        return pattern.search(self.times.text) is not None

    @property
    def length(self) -> int:
        """How many words; scripts that don't set words apart have about one in two characters."""
        return len(self.text.split()) + len(re.findall(r"[\u3040-\u30ff\u4e00-\u9fff]", self.text)) // 2


def read_request(message: str, talk: PlanTalk) -> PlanRequest | None:
    """What a message certainly asks of the plan; None when the rules can't tell.

    Raises:
        WrongInput: it is a slash command that there isn't.
    """
    if message.lstrip().startswith("/"):
        return _slash(message, talk)
    times = times_in(message[: LONGEST_MESSAGE + 1], talk.today)
    if len(message) > LONGEST_MESSAGE or times.unsure or not times.text:
        return None
    said = _Said(message, replace(times, text=times.text.strip(" .!。！")), talk)
    rules = _QUESTIONS if _only_asks(said) else (*_DEEDS, *_QUESTIONS)
    return next((request for rule in rules if (request := rule(said))), None)


def which_sessions(ids: tuple[str, ...], text: str, talk: PlanTalk) -> tuple[StudySession, ...]:
    """The sessions that ids, places in the day (`the first one`) or names in a plain text mean."""
    if ids:
        return tuple(s for s in talk.sessions if s.id in ids)
    return _by_place(text, talk) or sessions_named(text, talk.sessions, talk.roadmap)


def _slash(message: str, talk: PlanTalk) -> PlanRequest | None:
    found = parse_slash(message)
    if found is None or found[0].agent != "planner":
        return None
    command, rest = found
    if command.name in ("plan", "today", "replan"):
        action: dict[str, Action] = {"plan": "show_week", "today": "show_today", "replan": "replan"}
        return PlanRequest(action[command.name])
    name, _, more = rest.partition(" ")
    ids = _ids_like(name, talk)
    if command.name == "why":
        return PlanRequest("why", ids or tuple(s.id for s in talk.next if not name))
    if not ids and not name:
        ids = tuple(s.id for s in talk.open if s.day == talk.today)
    if command.name == "skip":
        return PlanRequest("skip", ids, why=_short(more))
    rating = next((r for r in ("again", "hard", "good", "easy") if r in more.split()), "")
    minutes = minutes_in(more) or tuple(int(n) for n in re.findall(r"^[0-9]{1,4}\b", more))
    return PlanRequest("done", ids, minutes=_day_minutes(minutes), rating=rating)  # type: ignore[arg-type]


def _ids_like(name: str, talk: PlanTalk) -> tuple[str, ...]:
    """The id that was typed, whole or as its number alone: 3 for w48-3; else the sessions named so."""
    wanted = name.casefold()
    if any(s.id == wanted for s in talk.sessions) or not wanted:
        return (wanted,) if wanted else ()
    if wanted.isdigit():
        return tuple(s.id for s in talk.sessions if s.id.rpartition("-")[2] == wanted)
    return tuple(s.id for s in sessions_named(wanted, talk.open, talk.roadmap)) or (wanted[:40],)


def _only_asks(said: _Said) -> bool:
    """Whether the message is a question that asks for no deed."""
    asks = said.message.rstrip().endswith(("?", "？")) or said.has(words.QUESTION)
    return asks and not said.has(words.ASKS)


def _undo(said: _Said) -> PlanRequest | None:
    text = said.text.removeprefix("please ").removesuffix(" please").rstrip(" .,!")
    return PlanRequest("undo") if words.UNDO.fullmatch(text) else None


def _limit(said: _Said) -> PlanRequest | None:
    week = said.talk.today + timedelta(days=7 * (NEXT_WEEK in said.text))
    if not (WEEK in said.text or NEXT_WEEK in said.text) or said.times.ids or said.times.days or said.has(words.MAYBE):
        return None
    day = week.isoformat() if NEXT_WEEK in said.text else ""
    if said.has(words.NO_LIMIT):
        return PlanRequest("limit_week", day=day, minutes=MOST_MINUTES)
    if said.has(words.WORKED) or not (len(said.times.amounts) == 1 and said.has(words.LIMIT)):
        return None
    return PlanRequest("limit_week", day=day, minutes=said.times.amounts[0])


def _done(said: _Said) -> PlanRequest | None:
    clear = said.has(words.DONE) and not said.has(words.UNREAL) and not said.has(words.SKIP)
    if not clear or len(said.times.amounts) > 1 or said.length > 14:
        return None
    sessions = which_sessions(said.times.ids, said.text, said.talk)
    rating = next((r for r, pattern in words.RATINGS.items() if said.has(pattern)), "")
    minutes = _day_minutes(said.times.amounts)
    by_topic = not said.times.ids and not _by_place(said.text, said.talk) and not said.has(words.A_SESSION)
    finished = by_topic and said.has(words.FINISHED)
    if not sessions:
        items = items_named(said.text, said.talk.roadmap)
        if len(items) == 1 and (finished or minutes):
            return PlanRequest("log", topic=items[0].id, minutes=minutes, finished=finished)
        if items or said.times.ids or said.length > 4:
            return None
        today = tuple(s.id for s in said.talk.open if s.day == said.talk.today)
        return PlanRequest("done", today, minutes=minutes) if today else None
    likely = _likely(sessions, said)
    ids = tuple(s.id for s in likely)
    finished = finished and all(s.kind in WORK_KINDS for s in likely)
    rated = rating if all(s.kind == "review" for s in likely) else ""
    return PlanRequest("done", ids, minutes=minutes, rating=rated, finished=finished)  # type: ignore[arg-type]


def _log(said: _Said) -> PlanRequest | None:
    clear = said.has(words.WORKED) and not said.has(words.UNREAL) and WEEK not in said.text
    if not clear or len(said.times.amounts) != 1 or said.length > 24:
        return None
    minutes, talk = _day_minutes(said.times.amounts), said.talk
    waiting = [s for s in talk.open if s.day <= talk.today]
    sessions = which_sessions(said.times.ids, said.text, replace(talk, sessions=tuple(waiting)))
    if sessions and minutes:
        return PlanRequest("done", tuple(s.id for s in sessions), minutes=minutes)
    items = items_named(said.text, talk.roadmap)
    return PlanRequest("log", topic=items[0].id, minutes=minutes) if len(items) == 1 and minutes else None


def _skip(said: _Said) -> PlanRequest | None:
    if not said.has(words.SKIP) or said.has(words.MAYBE) or said.has(words.NOT_LOST) or said.length > 24:
        return None
    sessions = which_sessions(said.times.ids, said.text, said.talk)
    if not sessions and said.has(words.ONE_SESSION):
        sessions = tuple(s for s in said.talk.open if s.day in said.times.days)
    if not sessions:
        return None
    return PlanRequest("skip", tuple(s.id for s in _likely(sessions, said)), why=reason_in(said.message))


def _lost_day(said: _Said) -> PlanRequest | None:
    if not said.has(words.LOST) or said.has(words.MAYBE) or said.has(words.NOT_LOST) or said.times.ids:
        return None
    days = said.times.days
    if not days and said.has(words.ILL) and said.length <= 6:
        days = (said.talk.today,)
    is_range = said.has(words.UNTIL) or said.has(words.BEFORE)
    if len(days) == 1 and is_range:
        last = days[0] - timedelta(days=said.has(words.BEFORE))
        # A weekday that lies behind is the next one.
        days = tuple(dict.fromkeys((said.talk.today, last if last >= said.talk.today else last + timedelta(days=7))))
    day = days_text(days, is_range=is_range)
    return PlanRequest("lost_day", day=day, why=reason_in(said.message)) if day else None


def _replan(said: _Said) -> PlanRequest | None:
    whole = not said.times.ids and DAY not in said.text and not said.times.amounts
    return PlanRequest("replan") if whole and said.has(words.REPLAN) and not said.has(words.MAYBE) else None


def _why(said: _Said) -> PlanRequest | None:
    if not said.has(words.WHY) or said.has(words.WHY_NOT) or said.length > 16:
        return None
    if said.times.ids:
        return PlanRequest("why", said.times.ids)
    named = sessions_named(said.text, said.talk.sessions, said.talk.roadmap)
    if named and said.has(words.IN_PLAN):
        return PlanRequest("why", tuple(s.id for s in _likely(named, said)))
    if said.has(words.THIS) and said.length <= 6:
        # Of what comes next, what is learned is a topic, and a habit isn't.
        coming = sorted((s for s in said.talk.open if s.kind in WORK_KINDS), key=lambda s: s.starts_at)
        later = [s for s in coming if s.state == "planned"]
        return PlanRequest("why", tuple(s.id for s in later[:1] or said.talk.next))
    items = items_named(said.text, said.talk.roadmap) if said.has(words.IN_PLAN) and not named else ()
    return PlanRequest("why", topic=items[0].id) if len(items) == 1 else None


def _progress(said: _Said) -> PlanRequest | None:
    return PlanRequest("progress") if said.has(words.PROGRESS) and said.length <= 16 else None


def _show_day(said: _Said) -> PlanRequest | None:
    if said.has(words.ELSEWHERE) or said.length > 12:
        return None
    if len(said.times.days) == 1 and said.has(words.SHOW_DAY):
        day = said.times.days[0]
        return PlanRequest("show_today", day="" if day == said.talk.today else day.isoformat())
    return PlanRequest("show_today") if not said.times.days and said.has(words.SHOW_NEXT) else None


def _show_week(said: _Said) -> PlanRequest | None:
    fits = said.has(words.SHOW_WEEK) and not said.has(words.ELSEWHERE) and said.length <= 12
    day = (said.talk.today + timedelta(days=7)).isoformat() if NEXT_WEEK in said.text else ""
    return PlanRequest("show_week", day=day) if fits and not said.times.days else None


_DEEDS: tuple[Callable[[_Said], PlanRequest | None], ...] = (_undo, _limit, _done, _skip, _lost_day, _replan, _log)
_QUESTIONS: tuple[Callable[[_Said], PlanRequest | None], ...] = (_why, _progress, _show_day, _show_week)


def reason_in(message: str) -> str:
    """The reason that a message gives, in its own words: what follows a `because`, or the word for being ill."""
    found = words.BECAUSE.search(message)
    if found:
        return _short(found[1])
    ill = words.ILL.search(message.casefold())
    return ill[0] if ill else ""


def days_text(days: tuple[date, ...], *, is_range: bool = False) -> str:
    """One day, or days that follow each other, as `PlanRequest.day` holds them; nothing for others."""
    if len(days) == 1:
        return days[0].isoformat()
    first, last = (min(days), max(days)) if days else (date.max, date.min)
    if (last - first).days in (len(days) - 1, *(range(1, 32) if is_range else ())) and days:
        return str(DateRange(first, last))
    return ""


def _likely(sessions: tuple[StudySession, ...], said: _Said) -> tuple[StudySession, ...]:
    """Of the sessions named those that are meant: of the day named, still open, today or waiting rather than to come."""
    for fits in (
        lambda s: s.day in said.times.days,
        lambda s: s.state in ("planned", "missed"),
        lambda s: s.day == said.talk.today,
        lambda s: s.day <= said.talk.today,
    ):
        sessions = tuple(filter(fits, sessions)) or sessions
    return sessions


def _by_place(text: str, talk: PlanTalk) -> tuple[StudySession, ...]:
    sessions = talk.of_day(talk.today)
    for n, pattern in enumerate(words.ORDINALS):
        if pattern.search(text):
            return sessions[n : n + 1]
    return sessions[-1:] if words.LAST.search(text) else ()


def _day_minutes(amounts: tuple[int, ...]) -> int:
    return amounts[0] if amounts and 0 < amounts[0] <= MOST_DAY_MINUTES else 0


def _short(text: str) -> str:
    return " ".join(text.split())[:LONGEST_WHY]
