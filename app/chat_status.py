"""What the status line of a conversation tells."""

from dataclasses import dataclass

from ..domain.steps import Step
from .render import clean


@dataclass
class Status:
    """The thread, the model, how many tokens of its context the last prompt used, and what is being done now.

    `model` is empty until it is known; `context` is 0 when nothing was asked yet.
    """

    thread: str
    model: str = ""
    context_used: int = 0
    context: int = 0
    running: str = ""
    waits: bool = False

    @property
    def line(self) -> str:
        """All of it in one line."""
        # A model may be named by the path of its file.
        name = self.model.replace("\\", "/").rpartition("/")[2] if self.model.endswith(".gguf") else self.model
        parts = [self.thread, name or "looking for a model …"]
        if self.context:
            parts.append(f"context {tokens(self.context_used)} of {tokens(self.context)}")
        if self.waits and not self.running:
            parts.append("a question waits")
        return clean(" · ".join([*parts, *([self.running] if self.running else [])]))


def tokens(number: int) -> str:
    """A number of tokens as people say it: 950, 1.2k, 33k."""
    if number < 1000:
        return str(number)
    return f"{number / 1000:.1f}k" if number < 9950 else f"{number / 1000:.0f}k"


def agent_name(agent: str) -> str:
    """An agent's name for the screen."""
    return agent.replace("_", " ")


def running(steps: tuple[Step, ...], number: int, what: str) -> str:
    """What a step is at, for the status line: `2 of 3 · tutor: reading`. Steps count from 1."""
    agent = agent_name(steps[number - 1].agent) if 0 < number <= len(steps) else ""
    place = f"{number} of {len(steps)} · " if len(steps) > 1 else ""
    return f"{place}{agent}: {what}" if agent else what
