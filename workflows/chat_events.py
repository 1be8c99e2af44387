"""What a conversation tells while a message is worked on, in this order: the route, then each step's words, then the end."""

from dataclasses import dataclass
from typing import Literal

from ..domain.steps import Step

YES_EDIT_NO = ("yes", "edit", "no")


@dataclass(frozen=True, slots=True)
class Question:
    """Something that waits for the learner's word; it survives the end of the program.

    `approve` asks for yes, edit or no to what `text` shows (Markdown, with the changes); `choose` for one of `choices`.
    `id` names it, `agent` asks it.
    """

    id: str
    agent: str
    kind: Literal["approve", "choose"]
    text: str
    choices: tuple[str, ...] = YES_EDIT_NO


@dataclass(frozen=True, slots=True)
class Routed:
    """It is decided who answers."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Working:
    """A step is at something, in a few words for the status line. Steps count from 1."""

    step: int
    what: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a step's reply as it comes (Markdown). The pieces of a step come before those of the next."""

    step: int
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """A step's whole reply (Markdown); what of it came in pieces before is not to be shown again when `streamed`.

    `written_by` is the model's name, or `rules`.
    """

    step: int
    agent: str
    text: str
    written_by: str
    streamed: bool = False


@dataclass(frozen=True, slots=True)
class Remembered:
    """A fact about the learner is kept from now on; /forget takes it back."""

    fact: int
    text: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The turn is over. `waiting` is the question that waits now, be it of this turn or of an earlier one.

    `reply` is all that was said; `problems` are sentences on what went wrong, which are no part of it. `context_used` and
    `context` are the tokens of the last prompt and of the model (0: none was asked).
    """

    steps: tuple[Step, ...]
    reply: str
    waiting: Question | None
    written_by: str
    calls: int
    tokens_in: int
    tokens_out: int
    context_used: int = 0
    context: int = 0
    problems: tuple[str, ...] = ()


Event = Routed | Working | Piece | Said | Remembered | Ended
