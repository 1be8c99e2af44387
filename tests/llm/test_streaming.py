"""An answer as it comes: in pieces, without reasoning, stopped at once, and safe from every fault of an endpoint."""

import asyncio
import time
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace

import pytest
from model_wire import QUICK, ModelStub, Wire

from studycoach.llm.asking import Model
from studycoach.llm.endpoint import Message
from studycoach.llm.errors import (
    BudgetSpent,
    ContextTooSmall,
    KeyRefused,
    ModelTrouble,
    ModelUnknown,
    ModelUnreachable,
    UnusableAnswer,
)

Start = Callable[..., Wire]
UNHURRIED = replace(QUICK, deadline=10.0)
CALM = replace(UNHURRIED, silence=9.0)
HELLO = [Message("system", "You are a coach."), Message("user", "Hello!")]


def read(model: Model, messages: list[Message] = HELLO) -> tuple[list[str], str, ModelTrouble | None]:
    """The pieces, who wrote them, and what ended them."""

    async def reading() -> tuple[list[str], str, ModelTrouble | None]:
        pieces: list[str] = []
        async with aclosing(model.stream(messages, prompt="chat@1")) as answer:
            try:
                async for piece in answer:
                    pieces.append(piece)  # noqa: PERF401 - what came before an error counts
            except ModelTrouble as error:
                return pieces, answer.written_by, error
        return pieces, answer.written_by, None

    return asyncio.run(reading())


def test_an_answer_comes_piece_by_piece(wire: Start) -> None:
    one = wire("Good evening,\n\nshall we  begin?")
    pieces, written_by, error = read(one.model())
    assert ("".join(pieces), written_by, error) == ("Good evening,\n\nshall we  begin?", "small:3b", None)
    assert len(pieces) > 3
    (call,) = one.log.calls
    assert (call.outcome, call.prompt, call.tokens_in, call.tokens_out) == ("ok", "chat@1", 7, 7)


def test_the_first_piece_is_not_held_back(wire: Start) -> None:
    one = wire("one two three four", pace=2.0)

    async def first() -> float:
        async with aclosing(one.model().stream(HELLO, prompt="chat@1")) as answer:
            began = time.monotonic()
            assert await anext(answer) == "one "
            return time.monotonic() - began

    assert asyncio.run(first()) < 1.5


def test_one_model_streams_in_several_event_loops(wire: Start) -> None:
    model = wire("hello").model()
    assert [read(model)[0] for _ in range(3)] == [["hello"]] * 3


def test_reasoning_is_not_shown(wire: Start) -> None:
    pieces, _, _ = read(wire("<think> they said hello, so </think>\n\nGood evening").model())
    assert "".join(pieces) == "Good evening"


@pytest.mark.parametrize("text", ["", "<think> hm hm"])
def test_an_empty_answer_is_an_error(wire: Start, text: str) -> None:
    one = wire(text)
    pieces, _, error = read(one.model())
    assert pieces == []
    assert isinstance(error, UnusableAnswer | ModelUnreachable)


@pytest.mark.parametrize("fault", ["busy", "broken", "stall", "garbage", "drop", "odd_json"])
def test_a_fault_before_the_first_piece_is_survived(wire: Start, fault: str) -> None:
    one = wire("hello", faults=[fault])
    assert read(one.model(pacing=UNHURRIED))[0] == ["hello"]
    assert one.outcomes()[-1] == "ok"
    assert one.stub.calls == 2


@pytest.mark.parametrize("fault", ["cut", "fade"])
def test_a_stream_that_breaks_off_keeps_what_came_and_is_not_begun_again(wire: Start, fault: str) -> None:
    one = wire("one two three four five six seven eight", faults=[fault])
    pieces, written_by, error = read(one.model(one.endpoint(), pacing=UNHURRIED))
    assert "".join(pieces).startswith("one two ")
    assert "eight" not in "".join(pieces)
    assert written_by == "small:3b"
    assert isinstance(error, ModelUnreachable)
    assert "in the middle" in str(error)
    assert one.stub.calls == 1
    assert one.outcomes() == ["unreachable"]


def test_a_stream_that_stalls_in_the_middle_ends(wire: Start) -> None:
    one = wire("one two three", pace=5.0)
    began = time.monotonic()
    pieces, _, error = read(one.model())
    assert pieces == ["one "]
    assert isinstance(error, ModelUnreachable)
    assert time.monotonic() - began < 2.0


