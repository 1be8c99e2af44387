"""The planner's words: a model writes what to do in each session and a note for the week; the plan itself is settled."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from ..domain.plan_facts import Facts
from ..domain.plan_needs import current_stage
from ..domain.plan_wording import SessionWords
from ..domain.plan_words import SOURCE
from ..domain.weekly_plan import StudySession, WeeklyPlan
from ..llm.asking import Answer, Model
from ..llm.model_card import ModelCard
from ..llm.tokens import most
from ..prompts.library import Prompt, load
from ..prompts.marked import marked

T = TypeVar("T")

MOST_AT_ONCE = 3
_ROOM_EACH, _ROOM_NOTE, _FRAME = 350, 250, 300
_MOST_TERMS, _LONGEST_LINE = 8, 300
_LINK = re.compile(r"\s*\(?[a-z]+://\S+", re.IGNORECASE)
_KINDS = {
    "learn": "learn something new",
    "practise": "practise what was learned",
    "project": "build a part of a project",
    "review": "recall something finished earlier",
    "paper": "read research",
    "publish": "publish something",
    "habit": "keep up a habit",
}


@dataclass(frozen=True, slots=True)
class OneSession:
    """The model's words for the one session it was asked about."""

    task: str
    done_when: str


@dataclass(frozen=True, slots=True)
class SessionOfSome:
    """The model's words for one of several sessions, which it names by its id."""

    id: str
    task: str
    done_when: str


@dataclass(frozen=True, slots=True)
class SomeSessions:
    """The model's words for several sessions."""

    sessions: list[SessionOfSome]


@dataclass(frozen=True, slots=True)
class WeekNote:
    """The model's note for the week."""

    note: str


def batches(card: ModelCard, facts: Facts, sessions: Sequence[StudySession]) -> tuple[tuple[StudySession, ...], ...]:
    """The sessions, few at a time, so that each question and its answer fit the model; in their order.

    A model without answers by schema is asked about one at a time.
    """
    at_once = MOST_AT_ONCE if card.answers == "schema" else 1
    space = card.context - most(load("write_sessions").fill()) - most(_learner(facts)) - _FRAME
    made: list[list[StudySession]] = []
    left = 0
    for session in sessions:
        size = most(_session(facts, session)) + _ROOM_EACH
        if made and len(made[-1]) < at_once and size <= left:
            made[-1].append(session)
        else:
            made.append([session])
            left = space
        left -= size
    return tuple(map(tuple, made))


def write_sessions(
    model: Model, facts: Facts, sessions: Sequence[StudySession], *, seconds: float = 0.0
) -> Answer[tuple[SessionWords, ...]]:
    """The model's words for these sessions, which have the rules' words; none for others. Nothing of it is checked.

    Raises the errors of llm/errors.py.
    """
    prompt = load("write_sessions")
    words = "\n".join([_learner(facts), *(_session(facts, session) for session in sessions)])
    if len(sessions) == 1:
        one = _ask(model, words, OneSession, prompt, _ROOM_EACH, seconds)
        return Answer((SessionWords(sessions[0].id, one.value.task, one.value.done_when),), one.written_by)
    some = _ask(model, words, SomeSessions, prompt, _ROOM_EACH * len(sessions), seconds)
    asked = {session.id for session in sessions}
    given = (s for s in some.value.sessions if s.id in asked)
    return Answer(tuple(SessionWords(s.id, s.task, s.done_when) for s in given), some.written_by)


def write_week_note(model: Model, facts: Facts, plan: WeeklyPlan, *, seconds: float = 0.0) -> Answer[str]:
    """The model's note for the week of this plan. Raises the errors of llm/errors.py."""
    coming = [s for s in plan.sessions if s.state == "planned"]
    topics = dict.fromkeys(f"{s.title} ({_KINDS[s.kind]})" for s in coming)
    words = f"{_learner(facts)}\n{marked('week', _lines(*topics))}"
    answer = _ask(model, words, WeekNote, load("write_week_note"), _ROOM_NOTE, seconds)
    return Answer(answer.value.note, answer.written_by)


def _ask(model: Model, words: str, shape: type[T], prompt: Prompt, room: int, seconds: float) -> Answer[T]:
    return model.ask(words, shape, prompt=str(prompt), system=prompt.fill(), room=room, seconds=seconds)


def _learner(facts: Facts) -> str:
    number = current_stage(facts.roadmap, facts.record)
    stage = facts.roadmap.stages[number - 1]
    return marked(
        "learner",
        _lines(
            f"roadmap: {facts.roadmap.title}",
            f"stage {number} of {len(facts.roadmap.stages)}: {stage.title}",
            f"goal of the stage: {stage.goal}",
            f"interests: {', '.join(facts.learner.interests)}" if facts.learner.interests else "",
        ),
    )


def _session(facts: Facts, session: StudySession) -> str:
    item = facts.roadmap.by_id.get(session.topic)
    task, _, sources = session.task.partition(SOURCE)
    begun = bool(facts.record.of(session.topic).worked)
    about = (f"part of: {item.area}", f"terms: {', '.join(item.terms[:_MOST_TERMS])}") if item else ()
    return marked(
        "session",
        _lines(
            f"id: {session.id}",
            f"title: {session.title}",
            f"kind: {_KINDS[session.kind]}",
            f"minutes: {session.minutes}",
            *about,
            "begun earlier: yes" if begun else "",
            f"source: {_LINK.sub('', sources)}" if sources else "",
            f"task in the rules' words: {task}",
            f"done_when in the rules' words: {session.done_when}",
        ),
    )


def _lines(*lines: str) -> str:
    """Texts from outside, each in one line that can't pass for several."""
    return "\n".join(" ".join(line.split())[:_LONGEST_LINE] for line in lines if line)
