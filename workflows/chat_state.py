"""What the nodes of a conversation hand on: one message, its steps and what became of each."""

import operator
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any, Literal, TypedDict

from ..domain.steps import Step
from .chat_events import Question

# asks: a question of it waits; nothing: it found nothing; stopped: it needs a step that gave nothing.
ResultState = Literal["ok", "asks", "nothing", "failed", "stopped"]
GAVE_NOTHING = ("nothing", "failed", "stopped")


class Result(TypedDict, total=False):
    """What became of a step. `request` is what is done on a yes."""

    state: ResultState
    text: str
    written_by: str
    problem: str
    kind: Literal["approve", "choose"]
    choices: list[str]
    request: dict[str, Any]


class State(TypedDict, total=False):
    """One turn. `recent` are the last messages of the conversation, whose whole text lies in the memory.

    Steps and results are told by the step's number, from 1; `reply` is the learner's word to the question of `replying`,
    `problem` says why the model had no say in the steps.
    """

    thread: str
    turn: int
    message: str
    attached: str
    recent: list[dict[str, str]]
    steps: list[dict[str, Any]]
    problem: str
    results: Annotated[dict[str, Result], operator.or_]
    reply: str
    replying: int


class Job(TypedDict):
    """What one specialist is given: the step, its number, the turn, and what earlier steps gave it.

    `message` is the learner's own, whatever the step makes of it.
    """

    number: int
    step: dict[str, Any]
    turn: int
    thread: str
    message: str
    attached: str
    before: list[dict[str, str]]


def said(text: str, written_by: str = "rules", *, state: ResultState = "ok") -> Result:
    """A step's reply."""
    return {"state": state, "text": text, "written_by": written_by}


def failed(problem: str, text: str = "") -> Result:
    """What became of a step that went wrong; `text` is what it had said until then."""
    return {"state": "failed", "text": text, "written_by": "", "problem": problem}


def asked(text: str, request: dict[str, Any], choices: Sequence[str], kind: Literal["approve", "choose"]) -> Result:
    """A question that the learner is to answer before the request is done."""
    return {**said(text, state="asks"), "kind": kind, "choices": list(choices), "request": request}


def steps_of(state: State) -> tuple[Step, ...]:
    """The steps of the turn."""
    return tuple(Step(**{**step, "after": tuple(step["after"])}) for step in state.get("steps", ()))


def as_mapping(step: Step) -> dict[str, Any]:
    """A step as the state holds it."""
    return asdict(step) | {"after": list(step.after)}


def asking(state: State) -> int:
    """The number of the first step whose question waits; 0 when none does."""
    return next((int(n) for n, result in sorted(state.get("results", {}).items()) if result["state"] == "asks"), 0)


def question_of(state: State, number: int) -> Question:
    """The question of a step."""
    result, step = state["results"][str(number)], steps_of(state)[number - 1]
    name = f"{state['thread']}#{state['turn']}.{number}"
    return Question(name, step.agent, result["kind"], result["text"], tuple(result["choices"]))
