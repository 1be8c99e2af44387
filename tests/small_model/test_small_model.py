"""Our ways of asking, with a real model in a real server: found, typed, streamed, stopped, and every refusal read."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, aclosing
from dataclasses import dataclass
from typing import Literal

import pytest
import small_model

from studycoach.llm.asking import Model
from studycoach.llm.endpoint import Message, fewest_tokens, most_tokens
from studycoach.llm.errors import (
    ContextTooSmall,
    KeyRefused,
    ModelTrouble,
    ModelUnknown,
    ModelUnreachable,
    UnusableAnswer,
)
from studycoach.llm.retrying import Pacing
from studycoach.llm.vectors import alike, small

pytestmark = pytest.mark.slow
HELLO = [Message("system", "You are a coach."), Message("user", "Say hello.")]
ENDLESS = [Message("user", "Write down all numbers from one to ten thousand, in words.")]
# About 7,500 tokens, which our estimate doesn't pass by much.
TOO_LONG = "seven green apples " * 2500
ONCE = Pacing(deadline=20.0, first_pause=30.0)


@dataclass(frozen=True)
class Verdict:
    """What a model may say of a sentence."""

    mood: Literal["glad", "sad"]
    sure: bool


@dataclass(frozen=True)
class Mood:
    """One of two."""

    mood: Literal["glad", "sad"]


async def pieces_of(model: Model, messages: list[Message], room: int = 60) -> AsyncIterator[str]:
    async with aclosing(model.stream(messages, prompt="chat@1", room=room)) as answer:
        async for piece in answer:
            yield piece


async def read(model: Model, messages: list[Message], room: int = 60) -> list[str]:
    return [piece async for piece in pieces_of(model, messages, room)]


def test_it_is_found_by_the_environment_with_the_context_it_really_has(asked) -> None:
    card = asked.found.card
    assert (card.name, card.provider, card.context) == (small_model.NAME, "openai", small_model.CONTEXT)
    assert (asked.found.why, asked.found.passed_over, card.embedder) == ("OPENAI_BASE_URL is set.", (), "")


def test_a_typed_answer_comes_by_schema_in_one_call(asked) -> None:
    answer = asked.model().ask("I passed the exam! What is my mood?", Verdict, prompt="mood@1", room=60)
    assert isinstance(answer.value, Verdict)
    assert answer.value.mood in ("glad", "sad")
    assert answer.written_by == small_model.NAME
    (call,) = asked.log.calls
    assert call.outcome == "ok"
    assert 10 < call.tokens_in < 200
    assert 5 < call.tokens_out <= 60


@pytest.mark.parametrize("answers", ["json", "label"])
def test_a_weaker_form_of_answer_ends_in_a_value_or_a_sentence_after_one_repair(asked, answers: str) -> None:
    mood = told = ""
    try:
        mood = asked.model(answers=answers).ask("I passed! What is my mood?", Mood, prompt="mood@1", room=60).value.mood
    except UnusableAnswer as error:
        told = str(error)
    if mood:
        assert mood in ("glad", "sad")
        assert asked.outcomes() in (["ok"], ["unusable", "ok"])
    else:
        assert told.startswith(f"{small_model.NAME} gave no usable answer: ")
        assert asked.outcomes() == ["unusable", "unusable"]


def test_an_answer_streams_and_is_counted(asked) -> None:
    pieces = asyncio.run(read(asked.model(), HELLO))
    assert len(pieces) > 1
    (call,) = asked.log.calls
    assert (call.outcome, call.model) == ("ok", small_model.NAME)
    assert call.tokens_in > 10
    assert len(pieces) <= 2 * call.tokens_out <= 120


def test_the_server_counts_a_prompt_between_our_two_estimates(asked) -> None:
    words = "The gradient of the loss tells in which direction the weights should move, and how far. " * 20
    messages = [Message("user", words)]
    asyncio.run(read(asked.model(), messages, room=1))
    (call,) = asked.log.calls
    assert fewest_tokens(messages) <= call.tokens_in <= most_tokens(messages)


def test_a_prompt_without_room_in_the_server_is_refused_with_both_sizes_and_not_sent_again(asked) -> None:
    model = asked.model(context=32768)
    with pytest.raises(ContextTooSmall) as caught:
        model.ask(TOO_LONG, Verdict, prompt="mood@1")
    assert caught.value.available == small_model.CONTEXT
    assert 7000 < caught.value.needed < 9000
    with pytest.raises(ContextTooSmall):
        model.ask(TOO_LONG, Verdict, prompt="mood@1")
    assert asked.outcomes() == ["context_too_small"]


def test_a_conversation_without_room_in_the_server_is_refused_the_same_way(asked) -> None:
    with pytest.raises(ContextTooSmall) as caught:
        asyncio.run(read(asked.model(context=32768), [Message("user", TOO_LONG)]))
    assert caught.value.available == small_model.CONTEXT
    assert asked.outcomes() == ["context_too_small"]


def test_a_prompt_beyond_the_known_context_never_goes_out(asked) -> None:
    with pytest.raises(ContextTooSmall):
        asyncio.run(read(asked.model(), [Message("user", TOO_LONG)]))
    assert asked.log.calls == []


def test_closing_an_answer_stops_the_model_within_a_second(asked) -> None:
    async def begin_and_close() -> None:
        async with aclosing(asked.model().stream(ENDLESS, prompt="chat@1", room=3000)) as answer:
            await anext(answer)
            assert await asyncio.to_thread(asked.is_busy)

    asyncio.run(begin_and_close())
    assert asked.is_free_within(1.0)
    assert asked.outcomes() == ["stopped"]


def test_cancelling_who_reads_an_answer_stops_the_model_within_a_second(asked) -> None:
    async def begin_and_cancel() -> None:
        begun = asyncio.Event()

        async def reading() -> None:
            async for _ in pieces_of(asked.model(), ENDLESS, 3000):
                begun.set()

        task = asyncio.create_task(reading())
        await begun.wait()
        assert await asyncio.to_thread(asked.is_busy)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(begin_and_cancel())
    assert asked.is_free_within(1.0)
    assert asked.outcomes() == ["stopped"]


def test_a_server_that_dies_in_the_middle_ends_the_answer_with_a_sentence_after_what_came(serve, ask_at) -> None:
    came: list[str] = []

    async def read_until_it_dies(server: ExitStack, model: Model) -> None:
        async for piece in pieces_of(model, ENDLESS, 3000):
            came.append(piece)
            if len(came) == 3:
                await asyncio.to_thread(server.close)

    with ExitStack() as server:
        one = ask_at(server.enter_context(serve()))
        with pytest.raises(ModelUnreachable, match="stopped in the middle of its answer"):
            asyncio.run(read_until_it_dies(server, one.model()))
    assert "".join(came)
    assert one.outcomes() == ["unreachable"]
    assert one.log.calls[0].tokens_out > 0


def test_where_the_server_is_gone_an_answer_fails_at_once(serve, ask_at) -> None:
    with serve() as url:
        one = ask_at(url)
    began = time.monotonic()
    with pytest.raises(ModelUnreachable, match="Nothing answers at"):
        one.model().ask("Hello", Mood, prompt="mood@1")
    assert time.monotonic() - began < 3.0
    assert ask_at(url).found.card is None


def test_a_server_with_a_key_takes_ours_and_refuses_another_in_a_sentence(serve, ask_at) -> None:
    with serve("--api-key", "right") as url:
        with pytest.raises(KeyRefused, match="doesn't accept the key") as caught:
            ask_at(url, "wrong").model().ask("Hello", Mood, prompt="mood@1")
        assert "wrong" not in str(caught.value)
        assert ask_at(url, "right").model().ask("Hello", Mood, prompt="mood@1").value.mood in ("glad", "sad")


def test_a_server_without_embeddings_says_so_once_and_is_not_asked_again(asked) -> None:
    with pytest.raises(ModelUnknown, match="no model for embeddings"):
        asked.model().embed(["hello"])
    assert asked.log.calls == []
    with pytest.raises(ModelTrouble, match="does not support embeddings"):
        asked.model(ONCE, embedder=small_model.NAME).embed(["hello"])
    assert len(asked.log.calls) == 1


def test_embeddings_of_a_real_server_tell_the_same_text_from_others(serve, ask_at) -> None:
    with serve("--embeddings", "--pooling", "mean") as url:
        model = ask_at(url).model(embedder=small_model.NAME)
        texts = ["move my session to Friday", "explain attention", "move my session to Friday"]
        one, other, again = map(small, model.embed(texts))
    assert alike(one, again) > 0.99 > alike(one, other)