@pytest.mark.parametrize("fault", ["busy", "stall", "garbage"])
def test_a_lasting_fault_ends_within_the_deadline(wire: Start, fault: str) -> None:
    one, hurried = wire(always=fault), replace(QUICK, deadline=0.9)
    began = time.monotonic()
    pieces, _, error = read(one.model(pacing=hurried))
    assert pieces == []
    assert isinstance(error, ModelUnreachable)
    assert time.monotonic() - began < hurried.deadline + 1.0


def test_the_next_model_streams_when_the_first_fails(wire: Start) -> None:
    one = wire("hello", models=["small:3b", "other:8b"], faults=["broken"])
    once = replace(QUICK, first_pause=20.0, longest_pause=20.0)
    assert read(one.model(one.endpoint(name="other:8b"), pacing=once))[:2] == (["hello"], "other:8b")


def test_a_refused_key_and_an_unknown_model_end_a_stream_at_once(wire: Start) -> None:
    one = wire(key="sk-right")
    assert isinstance(read(one.model(one.endpoint("sk-right"), key="sk-wrong"))[2], KeyRefused)
    assert isinstance(read(one.model(key="sk-right", name="large:70b"))[2], ModelUnknown)
    assert len(one.stub.chats()) == 2


def test_what_does_not_fit_is_never_sent(wire: Start) -> None:
    one = wire()
    assert isinstance(read(one.model(context=2100), [Message("user", "word " * 600)])[2], ContextTooSmall)
    assert one.stub.requests == []


def test_a_prompt_cut_in_silence_is_noticed_in_the_end() -> None:
    with ModelStub(["hello"], window=2048) as stub:
        one = Wire("ollama", stub)
        pieces, _, error = read(one.model(), [Message("user", "word " * 2500)])
        assert pieces == ["hello"]
        assert isinstance(error, ContextTooSmall)
        assert one.outcomes() == ["context_too_small"]


def test_the_budget_stops_a_stream_before_it_begins(wire: Start) -> None:
    one = wire()
    model = Model([one.endpoint()], one.account(per_run=5))
    assert isinstance(read(model)[2], BudgetSpent)
    assert one.stub.requests == []


def test_cancelling_who_waits_closes_the_connection_within_a_second(wire: Start) -> None:
    one = wire("one two three", pace=5.0)

    async def interrupted() -> None:
        begun = asyncio.Event()

        async def chat() -> None:
            async with aclosing(one.model(pacing=CALM).stream(HELLO, prompt="chat@1")) as answer:
                async for _ in answer:
                    begun.set()

        task = asyncio.create_task(chat())
        await asyncio.wait_for(begun.wait(), 20)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(one.stub.hung_up.wait, 1.0)

    asyncio.run(interrupted())
    assert one.outcomes() == ["stopped"]
    assert one.log.calls[0].tokens_in > 0


def test_closing_the_answer_between_two_pieces_closes_the_connection(wire: Start) -> None:
    one = wire("one two three", pace=0.1)

    async def stopped() -> None:
        async with aclosing(one.model(pacing=CALM).stream(HELLO, prompt="chat@1")) as answer:
            assert await anext(answer) == "one "
        assert await asyncio.to_thread(one.stub.hung_up.wait, 1.0)

    asyncio.run(stopped())
    assert one.outcomes() == ["stopped"]


def test_a_stall_that_is_cancelled_closes_the_connection(wire: Start) -> None:
    one = wire(always="stall")

    async def interrupted() -> None:
        task = asyncio.ensure_future(anext(one.model(pacing=CALM).stream(HELLO, prompt="c@1")))
        while not one.stub.calls:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(one.stub.hung_up.wait, 1.0)

    asyncio.run(interrupted())


@pytest.mark.slow
def test_a_stop_is_never_lost_at_whatever_moment_it_comes(wire: Start) -> None:
    one = wire("word " * 2000, pace=0.001)

    async def stopped(wait: float) -> bool:
        async def listen() -> None:
            async with aclosing(one.model(pacing=CALM).stream(HELLO, prompt="chat@1")) as answer:
                async for _ in answer:
                    pass

        task = asyncio.create_task(listen())
        await asyncio.sleep(wait)
        task.cancel()
        await asyncio.wait([task], timeout=1.0)
        return task.cancelled()

    async def all_of_them() -> list[bool]:
        return [await stopped(0.1 + n * 0.0037) for n in range(25)]

    assert all(asyncio.run(all_of_them()))
