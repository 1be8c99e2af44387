"""A model under measurement: asked within a time limit, with what was found noted on its card step by step."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from .account import Account
from .asking import Model
from .endpoint import Endpoint, Limits, Message, Reply, WireForm
from .errors import ModelTrouble, ModelUnreachable, UnusableAnswer
from .model_card import Answers, ModelCard, unmeasured
from .retrying import Pacing
from .strategy import answers_of

T = TypeVar("T")
R = TypeVar("R")

ROOM, LEAST_ROOM, ANSWER_SECONDS = 1024, 256, 6.0
# No probe takes more than this share of the time when it could stop before.
SHARE = 1 / 3
# What is left of the time when a wait that was to last as long as the time has ended.
_MOMENT = 0.05


class TimeIsUp(Exception):
    """The time for measuring is over."""


IMPATIENT = Pacing(tries=3)
"""Who measures wants to hear what is wrong."""


@dataclass(frozen=True, slots=True)
class Timed:
    """An answer as it came: seconds until its first piece and until its end, and its tokens."""

    text: str
    first: float
    whole: float
    tokens_in: int
    tokens_out: int


@dataclass(frozen=True, slots=True)
class Fitness:
    """What was measured, on the card. `time_is_up` tells that time was too short for all of it.

    `trouble` tells in a sentence what else ended it early; empty when nothing did.
    """

    card: ModelCard
    reached: bool
    trouble: str
    time_is_up: bool
    seconds: float


class Bench:
    """Asks one model, without its fallbacks. `seconds` bounds the whole measurement, None doesn't.

    `tell` hears what is being measured, in a few words. `pacing` has the clock.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        account: Account,
        *,
        seconds: float | None,
        tell: Callable[[str], None] = lambda _: None,
        pacing: Pacing | None = None,
    ) -> None:
        self.card = unmeasured(endpoint.card)
        self.tell = tell
        self.reached = False
        self._endpoint, self._account, self._pacing = _Noting(endpoint), account, pacing or IMPATIENT
        self._began = self._probe_began = self._pacing.clock()
        self._seconds, self._hurried = seconds, False

    @property
    def room(self) -> int:
        """The room for a short answer, in tokens: small where a babbling model would take all the time for it."""
        speed = self.card.tokens_per_second_out
        by_speed = ROOM if speed is None else max(LEAST_ROOM, min(ROOM, round(ANSWER_SECONDS * speed)))
        return min(by_speed, self.card.context // 4)

    def note(self, **measures: Any) -> None:
        """Put measures on the card."""
        self.card = replace(self.card, **measures)

    def asked(self, question: Callable[[Model], R]) -> R:
        """What the model answers. Raises TimeIsUp when the time ends before, and the errors of llm/errors.py."""
        left = self._left()
        if left <= 0:
            raise TimeIsUp
        pacing = replace(self._pacing, deadline=min(self._pacing.deadline, left))
        self._endpoint.card = self.card
        self._endpoint.form = {} if self.card.answers == "schema" else None
        try:
            return question(Model((self._endpoint,), self._account, pacing=pacing))
        except ModelUnreachable as error:
            if self._left() <= _MOMENT:
                raise TimeIsUp from error
            raise

    def answer(self, words: str, shape: type[T], *, prompt: str) -> T:
        """The model's typed answer; see `asked`."""
        return self.asked(lambda model: model.ask(words, shape, prompt=prompt, room=self.room).value)

    @property
    def answered_by(self) -> Answers:
        """The form in which the last typed answer came or, when none did, was asked for."""
        return "schema" if isinstance(self._endpoint.form, Mapping) else "json"

    def streamed(self, words: str, *, prompt: str, room: int = 0) -> Timed | None:
        """The model's answer in words, or None when it says nothing; see `asked`."""
        before = self._account.tokens_in, self._account.tokens_out
        try:
            text, first, whole = self.asked(lambda model: asyncio.run(_read(model, words, prompt, room or self.room)))
        except UnusableAnswer:
            return None
        tokens_in, tokens_out = self._account.tokens_in - before[0], self._account.tokens_out - before[1]
        return Timed(text, first, whole, tokens_in, tokens_out)

    def measure(self, probes: Sequence[Callable[["Bench"], None]]) -> Fitness:
        """What these probes find, in turn, until the time is over or the model fails."""
        trouble = ""
        try:
            for probe in probes:
                self._probe_began = self._pacing.clock()
                probe(self)
        except TimeIsUp:
            self._hurried = True
            trouble = "" if self.reached else f"{self.card.name} didn't answer within {self._seconds:.0f} seconds."
        except ModelTrouble as error:
            todo = "" if "coach doctor" in error.todo else error.todo
            trouble = f"{error.what} {todo}".strip()
        self.note(answers=answers_of(self.card))
        return Fitness(self.card, self.reached, trouble, self._hurried, self._pacing.clock() - self._began)

    def must_hurry(self) -> bool:
        """Whether the probe under way has had its share of the time; asked only by who then stops."""
        if self._seconds is None or self._pacing.clock() - self._probe_began <= SHARE * self._seconds:
            return False
        self._hurried = True
        return True

    def _left(self) -> float:
        if self._seconds is None:
            return self._pacing.deadline
        return self._began + self._seconds - self._pacing.clock()


class _Noting:
    """An endpoint that remembers the form in which it answered last."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.card = endpoint.card
        self.window = endpoint.window
        self.form: WireForm = None
        self._endpoint = endpoint

    def reply(self, messages: Sequence[Message], form: WireForm, limits: Limits, *, seconds: float) -> Reply:
        reply = self._endpoint.reply(messages, form, limits, seconds=seconds)
        self.form = form
        return reply

    def stream(self, messages: Sequence[Message], limits: Limits, *, silence: float) -> AsyncGenerator[Reply, None]:
        return self._endpoint.stream(messages, limits, silence=silence)

    def allocated(self) -> int | None:
        return self._endpoint.allocated()

    def embed(self, texts: Sequence[str], *, seconds: float) -> list[list[float]]:
        return self._endpoint.embed(texts, seconds=seconds)

    def hang_up(self) -> None:
        self._endpoint.hang_up()


async def _read(model: Model, words: str, prompt: str, room: int) -> tuple[str, float, float]:
    """The answer, the seconds until its first piece, and until its end."""
    clock, pieces, first = model.pacing.clock, [], 0.0
    began = clock()
    try:
        async with (
            asyncio.timeout(model.pacing.deadline),
            aclosing(model.stream([Message("user", words)], prompt=prompt, room=room)) as answer,
        ):
            async for piece in answer:
                first = first or clock() - began
                pieces.append(piece)
    except TimeoutError as error:
        raise ModelUnreachable(f"{model.card.name} didn't answer in time.") from error
    return "".join(pieces), first, clock() - began
