"""The supervisor: decides which specialists answer a message, and quotes what is worth remembering from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..domain.steps import MOST_STEPS, Agent, Step
from ..llm.asking import Model
from ..prompts.library import load
from ..prompts.marked import marked

ROOM = 400
_BEGIN, _END, _BEFORE = 1600, 400, 160


@dataclass(frozen=True, slots=True)
class RoutedStep:
    """One step as the model gives it; it `follows` when it needs the result of the step before."""

    agent: Agent
    request: str
    follows: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """The model's answer: the steps in order, and a fact to `remember` in the learner's words, or nothing."""

    steps: list[RoutedStep]
    remember: str = ""


@dataclass(frozen=True, slots=True)
class OneAgent:
    """The answer of a model that can only choose."""

    agent: Literal["planner", "paper_reader", "code_reviewer", "publisher", "tutor"]


@dataclass(frozen=True, slots=True)
class Decision:
    """The steps for a message, and what the learner told about themselves, quoted from it (empty: nothing).

    `problem` says why the model had no say, where it should have had one.
    """

    steps: tuple[Step, ...]
    remember: str = ""
    problem: str = ""


def route(model: Model, message: str, before: str = "", *, attached: str = "", seconds: float = 0.0) -> Decision:
    """The specialists for a message; `before` is what the coach said last, `attached` names what was pasted with it.

    One step keeps the learner's message as its request. Raises the errors of llm/errors.py.
    """
    words = _words(message, before, attached)
    if model.card.answers == "label":
        prompt = load("route_to_one")
        one = model.ask(words, OneAgent, prompt=str(prompt), system=prompt.fill(), room=64, seconds=seconds).value
        return Decision((Step(one.agent, message, "model"),))
    prompt = load("route_message")
    answer = model.ask(words, Route, prompt=str(prompt), system=prompt.fill(), room=ROOM, seconds=seconds).value
    return Decision(_steps(answer.steps, message), _quoted(answer.remember, message))


def _words(message: str, before: str, attached: str) -> str:
    if len(message) > _BEGIN + _END:
        message = f"{message[:_BEGIN]}\n[…]\n{message[-_END:]}"
    parts = (marked("said_before", before[:_BEFORE]), marked("attached", attached), marked("message", message))
    return "\n".join(filter(None, parts))


def _steps(given: Sequence[RoutedStep], message: str) -> tuple[Step, ...]:
    joined: list[RoutedStep] = []
    for step in given[: 2 * MOST_STEPS]:
        if joined and joined[-1].agent == step.agent:
            request = f"{joined[-1].request}; {step.request}"
            joined[-1] = RoutedStep(step.agent, request, joined[-1].follows)
        else:
            joined.append(step)
    joined = joined[:MOST_STEPS] or [RoutedStep("tutor", message)]
    if len(joined) == 1:
        return (Step(joined[0].agent, message, "model"),)
    return tuple(
        Step(s.agent, s.request.strip()[:_BEGIN] or message, "model", (n,) if s.follows and n else ())
        for n, s in enumerate(joined)
    )


def _quoted(remember: str, message: str) -> str:
    """What is to be remembered if it really stands in the message, as it stands there."""
    words = " ".join(remember.split()).strip("\"'“”")
    found = " ".join(message.split())
    at = found.casefold().find(words.casefold())
    return found[at : at + len(words)] if words and at >= 0 else ""
