"""The scripted model behaves as a real one does, only without a wire."""

import asyncio
import threading

import pytest
from model_wire import Choice

from studycoach.llm.account import Account
from studycoach.llm.endpoint import Message
from studycoach.llm.errors import KeyRefused, ModelUnreachable
from studycoach.llm.scripted import WHEN, CallList, ScriptedEndpoint, scripted_model


def test_it_gives_texts_values_and_errors_in_turn() -> None:
    endpoint = ScriptedEndpoint([Choice("tutor"), '{"agent": "planner"}', KeyRefused("No key.")])
    model = scripted_model(endpoint)
    answers = [model.ask("Who?", Choice, prompt="route@1").value for _ in range(2)]
    assert answers == [Choice("tutor"), Choice("planner")]
    with pytest.raises(KeyRefused):
        model.ask("Who?", Choice, prompt="route@1")
    assert [messages[-1].text for messages in endpoint.asked] == ["Who?"] * 3


def test_it_streams_exactly_what_it_was_told() -> None:
    text = "one  two\n\nthree two "

    async def reading() -> list[str]:
        return [
            piece
            async for piece in scripted_model(ScriptedEndpoint([text])).stream([Message("user", "x")], prompt="c@1")
        ]

    pieces = asyncio.run(reading())
    assert "".join(pieces) == text
    assert len(pieces) == 4


def test_a_script_that_has_ended_is_a_model_that_is_gone() -> None:
    with pytest.raises(ModelUnreachable, match="no further reply"):
        scripted_model(ScriptedEndpoint([])).ask("Who?", Choice, prompt="route@1")


def test_the_next_endpoint_takes_over() -> None:
    down = ScriptedEndpoint([ModelUnreachable("Down.", again=False)])
    model = scripted_model(down, ScriptedEndpoint([Choice("tutor")]))
    assert model.ask("Who?", Choice, prompt="route@1").value == Choice("tutor")


def test_an_account_counts_from_many_threads() -> None:
    log = CallList()
    account = Account(log, now=lambda: WHEN)

    def spend() -> None:
        for _ in range(200):
            account.record("try@1", "m", "ok", tokens_in=2, tokens_out=1)

    threads = [threading.Thread(target=spend) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (account.calls, account.tokens_in, account.tokens_out) == (800, 1600, 800)
    assert len(log.calls) == 800
