"""Understands what a message asks of the plan, where the rules can't tell: the model picks among what there is."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from ..domain.learner import WEEK_MINUTES
from ..domain.plan_request import PlanRequest, PlanTalk, reason_in
from ..domain.plan_request_names import items_named
from ..domain.plan_request_times import minutes_in, plain
from ..domain.plan_talk import Action
from ..domain.slot import WEEKDAYS
from ..domain.week import Week
from ..domain.weekly_plan import StudySession
from ..llm.asking import Model
from ..llm.errors import UnusableAnswer
from ..prompts.library import load
from ..prompts.marked import marked

ROOM, MOST_SESSIONS, MOST_TOPICS, LONGEST = 300, 40, 25, 1500
MOST_DAY_MINUTES = 24 * 60
Day = Literal["", "yesterday", "today", "tomorrow", "mon", "tue", "wed", "thu", "fri", "sat", "sun"]


@dataclass(frozen=True, slots=True)
class Understood:
    """The model's answer: what is asked, and the keys of what it is about."""

    action: Action
    sessions: tuple[str, ...] = ()
    topic: str = ""
    day: Day = ""
    minutes: int = 0
    finished: bool = False


def understand(model: Model, message: str, facts: PlanTalk, *, seconds: float = 0.0) -> PlanRequest:
    """What the message asks of the plan; `unclear` when the model can't tell or names what there isn't.

    Minutes are only taken when they stand in the message. Raises the errors of llm/errors.py but UnusableAnswer.
    """
    prompt = load("understand_plan_request")
    topics = _topics(message, facts)
    try:
        answer = model.ask(
            _words(message, facts, topics),
            Understood,
            prompt=str(prompt),
            system=prompt.fill(),
            room=ROOM,
            seconds=seconds,
        ).value
    except UnusableAnswer:
        return PlanRequest("unclear")
    return _checked(answer, message, facts, topics)


def _topics(message: str, facts: PlanTalk) -> dict[str, str]:
    """Ids and titles of the topics that may be meant: those of the sessions, and those that the message names."""
    named = {item.id: item.title for item in items_named(plain(message[:LONGEST]), facts.roadmap)[:MOST_TOPICS]}
    of_sessions = {s.topic: s.title for s in facts.sessions if s.topic in facts.roadmap.by_id}
    return dict([*named.items(), *of_sessions.items()][:MOST_TOPICS])


def _words(message: str, facts: PlanTalk, topics: dict[str, str]) -> str:
    sessions = "\n".join(f"{s.id}: {_when(s)}, {s.minutes} min, {s.kind}, {s.title}, {s.state}" for s in _shown(facts))
    parts = (
        f"Today is {facts.today:%A} {facts.today}.",
        marked("sessions", sessions),
        marked("topics", "\n".join(f"{key}: {title}" for key, title in topics.items())),
        marked("message", message[:LONGEST]),
    )
    return "\n".join(filter(None, parts))


def _shown(facts: PlanTalk) -> tuple[StudySession, ...]:
    return facts.sessions[-MOST_SESSIONS:]


def _when(session: StudySession) -> str:
    return f"{session.day:%a} {session.day} {session.start}"


def _checked(answer: Understood, message: str, facts: PlanTalk, topics: dict[str, str]) -> PlanRequest:
    """The answer as a request, if everything that it names is there and all that its action needs is named."""
    unclear = PlanRequest("unclear")
    known = {s.id for s in _shown(facts)}
    sessions = tuple(dict.fromkeys(name.strip().casefold() for name in answer.sessions))
    if not known.issuperset(sessions) or answer.topic not in {"", *topics}:
        return unclear
    said = minutes_in(message)
    if answer.action == "limit_week":
        fits = len(said) == 1 and said[0] <= WEEK_MINUTES
        return PlanRequest("limit_week", minutes=said[0]) if fits else unclear
    minutes = answer.minutes if answer.minutes in said and 0 < answer.minutes <= MOST_DAY_MINUTES else 0
    return _complete(answer, sessions, minutes, reason_in(message), facts) or unclear


def _complete(
    answer: Understood, sessions: tuple[str, ...], minutes: int, why: str, facts: PlanTalk
) -> PlanRequest | None:
    """The request with only what its action takes; None when something that it needs is missing."""
    action, day = answer.action, _day(answer.day, facts.today)
    if action in ("show_week", "replan", "progress", "undo"):
        return PlanRequest(action)
    if action == "show_today":
        return PlanRequest(action, day=day)
    if action == "lost_day":
        return PlanRequest(action, day=day, why=why) if day else None
    if action == "skip":
        return PlanRequest(action, sessions, why=why) if sessions else None
    if action == "why" and (sessions or answer.topic):
        return PlanRequest(action, sessions, "" if sessions else answer.topic)
    if action == "done" and sessions:
        return PlanRequest(action, sessions, minutes=minutes, finished=answer.finished)
    if action in ("done", "log") and answer.topic and (minutes or answer.finished):
        return PlanRequest("log", topic=answer.topic, minutes=minutes, finished=answer.finished)
    return None


def _day(name: Day, today: date) -> str:
    near = {"yesterday": -1, "today": 0, "tomorrow": 1}
    if name in near:
        return (today + timedelta(days=near[name])).isoformat()
    return Week.of(today).days[WEEKDAYS.index(name)].isoformat() if name else ""
