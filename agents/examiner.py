"""The examiner: finds out what a model can do, by tasks whose right answers are known. The cheapest come first."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

import msgspec

from ..llm.context import SIZES
from ..llm.errors import ContextTooSmall, RequestRefused, UnusableAnswer
from ..llm.fitness import Bench
from ..llm.model_card import Answers
from ..llm.strategy import FEWEST_TRIED, answers_of
from ..llm.tokens import most
from ..prompts.library import load
from ..prompts.measures import AnswerCase, Notes, RoutingCase, measures, routing_cases
from .supervisor import route

T = TypeVar("T")

# How much is read to measure how fast, in tokens.
READING = 1500
SPEED_ROOM = 300
# Where in the text the facts are hidden, and what the question around it takes, in tokens.
DEPTHS = (0.1, 0.5, 0.9)
_AROUND = 160


@dataclass(frozen=True, slots=True)
class Card:
    """A flash card."""

    front: str
    back: str
    difficulty: Literal["easy", "medium", "hard"]


@dataclass(frozen=True, slots=True)
class Session:
    """A study session."""

    topic: str
    minutes: int
    done: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper."""

    title: str
    authors: list[str]
    year: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding in code."""

    file: str
    line: int
    severity: Literal["note", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of three."""

    answer: Literal["yes", "no", "unsure"]


@dataclass(frozen=True, slots=True)
class Scores:
    """Whole numbers in order."""

    scores: list[int]


@dataclass(frozen=True, slots=True)
class Measurement:
    """A value and its unit."""

    sensor: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Week:
    """Sessions inside a week."""

    week: str
    sessions: list[Session]


SHAPES: Final = (Card, Session, Paper, Finding, Choice, Scores, Measurement, Week)


def examine(seed: str) -> tuple[Callable[[Bench], None], ...]:
    """The probes, the cheapest first. `seed` makes the hidden facts, so that none is known from an earlier time."""
    return (speed, lambda bench: reading(bench, seed), answers, routing, lambda bench: context(bench, seed))


def speed(bench: Bench) -> None:
    """Notes the time of the first token and the tokens per second out."""
    bench.tell("first answer")
    prompt = load("measure_start")
    # The first answer may have to wait for the model to be loaded, so it isn't timed.
    bench.streamed(prompt.fill(), prompt=str(prompt))
    bench.reached = True
    bench.tell("speed")
    prompt = load("measure_speed")
    if told := bench.streamed(prompt.fill(), prompt=str(prompt), room=min(SPEED_ROOM, bench.room)):
        # An endpoint that gives the answer at once tells only how long the whole took.
        seconds = told.whole - told.first if told.whole > 1.2 * told.first else told.whole
        bench.note(first_token_ms=round(told.first * 1000, 1), tokens_per_second_out=_rate(told.tokens_out, seconds))


