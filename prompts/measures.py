"""Reads what `coach doctor` measures a model with: messages to route, notes to write down, a text to hide facts in."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from ..domain.steps import Agent
from .library import FOLDER, PromptError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RoutingCase:
    """A message and the agents that it is for, in order."""

    text: str
    agents: tuple[Agent, ...]


@dataclass(frozen=True, slots=True)
class AnswerCase:
    """A note, the name of the shape in which it is to be written down, and what is `right` in it."""

    shape: str
    note: str
    right: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Notes:
    """A text without end. A `fact` about one of the `places` can be hidden in it."""

    who: tuple[str, ...]
    did: tuple[str, ...]
    when: tuple[str, ...]
    fact: str
    places: tuple[str, ...]

    def line(self, number: int) -> str:
        """A line of the text. It comes again only after as many lines as the three lists have pairings."""
        parts = (some[number % len(some)] for some in (self.who, self.did, self.when))
        return " ".join(parts) + "."

    def hidden(self, place: str, code: str) -> str:
        """The line that tells the code of a place."""
        return self.fact.format(place=place, code=code)


@dataclass(frozen=True, slots=True)
class Measures:
    """All but the messages to route."""

    answers: tuple[AnswerCase, ...]
    notes: Notes


def measures() -> Measures:
    """The notes to write down, and the text to hide facts in."""
    return _read(FOLDER / "measures.yaml", Measures)


def routing_cases() -> tuple[RoutingCase, ...]:
    """The messages to route."""
    return _read(FOLDER / "routing_cases.yaml", tuple[RoutingCase, ...])


def _read(path: Path, shape: type[T]) -> T:
    import msgspec
    import yaml

    try:
        return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), shape)
    except (OSError, ValueError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise PromptError(f"{path.name}: {error}") from error
