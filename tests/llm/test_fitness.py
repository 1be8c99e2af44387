"""A model under measurement: within its time, without fallbacks, and every fault ends in one sentence."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from model_wire import Task, Wire

from studycoach.llm.errors import ModelTrouble, UnusableAnswer
from studycoach.llm.fitness import Bench, TimeIsUp
from studycoach.llm.retrying import Pacing

GOOD = '{"task": "read", "minutes": 25}'
EAGER = Pacing(tries=3, first_pause=0.005, longest_pause=0.02, jitter=lambda: 0.5)
Start = Callable[..., Wire]


def bench(one: Wire, seconds: float | None = 20.0, pacing: Pacing = EAGER, key: str = "", **card: object) -> Bench:
    return Bench(one.endpoint(key, **card), one.account(), seconds=seconds, pacing=pacing)


def ask(on: Bench) -> Task:
    return on.answer("What now?", Task, prompt="try@1")


def hear(on: Bench) -> None:
    on.streamed("Hello!", prompt="try@1")
    on.reached = True


def test_typed_answers_and_the_form_they_came_in(wire: Start) -> None:
    on = bench(wire(GOOD))
    assert ask(on) == Task("read", 25)
    assert on.answered_by == "schema"


def test_an_endpoint_that_takes_no_schema_is_seen_to_answer_in_json(wire: Start) -> None:
    on = bench(wire(GOOD, takes_forms=False))
    assert ask(on) == Task("read", 25)
    assert on.answered_by == "json"


def test_an_unusable_answer_tells_the_form_that_was_asked_for(wire: Start) -> None:
    on = bench(wire("As you wish."))
    with pytest.raises(UnusableAnswer):
        ask(on)
    assert on.answered_by == "schema"
    on.note(answers="json")
    with pytest.raises(UnusableAnswer):
        ask(on)
    assert on.answered_by == "json"


def test_a_streamed_answer_is_timed_and_counted(wire: Start) -> None:
    one = wire("one two three four five six", pace=0.05)
    on = bench(one)
    for _ in range(2):
        told = on.streamed("How do you count?", prompt="try@1")
        assert told is not None
        assert (told.text, told.tokens_in, told.tokens_out) == ("one two three four five six", 6, 8)
        assert told.whole - told.first > 0.2
    assert one.outcomes() == ["ok", "ok"]


def test_an_answer_without_words_is_none(wire: Start) -> None:
    assert bench(wire("<think> hm </think>")).streamed("Hello!", prompt="try@1") is None


def test_a_card_begins_without_measures(wire: Start) -> None:
    on = bench(wire(), answers="label", routing_right=3, routing_asked=20, usable_context=0)
    assert (on.card.answers, on.card.routing_asked, on.card.usable_context) == ("schema", None, None)


@pytest.mark.parametrize("use", [ask, hear])
def test_a_stall_ends_with_the_time_and_the_rest_is_not_measured(wire: Start, use: Callable[[Bench], object]) -> None:
    on, began, later = bench(wire(always="stall"), seconds=0.6), time.monotonic(), []
    fitness = on.measure([use, later.append])
    assert time.monotonic() - began < 3.0
    assert (fitness.reached, fitness.time_is_up, later) == (False, True, [])
    assert fitness.trouble == "small:3b didn't answer within 1 seconds."


def test_a_stream_that_trickles_ends_with_the_time(wire: Start) -> None:
    on, began = bench(wire("word " * 200, pace=0.05), seconds=0.6), time.monotonic()
    on.reached = True
    fitness = on.measure([hear])
    assert time.monotonic() - began < 3.0
    assert (fitness.trouble, fitness.time_is_up) == ("", True)


def test_time_is_told_by_the_clock_that_is_passed_in(wire: Start) -> None:
    now = [100.0]
    on = bench(wire("hello"), seconds=120.0, pacing=replace(EAGER, clock=lambda: now[0]))
    noted = []

    def slow(on: Bench) -> None:
        for n in range(10):
            hear(on)
            noted.append(n)
            now[0] += 50.0

    fitness = on.measure([slow])
    assert noted == [0, 1, 2]
    assert (fitness.time_is_up, fitness.trouble, fitness.seconds) == (True, "", 150.0)


def test_without_a_limit_nothing_is_cut_short(wire: Start) -> None:
    now = [0.0]
    on = bench(wire("hello"), seconds=None, pacing=replace(EAGER, clock=lambda: now[0]))
    for _ in range(3):
        hear(on)
        now[0] += 10_000.0
    assert not on.measure([hear]).time_is_up


@pytest.mark.parametrize("fault", ["garbage", "broken", "busy", "drop", "odd_json", "cut"])
def test_a_lasting_fault_is_tried_three_times_and_said(wire: Start, fault: str) -> None:
    one = wire(GOOD, always=fault)
    fitness = bench(one).measure([ask])
    assert one.stub.calls == 3
    assert fitness.trouble.endswith(".")
    assert not fitness.time_is_up
    assert "coach doctor" not in fitness.trouble


def test_a_refused_key_is_said_with_what_to_do(wire: Start) -> None:
    one, later = wire(GOOD, key="sk-right"), []
    fitness = bench(one, key="sk-wrong").measure([ask, later.append])
    assert "doesn't accept the key" in fitness.trouble
    assert "_API_KEY to a valid key" in fitness.trouble
    assert "sk-" not in fitness.trouble
    assert later == []


def test_what_was_noted_before_a_fault_stays(wire: Start) -> None:
    one = wire(GOOD)

    def twice(on: Bench) -> None:
        for n in (1, 2):
            ask(on)
            on.reached = True
            on.note(schema_right=n, schema_asked=n)
            one.stub.always = "broken"

    fitness = bench(one).measure([twice])
    assert (fitness.reached, fitness.card.schema_asked) == (True, 1)
    assert fitness.trouble


def test_when_the_time_is_over_nothing_more_is_asked(wire: Start) -> None:
    one = wire(GOOD)
    with pytest.raises(TimeIsUp):
        ask(bench(one, seconds=0.0))
    assert one.stub.calls == 0


def test_a_spent_budget_is_said(wire: Start) -> None:
    one = wire(GOOD)
    on = Bench(one.endpoint(), one.account(per_run=5), seconds=20.0)
    fitness = on.measure([ask])
    assert "max_tokens_per_run" in fitness.trouble
    with pytest.raises(ModelTrouble):
        ask(on)
    assert one.stub.calls == 0