def reading(bench: Bench, seed: str) -> None:
    """Notes the tokens per second in."""
    bench.tell("reading speed")
    words, _ = _hiding(min(READING, bench.card.context // 2), measures().notes, f"{seed} reading")
    if told := bench.streamed(words, prompt=str(load("measure_context"))):
        bench.note(tokens_per_second_in=_rate(told.tokens_in, told.first))


def answers(bench: Bench) -> None:
    """Notes how many typed answers are right by a schema and, where these are few, by JSON asked for in words."""
    cases = measures().answers
    _write_down(bench, cases, "schema")
    if answers_of(bench.card) != "schema" and not bench.card.json_asked:
        _write_down(bench, cases, "json")
    bench.note(answers=answers_of(bench.card))


def routing(bench: Bench) -> None:
    """Notes how many messages go to the right agents."""
    right = 0
    for n, case in _each(bench, "routing", routing_cases()):
        right += _routes(bench, case)
        bench.note(routing_right=right, routing_asked=n)


def context(bench: Bench, seed: str) -> None:
    """Notes up to which size of context everything is found that is hidden at several depths."""
    most_context = min(bench.card.context, SIZES[-1])
    for size in [*(size for size in SIZES if size < most_context), most_context]:
        bench.tell(f"context: {size} tokens")
        words, codes = _hiding(size - bench.room, measures().notes, f"{seed} {size}")
        try:
            told = bench.streamed(words, prompt=str(load("measure_context")))
        except (ContextTooSmall, RequestRefused):
            told = None
        said = re.sub(r"(?<=\d)[ ,.](?=\d)", "", told.text if told else "")
        found = all(code in said for code in codes)
        bench.note(tried_context=size, usable_context=size if found else bench.card.usable_context or 0)
        if not found:
            return


def _write_down(bench: Bench, cases: tuple[AnswerCase, ...], form: Answers) -> None:
    bench.note(answers=form)
    asked, right = Counter[Answers](), Counter[Answers]()
    for n, case in _each(bench, f"answers by {form}", cases):
        is_right = _writes_down(bench, case)
        # An endpoint that doesn't take schemas is asked for JSON in words at once.
        asked[bench.answered_by] += 1
        right[bench.answered_by] += is_right
        if form == "schema":
            bench.note(schema_right=right["schema"], schema_asked=n)
        if asked["json"]:
            bench.note(json_right=right["json"], json_asked=asked["json"])


def _each(bench: Bench, what: str, cases: Sequence[T]) -> Iterator[tuple[int, T]]:
    """The cases, numbered from 1, as long as there is time; not fewer than can tell something."""
    for n, case in enumerate(cases, 1):
        if n > FEWEST_TRIED and bench.must_hurry():
            return
        bench.tell(f"{what}: {n} of {len(cases)}")
        yield n, case


def _writes_down(bench: Bench, case: AnswerCase) -> bool:
    """Whether the model writes down what a note says."""
    prompt = load("measure_answers")
    shape = next(shape for shape in SHAPES if shape.__name__ == case.shape)
    try:
        given = bench.answer(prompt.fill(note=case.note), shape, prompt=str(prompt))
    except (UnusableAnswer, ContextTooSmall):
        return False
    return _folded(msgspec.to_builtins(given)) == _folded(case.right)


def _routes(bench: Bench, case: RoutingCase) -> bool:
    """Whether the model gives a message to the right agents."""
    try:
        decision = bench.asked(lambda model: route(model, case.text))
    except (UnusableAnswer, ContextTooSmall):
        return False
    return tuple(step.agent for step in decision.steps) == case.agents


def _folded(value: object) -> object:
    """The value without what doesn't matter when it is copied: case, spaces, and a full stop at the end."""
    if isinstance(value, dict):
        return {key: _folded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_folded(inner) for inner in value]
    return " ".join(value.casefold().split()).strip(".'\"") if isinstance(value, str) else value


def _hiding(tokens: int, notes: Notes, seed: str) -> tuple[str, tuple[str, ...]]:
    """The question with a text of so many tokens at most, and the codes that are hidden in it, one at each depth."""
    codes = tuple(_code(f"{seed} {place}") for place in notes.places)
    facts = [notes.hidden(place, code) for place, code in zip(notes.places, codes, strict=True)]
    # Each text begins at another line: a beginning that was read before would be read faster.
    lines: list[str] = []
    begin, left = int(_code(seed)), tokens - _AROUND
    while (left := left - most(line := notes.line(begin + len(lines))) - 1) > 0:
        lines.append(line)
    size = len(lines)
    for depth, fact in reversed(list(zip(DEPTHS, facts, strict=True))):
        lines.insert(int(size * depth), fact)
    return load("measure_context").fill(notes="\n".join(lines), places=", ".join(notes.places)), codes


def _code(seed: str) -> str:
    """Four digits that depend on the seed alone."""
    return str(1000 + int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big") % 9000)


def _rate(tokens: int, seconds: float) -> float | None:
    return round(tokens / seconds, 1) if seconds > 0 else None
