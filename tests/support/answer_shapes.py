"""Shapes of answers that tests ask for."""

from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta


@dataclass(frozen=True)
class Card:
    """A card with a question and its answer."""

    front: Annotated[str, Meta(min_length=1, max_length=60)]
    back: str
    level: Literal["easy", "very hard"] = "easy"
    minutes: Annotated[int, Meta(ge=1, le=90)] = 5
    sure: float | None = None
    checked: bool = False


@dataclass(frozen=True)
class Step:
    agent: Literal["planner", "paper_reader", "tutor"]
    request: str
    after: tuple[int, ...]
    note: Annotated[str, Meta(max_length=20)] | None


@dataclass(frozen=True)
class Steps:
    steps: Annotated[tuple[Step, ...], Meta(min_length=1, max_length=4)]
