"""Asking a model: typed answers, repaired once, tried again, from the next model when one fails, and recorded."""

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

import msgspec

from ..domain.ports import Cache
from .account import Account
from .answer_stream import AnswerStream
from .answers import Unparsable
from .context import lost_its_beginning
from .endpoint import Endpoint, Limits, Message, Reply, fewest_tokens, most_tokens
from .errors import (
    ContextTooSmall,
    ModelTrouble,
    ModelUnknown,
    ModelUnreachable,
    RequestRefused,
    Stopped,
    UnusableAnswer,
)
from .forms import Form, FormWords, forms, repeated
from .model_card import ModelCard
from .retrying import Pacing, retrying
from .tokens import most

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """A model's answer, and the name of the model that gave it."""

    value: T
    written_by: str


@dataclass(frozen=True, slots=True)
class _Question:
    words: str
    system: str
    prompt: str
    room: int
    until: float
    unchanging: bool

    def messages(self, form: Form[T]) -> list[Message]:
        system = [Message("system", self.system)] if self.system else []
        return [*system, Message("user", f"{self.words}\n\n{form.in_words}".strip())]

    def inputs(self, form: Form[T]) -> str:
        """A hash of all that the answer depends on."""
        parts = [self.system, self.words, msgspec.json.encode(form.on_the_wire).decode(), form.in_words]
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


class Model:
    """A language model that can be asked: the first of these endpoints, and the others in turn when it fails.

    Every method raises the errors of llm/errors.py.
    """

    def __init__(
        self,
        endpoints: Sequence[Endpoint],
        account: Account,
        *,
        cache: Cache | None = None,
        pacing: Pacing | None = None,
        words: FormWords | None = None,
    ) -> None:
        self.account = account
        self._endpoints = tuple(endpoints)
        self._form_words = words or FormWords()
        self.cache = cache
        self.pacing = pacing or Pacing()

    @property
    def card(self) -> ModelCard:
        """What is known of the model that is asked first."""
        return self._endpoints[0].card

    def forgetful(self) -> "Model":
        """The same model, whose answers are not kept."""
        return Model(self._endpoints, self.account, pacing=self.pacing, words=self._form_words)

    def ask(
        self,
        words: str,
        shape: type[T],
        *,
        prompt: str,
        system: str = "",
        room: int = 1024,
        seconds: float = 0.0,
        unchanging: bool = False,
    ) -> Answer[T]:
        """The model's answer as an instance of `shape`, a frozen dataclass.

        `prompt` is the name and version that the words come from (write_sessions@3), `room` the most tokens of the
        answer, `seconds` the time for it, whoever gives it (0: the usual), and an answer about something `unchanging` is kept and
        given again. Raises UnusableAnswer when neither the answer nor its repair fits the shape.
        """
        until = self.pacing.clock() + (seconds or self.pacing.deadline)
        question = _Question(words, system, prompt, room, until, unchanging)
        return self._first(lambda endpoint, until: self._ask(endpoint, replace(question, until=until), shape), until)

    def stream(self, messages: Sequence[Message], *, prompt: str, room: int = 2048) -> AnswerStream:
        """The answer to a conversation, piece by piece as it comes. Close it (`aclosing`) to stop the model."""
        return AnswerStream(self._endpoints, messages, prompt, room, self.account, self.pacing)

    def embed(self, texts: Sequence[str], *, prompt: str = "embed", seconds: float = 0.0) -> list[list[float]]:
        """One vector for each text, within so many seconds (0: the usual).

        Raises ModelUnknown when no model here gives any (the card has no embedder).
        """
        endpoint = self._endpoints[0]
        if not endpoint.card.embedder:
            raise ModelUnknown(f"{endpoint.card.address} has no model for embeddings.")
        tokens = sum(map(most, texts))
        self.account.allow(tokens)
        call = _Call(self.account, self.pacing, endpoint.card.embedder, prompt)
        until = self.pacing.clock() + (seconds or self.pacing.deadline)
        vectors = retrying(
            lambda left: call.timed(lambda: endpoint.embed(texts, seconds=left)),
            self.pacing,
            until,
            self.account.stopped,
        )
        call.record("ok", tokens, 0)
        if len(vectors) != len(texts):
            raise UnusableAnswer(endpoint.card.embedder, f"{len(vectors)} vectors for {len(texts)} texts")
        if not all(_is_vector(vector) for vector in vectors):
            raise UnusableAnswer(endpoint.card.embedder, "a vector holds what is no number")
        return vectors

    def hang_up(self) -> None:
        """Take back every question that is under way in another thread: each raises a ModelTrouble at once."""
        self.account.stopped.set()
        for endpoint in self._endpoints:
            endpoint.hang_up()

    def _first(self, use: Callable[[Endpoint, float], R], until: float) -> R:
        """What the first endpoint gives that can be reached; of the time left, each gets an equal share."""
        for number, endpoint in enumerate(self._endpoints[:-1]):
            now = self.pacing.clock()
            try:
                return use(endpoint, now + (until - now) / (len(self._endpoints) - number))
            except ModelUnreachable:
                continue
        return use(self._endpoints[-1], until)

    def _ask(self, endpoint: Endpoint, question: _Question, shape: type[T]) -> Answer[T]:
        name = endpoint.card.name
        *others, last = forms(endpoint.card.answers, shape, self._form_words)
        for form in others:
            try:
                return Answer(self._kept_or_asked(endpoint, question, form), name)
            except RequestRefused:
                continue
        return Answer(self._kept_or_asked(endpoint, question, last), name)

    def _kept_or_asked(self, endpoint: Endpoint, question: _Question, form: Form[T]) -> T:
        if self.cache is None or not question.unchanging:
            return self._asked(endpoint, question, form)
        key = (endpoint.card.name, question.prompt, question.inputs(form))
        if (kept := self.cache.get(*key)) is not None:
            # The key holds the shape, so this is what was put there.
            return msgspec.json.decode(kept, type=form.shape)
        value = self._asked(endpoint, question, form)
        self.cache.put(*key, msgspec.json.encode(value).decode())
        return value

    def _asked(self, endpoint: Endpoint, question: _Question, form: Form[T]) -> T:
        """The answer in this form, repaired once."""
        messages = question.messages(form)
        call = _Call(self.account, self.pacing, endpoint.card.name, question.prompt)
        reply = self._reply(endpoint, messages, form, question, call)
        try:
            return call.read(reply, form)
        except Unparsable as error:
            again = Message("user", self._form_words.repair_request(error.reason, full=reply.full))
            messages += [Message("assistant", repeated(reply.text)), again]
        try:
            return call.read(self._reply(endpoint, messages, form, question, call), form)
        except Unparsable as error:
            raise UnusableAnswer(endpoint.card.name, error.reason) from error

    def _reply(
        self, endpoint: Endpoint, messages: Sequence[Message], form: Form[T], question: _Question, call: "_Call"
    ) -> Reply:
        """One reply, with a context that holds the whole prompt."""
        needed, window = most_tokens(messages), endpoint.window
        limits = Limits(window.fit(needed + question.room), question.room)
        self.account.allow(needed)

        def attempt(left: float) -> Reply:
            seconds = min(left, self.pacing.silence)
            return endpoint.reply(messages, form.on_the_wire, limits, seconds=seconds)

        try:
            reply = retrying(
                lambda left: call.timed(lambda: attempt(left)), self.pacing, question.until, self.account.stopped
            )
        except ContextTooSmall as error:
            window.limit = min(window.limit, error.available)
            raise
        try:
            if not window.sure:
                window.confirm(endpoint.allocated(), needed)
            if lost_its_beginning(fewest_tokens(messages), reply.tokens_in):
                raise ContextTooSmall(endpoint.card.name, needed, reply.tokens_in or 0)
        except ContextTooSmall as error:
            call.record(error.outcome, reply.tokens_in or needed, reply.tokens_out or most(reply.text))
            raise
        return reply


