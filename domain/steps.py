"""What is to be done about one message: steps, each for one agent, in the order in which they are told."""

from dataclasses import dataclass
from typing import Literal

Agent = Literal["planner", "paper_reader", "code_reviewer", "publisher", "tutor"]
AGENTS: tuple[Agent, ...] = ("planner", "paper_reader", "code_reviewer", "publisher", "tutor")
DecidedBy = Literal["rule", "embedding", "model", "examples", "default"]
MOST_STEPS = 4


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of work for one agent: `request` says what, in the learner's words where they have some.

    `after` names the steps, counted from 1, whose results it needs; they all come before it.
    """

    agent: Agent
    request: str
    decided_by: DecidedBy = "default"
    after: tuple[int, ...] = ()
