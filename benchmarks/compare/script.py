"""The conversations as they stand in conversations.yaml."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

# The others come in a later version of the coach, and say so.
SPECIALISTS = ("planner", "tutor")


@dataclass(frozen=True)
class Turn:
    """One message, what is to happen about it, and what the model says; see conversations.yaml."""

    say: str
    steps: tuple[str, ...]
    parts: tuple[str, ...] = ()
    plan: dict[str, Any] = field(default_factory=dict)
    agrees: bool = False
    reply: str = ""
    talk: bool = False
    fact: str = ""
    looks_up: str = ""

    @property
    def asked(self) -> tuple[str, ...]:
        """The specialists that have to be asked, where there is one for all that isn't small talk."""
        return () if self.talk else tuple(step for step in self.steps if step in SPECIALISTS)


@dataclass(frozen=True)
class Conversation:
    """One conversation."""

    name: str
    turns: tuple[Turn, ...]


def read_conversations() -> list[Conversation]:
    """All of them, in order."""
    told = yaml.safe_load(Path(__file__).with_name("conversations.yaml").read_text("utf-8"))
    return [Conversation(one["name"], tuple(map(_turn, one["turns"]))) for one in told["conversations"]]


def _turn(told: dict[str, Any]) -> Turn:
    steps = tuple(told["steps"])
    return Turn(**(told | {"steps": steps, "parts": tuple(told.get("parts", (told["say"],) * len(steps)))}))
