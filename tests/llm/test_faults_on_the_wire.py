"""What goes wrong with an endpoint ends in one sentence, in time, for both protocols, on the wire."""

import socket
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from model_wire import QUICK, ModelStub, Task, Wire

from studycoach.llm.asking import Model
from studycoach.llm.chat_models import open_endpoint
from studycoach.llm.endpoint import Access, count_told, plain
from studycoach.llm.errors import (
    ContextTooSmall,
    KeyRefused,
    ModelTrouble,
    ModelUnknown,
    ModelUnreachable,
    UnusableAnswer,
)
from studycoach.llm.model_card import ModelCard

GOOD = '{"task": "read", "minutes": 25}'
READ = Task("read", 25)
UNHURRIED = replace(QUICK, deadline=10.0)
Start = Callable[..., Wire]


def ask(model: Model, words: str = "What now?") -> Task:
    return model.ask(words, Task, prompt="try@1", room=100).value


@pytest.mark.parametrize("fault", ["busy", "broken", "stall", "cut", "garbage", "drop", "odd_json"])
def test_a_passing_fault_is_survived(wire: Start, fault: str) -> None:
    one = wire(GOOD, faults=[fault])
    assert ask(one.model(pacing=UNHURRIED)) == READ
    assert one.outcomes() == ["unreachable", "ok"]


@pytest.mark.parametrize("fault", ["busy", "broken", "cut", "garbage", "drop", "odd_json"])
def test_a_lasting_fault_is_tried_again_until_the_deadline(wire: Start, fault: str) -> None:
    one, slept = wire(GOOD, always=fault), [0.0]
    by_sleep = replace(QUICK, deadline=60.0, first_pause=1.0, longest_pause=20.0, clock=lambda: sum(slept))
    with pytest.raises(ModelUnreachable) as raised:
        ask(one.model(pacing=replace(by_sleep, sleep=slept.append)))
    assert slept == [0, 0.75, 1.5, 3, 6, 12, 15, 15]
    assert one.outcomes() == ["unreachable"] * 8
    assert raised.value.todo


def test_a_lasting_stall_ends_within_the_deadline(wire: Start) -> None:
    one = wire(GOOD, always="stall")
    began = time.monotonic()
    with pytest.raises(ModelUnreachable, match="in time"):
        ask(one.model())
    assert time.monotonic() - began < QUICK.deadline + 1.0
    assert one.stub.calls > 1


def test_an_answer_that_trickles_ends_with_the_deadline() -> None:
    with ModelStub(["word " * 200], pace=0.05) as stub:
        began = time.monotonic()
        with pytest.raises(ModelUnreachable, match="in time"):
            ask(Wire("ollama", stub).model())
        assert time.monotonic() - began < QUICK.deadline + 1.0


def test_a_model_that_is_being_loaded_is_asked_again_and_half_a_stream_too() -> None:
    with ModelStub([GOOD], faults=["load", "fade"]) as stub:
        one = Wire("ollama", stub)
        assert ask(one.model(pacing=UNHURRIED)) == READ
        assert stub.calls == 3


def test_the_endpoint_is_left_alone_for_as_long_as_it_asks() -> None:
    with ModelStub([GOOD], faults=["busy"], retry_after="0.4") as stub:
        waited: list[float] = []
        pacing = replace(UNHURRIED, sleep=waited.append)
        assert ask(Wire("openai", stub).model(pacing=pacing)) == READ
        assert waited == [0.4]


def test_an_endpoint_that_asks_for_too_long_a_wait_is_given_up() -> None:
    with ModelStub([GOOD], always="busy", retry_after="3600") as stub:
        with pytest.raises(ModelUnreachable, match="too busy"):
            ask(Wire("openai", stub).model())
        assert stub.calls == 1


def test_where_nothing_listens_one_attempt_is_made() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    for kind, address in (("ollama", url), ("openai", f"{url}/v1")):
        with ModelStub() as stub:
            one = Wire("ollama", stub)
            endpoint = open_endpoint(ModelCard("small:3b", kind, address), Access(address))
            with pytest.raises(ModelUnreachable, match="Nothing answers at"):
                ask(Model([endpoint], one.account(), pacing=QUICK))
            assert one.outcomes() == ["unreachable"]


def test_a_refused_key_is_an_error_at_once_and_never_shown(wire: Start) -> None:
    one = wire(GOOD, key="sk-right")
    fallback = one.endpoint("sk-right")
    with pytest.raises(KeyRefused) as raised:
        ask(one.model(fallback, key="sk-secret-and-wrong"))
    assert len(one.stub.chats()) == 1
    assert one.outcomes() == ["key_refused"]
    assert "sk-" not in str(raised.value)


def test_the_key_is_sent_and_opens(wire: Start) -> None:
    assert ask(wire(GOOD, key="sk-right").model(key="sk-right")) == READ