def _is_vector(vector: Sequence[object]) -> bool:
    return all(isinstance(number, int | float) and math.isfinite(number) for number in vector)


class _Call:
    """Times and records the calls of one model for one prompt."""

    def __init__(self, account: Account, pacing: Pacing, model: str, prompt: str) -> None:
        self._account, self._clock, self._model, self._prompt = account, pacing.clock, model, prompt
        self._milliseconds = 0

    def timed(self, call: Callable[[], R]) -> R:
        """What the call gives; a call that fails is recorded here, one that succeeds by its reader."""
        began = self._clock()
        try:
            return call()
        except ModelTrouble as error:
            self._milliseconds = round((self._clock() - began) * 1000)
            self.record(Stopped.outcome if self._account.stopped.is_set() else error.outcome, 0, 0)
            raise
        finally:
            self._milliseconds = round((self._clock() - began) * 1000)

    def read(self, reply: Reply, form: Form[T]) -> T:
        """The answer in a reply, recorded with whether it was usable. Raises Unparsable."""
        outcome = UnusableAnswer.outcome
        try:
            value = form.read(reply.text)
            outcome = "ok"
        finally:
            self.record(outcome, reply.tokens_in or 0, reply.tokens_out or most(reply.text))
        return value

    def record(self, outcome: str, tokens_in: int, tokens_out: int) -> None:
        """Keep one call."""
        self._account.record(
            self._prompt,
            self._model,
            outcome,
            tokens_in=tokens_in,
            tokens_out=tokens_out,
            milliseconds=self._milliseconds,
        )
