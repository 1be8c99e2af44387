"""An answer as it comes, piece by piece: without the model's reasoning, tried again until its first word, recorded."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from itertools import count

from .account import Account
from .context import lost_its_beginning
from .endpoint import Endpoint, Limits, Message, Reply, fewest_tokens, most_tokens
from .errors import ContextTooSmall, ModelTrouble, ModelUnreachable, UnusableAnswer
from .retrying import Pacing, seconds_left
from .streamed_reasoning import ReasoningFilter
from .tokens import most

_MOST_A_TOKEN = 20  # characters


class AnswerStream:
    """The pieces of one answer: `async with aclosing(model.stream(…)) as answer: async for piece in answer: …`.

    Closing it, or cancelling who waits for it, closes the connection to the endpoint. After the first piece
    `written_by` is the name of the model, and `cut` tells whether the answer ended because its room was used up. Raises the errors of llm/errors.py; what came before one stays valid.
    """

    def __init__(
        self,
        endpoints: Sequence[Endpoint],
        messages: Sequence[Message],
        prompt: str,
        room: int,
        account: Account,
        pacing: Pacing,
    ) -> None:
        self.written_by = ""
        self.cut = False
        self._endpoints, self._messages, self._prompt, self._room = endpoints, tuple(messages), prompt, room
        self._account, self._pacing = account, pacing
        self._needed = most_tokens(messages)
        self._pieces = self._from_the_first()

    def __aiter__(self) -> "AnswerStream":
        return self

    async def __anext__(self) -> str:
        return await anext(self._pieces)

    async def aclose(self) -> None:
        """Stop the model."""
        await self._pieces.aclose()

    async def _from_the_first(self) -> AsyncGenerator[str, None]:
        """From the first endpoint that begins to answer."""
        for endpoint in self._endpoints:
            try:
                async with aclosing(self._tried_again(endpoint)) as pieces:
                    async for piece in pieces:
                        yield piece
                return
            except ModelUnreachable:
                if self.written_by or endpoint is self._endpoints[-1]:
                    raise

    async def _tried_again(self, endpoint: Endpoint) -> AsyncGenerator[str, None]:
        until = self._pacing.clock() + self._pacing.deadline
        for attempt in count():
            try:
                async with aclosing(self._once(endpoint, until)) as pieces:
                    async for piece in pieces:
                        yield piece
                return
            except ModelUnreachable as error:
                pause = self._pacing.pause(error, attempt, until - self._pacing.clock())
                if self.written_by or pause is None:
                    raise
                await asyncio.sleep(pause)

    async def _once(self, endpoint: Endpoint, until: float) -> AsyncGenerator[str, None]:
        limits = Limits(endpoint.window.fit(self._needed + self._room), self._room)
        self._account.allow(self._needed)
        told = _Told()
        began, outcome = self._pacing.clock(), "stopped"
        try:
            async with aclosing(self._replies(endpoint, limits, until)) as replies:
                async for reply in replies:
                    if piece := told.note(reply):
                        self.written_by = endpoint.card.name
                        yield piece
                    self.cut = self.cut or reply.full
                    # An endpoint that doesn't keep to the room is not listened to for ever.
                    if len(told.text) > _MOST_A_TOKEN * self._room:
                        self.cut = True
                        break
            if piece := told.rest():
                self.written_by = endpoint.card.name
                yield piece
            await self._check(endpoint, told)
            outcome = "ok"
        except ModelTrouble as error:
            outcome = error.outcome
            raise
        finally:
            milliseconds = round((self._pacing.clock() - began) * 1000)
            tokens_in = self._needed if told.tokens_in is None and told.text else told.tokens_in or 0
            tokens_out = most(told.text) if told.tokens_out is None else told.tokens_out
            self._account.record(
                self._prompt,
                endpoint.card.name,
                outcome,
                tokens_in=tokens_in,
                tokens_out=tokens_out,
                milliseconds=milliseconds,
            )

    async def _replies(self, endpoint: Endpoint, limits: Limits, until: float) -> AsyncGenerator[Reply, None]:
        """What comes from the endpoint, none of it awaited for longer than patience lasts."""
        patience = min(seconds_left(self._pacing, until), self._pacing.silence)
        stream = endpoint.stream(self._messages, limits, silence=patience)
        async with aclosing(stream):
            while True:
                try:
                    async with asyncio.timeout(patience):
                        reply = await anext(stream, None)
                except TimeoutError as error:
                    raise ModelUnreachable(f"{endpoint.card.name} didn't answer in time.") from error
                if reply is None:
                    return
                patience = self._pacing.silence
                yield reply

    async def _check(self, endpoint: Endpoint, told: "_Told") -> None:
        """What can only be known in the end: that there was an answer, and that the whole prompt was read."""
        if not endpoint.window.sure:
            endpoint.window.confirm(await asyncio.to_thread(endpoint.allocated), self._needed)
        if lost_its_beginning(fewest_tokens(self._messages), told.tokens_in):
            raise ContextTooSmall(endpoint.card.name, self._needed, told.tokens_in or 0)
        if not self.written_by:
            raise UnusableAnswer(endpoint.card.name, "it is empty")


class _Told:
    """What one attempt has told so far."""

    def __init__(self) -> None:
        self.text = ""
        self.tokens_in: int | None = None
        self.tokens_out: int | None = None
        self._filter = ReasoningFilter()

    def note(self, reply: Reply) -> str:
        """Take note of a piece; gives what of it is to be shown."""
        self.text += reply.text
        self.tokens_in = reply.tokens_in if reply.tokens_in is not None else self.tokens_in
        self.tokens_out = reply.tokens_out if reply.tokens_out is not None else self.tokens_out
        return self._filter.shown(reply.text)

    def rest(self) -> str:
        """What was held back until the end."""
        return self._filter.rest()
