"""One model at one address, as the rest of this folder sees it, whoever provides it."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

from .context import ContextWindow
from .model_card import ModelCard
from .tokens import PER_MESSAGE, fewest, most

# What the endpoint is told about the form of an answer: a JSON schema, that it is JSON, or nothing.
WireForm = Mapping[str, Any] | Literal["json"] | None


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Access:
    """How to get in: the address as it is connected to, and the key. Never shown."""

    url: str = field(repr=False)
    key: str = field(default="", repr=False)

    @property
    def is_near(self) -> bool:
        """Whether the address is this machine itself, which no proxy can reach."""
        return (urlsplit(self.url).hostname or "") in ("localhost", "127.0.0.1", "::1")

    @property
    def shown(self) -> str:
        """The address as it may be shown: without a name and a password in it."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}".rstrip("/")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, or one piece of it. Token counts are None where the endpoint doesn't tell them.

    `ended` tells that the model came to its end, `full` that it was stopped because its room was used up.
    """

    text: str
    tokens_in: int | None = None
    tokens_out: int | None = None
    ended: bool = False
    full: bool = False


def count_told(told: object) -> int | None:
    """A number of tokens as an endpoint tells it; None when it can't be one."""
    return told if isinstance(told, int) and 0 <= told < 1 << 31 else None


def plain(text: str) -> str:
    """A model's text without what no text may hold: half a character."""
    return text.encode("utf-8", "replace").decode("utf-8")


@dataclass(frozen=True, slots=True)
class Limits:
    """The `context` to ask with and the `room` for the answer, in tokens."""

    context: int
    room: int


class Endpoint(Protocol):
    """One model that can be asked. Every method raises the errors of llm/errors.py and no others."""

    card: ModelCard
    window: ContextWindow

    def reply(self, messages: Sequence[Message], form: WireForm, limits: Limits, *, seconds: float) -> Reply:
        """The whole answer, within so many seconds."""

    def stream(self, messages: Sequence[Message], limits: Limits, *, silence: float) -> AsyncGenerator[Reply, None]:
        """The answer in pieces, the last of which has `ended`; `silence` bounds the wait for each, in seconds."""

    def allocated(self) -> int | None:
        """The context that the endpoint really gives the model now, in tokens; None when it doesn't tell."""

    def embed(self, texts: Sequence[str], *, seconds: float) -> list[list[float]]:
        """One vector for each text, from the card's embedder."""

    def hang_up(self) -> None:
        """End every `reply` and `embed` that is under way in another thread: each raises ModelUnreachable at once."""


def most_tokens(messages: Sequence[Message]) -> int:
    """A number of tokens that these messages hardly ever pass."""
    return sum(most(message.text) + PER_MESSAGE for message in messages)


def fewest_tokens(messages: Sequence[Message]) -> int:
    """A number of tokens that these messages reach."""
    return sum(fewest(message.text) for message in messages)