def test_an_endpoint_that_repeats_the_key_does_not_get_it_shown() -> None:
    with ModelStub([GOOD], key="sk-right") as stub:
        endpoint = Wire("openai", stub).endpoint("sk-secret")
        assert "sk-secret" not in repr(vars(endpoint)["_access"])


def test_an_unknown_model_is_an_error_at_once(wire: Start) -> None:
    one = wire(GOOD)
    with pytest.raises(ModelUnknown, match="no model large:70b") as raised:
        ask(one.model(one.endpoint(), name="large:70b"))
    assert len(one.stub.chats()) == 1
    assert "coach models" in raised.value.todo


def test_an_overflow_that_the_endpoint_reports_names_both_sizes_and_is_not_repeated(wire: Start) -> None:
    one = wire(GOOD, always="overflow", context=50)
    model = one.model()
    for _ in range(2):
        with pytest.raises(ContextTooSmall) as raised:
            ask(model, "word " * 300)
        assert raised.value.needed >= 400
        assert raised.value.available == 50
    assert one.stub.calls == 1
    assert one.outcomes() == ["context_too_small"]


def test_what_does_not_fit_is_never_sent(wire: Start) -> None:
    one = wire(GOOD)
    with pytest.raises(ContextTooSmall, match="needs a context of about"):
        ask(one.model(context=512), "word " * 600)
    assert one.stub.requests == []


def test_a_prompt_cut_in_silence_is_noticed() -> None:
    with ModelStub([GOOD], window=2048) as stub:
        one = Wire("ollama", stub)
        model = one.model()
        with pytest.raises(ContextTooSmall) as raised:
            ask(model, "word " * 2500)
        assert raised.value.available == 2048
        assert one.outcomes() == ["context_too_small"]
        with pytest.raises(ContextTooSmall):
            ask(model, "word " * 2500)
        assert stub.calls == 1


def test_a_prompt_cut_in_silence_is_noticed_by_its_count_alone() -> None:
    with ModelStub([GOOD], window=2048) as stub:
        one = Wire("ollama", stub)
        endpoint = one.endpoint()
        endpoint.allocated = lambda: None  # an older Ollama doesn't tell
        with pytest.raises(ContextTooSmall):
            ask(Model([endpoint], one.account(), pacing=QUICK), "word " * 2500)


def test_the_next_model_answers_when_the_first_fails(wire: Start) -> None:
    one = wire(GOOD, models=["small:3b", "other:8b"], faults=["broken"])
    once = replace(QUICK, first_pause=20.0, longest_pause=20.0)  # no time for a second attempt
    answer = one.model(one.endpoint(name="other:8b"), pacing=once).ask("What now?", Task, prompt="try@1")
    assert (answer.value, answer.written_by) == (READ, "other:8b")
    assert [(call.model, call.outcome) for call in one.log.calls] == [("small:3b", "unreachable"), ("other:8b", "ok")]


def test_when_all_models_fail_the_last_one_s_error_is_told(wire: Start) -> None:
    one = wire(GOOD, models=["small:3b", "other:8b"], always="broken")
    once = replace(QUICK, first_pause=20.0, longest_pause=20.0)
    with pytest.raises(ModelUnreachable, match="HTTP 500"):
        ask(one.model(one.endpoint(name="other:8b"), pacing=once))
    assert [call.model for call in one.log.calls] == ["small:3b", "other:8b"]


def test_an_unusable_answer_is_no_reason_to_ask_the_next_model(wire: Start) -> None:
    one = wire("I would rather not.", models=["small:3b", "other:8b"])
    with pytest.raises(UnusableAnswer):
        ask(one.model(one.endpoint(name="other:8b")))
    assert one.stub.calls == 2


def test_embeddings_come_from_the_embedder(wire: Start) -> None:
    one = wire()
    near, alike, far = one.model().embed(["plan my week", "Plan my WEEK", "quiz me"])
    assert near == alike != far
    assert one.stub.requests[-1].body["model"] == "words-embed:1"
    assert [call.model for call in one.log.calls] == ["words-embed:1"]


def test_without_an_embedder_nothing_is_sent(wire: Start) -> None:
    one = wire()
    with pytest.raises(ModelUnknown, match="embeddings"):
        one.model(embedder="").embed(["plan"])
    assert one.stub.requests == []


def test_every_error_of_a_model_has_its_name_in_the_record() -> None:
    kinds = [ModelTrouble, *ModelTrouble.__subclasses__(), *ModelUnreachable.__subclasses__()]
    assert len({kind.outcome for kind in kinds}) == len(kinds)


def test_a_count_that_can_be_none_and_half_a_character_do_no_harm() -> None:
    assert [count_told(n) for n in (7, 0, -1, 10**30, "many", None)] == [7, 0, None, None, None, None]
    assert plain("a\ud800b") == "a?b"
