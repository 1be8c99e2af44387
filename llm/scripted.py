"""A model that answers what it was told to: for tests of everything that asks one, and for demonstrations."""

import re
import zlib
from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, datetime

import msgspec

from ..domain.ports import Cache, ModelCall
from .account import Account
from .asking import Model
from .context import ContextWindow
from .endpoint import Limits, Message, Reply, WireForm, most_tokens
from .errors import ModelTrouble, ModelUnreachable
from .model_card import ModelCard
from .retrying import Pacing
from .tokens import most

WHEN = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SCRIPTED = ModelCard("scripted", "ollama", address="nowhere", embedder="scripted-embed")


class ScriptedEndpoint:
    """Gives its replies in turn: text as it is, a dataclass as its JSON, and a ModelTrouble by raising it.

    `asked` holds what it was asked, all messages of each time, and `forms` their forms."""

    def __init__(self, replies: Sequence[object], card: ModelCard = SCRIPTED) -> None:
        self.card = card
        self.window = ContextWindow(card.name, card.context)
        self.asked: list[tuple[Message, ...]] = []
        self.forms: list[WireForm] = []
        self._replies = list(replies)

    def reply(self, messages: Sequence[Message], form: WireForm, limits: Limits, *, seconds: float) -> Reply:
        """See Endpoint."""
        del limits, seconds
        self.forms.append(form)
        text = self._next(messages)
        return Reply(text, most_tokens(messages), most(text), ended=True)

    async def stream(
        self, messages: Sequence[Message], limits: Limits, *, silence: float
    ) -> AsyncGenerator[Reply, None]:
        """See Endpoint; it comes word by word."""
        del limits, silence
        text = self._next(messages)
        for word in re.findall(r"\S*\s*", text):
            yield Reply(word)
        yield Reply("", most_tokens(messages), most(text), ended=True)

    def allocated(self) -> int | None:
        """See Endpoint."""
        return None

    def embed(self, texts: Sequence[str], *, seconds: float) -> list[list[float]]:
        """Vectors that are alike for texts with the same words."""
        del seconds
        return [[float(_places(text).count(place)) for place in range(64)] for text in texts]

    def hang_up(self) -> None:
        """See Endpoint; nothing is ever under way."""

    def _next(self, messages: Sequence[Message]) -> str:
        self.asked.append(tuple(messages))
        if not self._replies:
            raise ModelUnreachable("The script has no further reply.", again=False)
        reply = self._replies.pop(0)
        if isinstance(reply, ModelTrouble):
            raise reply
        return reply if isinstance(reply, str) else msgspec.json.encode(reply).decode()


class CallList:
    """Keeps the calls of models in a list."""

    def __init__(self) -> None:
        self.calls: list[ModelCall] = []

    def record(self, call: ModelCall) -> None:
        """See CallLog."""
        self.calls.append(call)

    def tokens_since(self, moment: datetime) -> int:
        """See CallLog."""
        return sum(call.tokens_in + call.tokens_out for call in self.calls if call.at >= moment)


def scripted_model(
    *endpoints: ScriptedEndpoint, log: CallList | None = None, cache: Cache | None = None, now: datetime = WHEN
) -> Model:
    """A model with these endpoints, the later ones as fallbacks, which never waits."""
    account = Account(log or CallList(), now=lambda: now)
    return Model(endpoints, account, cache=cache, pacing=Pacing(sleep=lambda _: None, first_pause=0.0))


def _places(text: str) -> list[int]:
    return [zlib.crc32(word.encode()) % 64 for word in text.casefold().split()]
