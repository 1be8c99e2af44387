"""What the examiner finds out of models on the wire: able ones, weak ones, small ones, and ones that forget."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from able_model import AbleModel
from model_wire import ModelStub, Wire

from studycoach.agents.examiner import answers, context, examine, routing, speed
from studycoach.llm.fitness import Bench, Fitness
from studycoach.llm.retrying import Pacing

pytestmark = pytest.mark.slow

EAGER = Pacing(tries=3, first_pause=0.005, longest_pause=0.02, jitter=lambda: 0.5)


@pytest.fixture(params=["openai", pytest.param("ollama", marks=pytest.mark.slow)])
def start(request: pytest.FixtureRequest) -> Iterator[Callable[..., Bench]]:
    """Starts a stub with a model, and gives the bench on which it is examined."""
    with ExitStack() as stack:

        def begin(model: AbleModel, *, seconds: float | None = 60.0, pacing: Pacing = EAGER, **how: Any) -> Bench:
            told = how.setdefault("context", 8192)
            wire = Wire(request.param, stack.enter_context(ModelStub(model, **how)))
            return Bench(wire.endpoint(context=told), wire.account(), seconds=seconds, pacing=pacing)

        yield begin


def examined(bench: Bench) -> Fitness:
    fitness = bench.measure(examine("2026-11-24"))
    assert not fitness.trouble
    return fitness


def test_an_able_model_has_everything_right_and_the_cheapest_comes_first(start: Callable[..., Bench]) -> None:
    model = AbleModel()
    card = examined(start(model)).card
    assert (card.schema_right, card.schema_asked, card.json_asked, card.answers) == (10, 10, None, "schema")
    assert (card.routing_right, card.routing_asked) == (20, 20)
    assert (card.usable_context, card.tried_context) == (8192, 8192)
    assert model.asked == ["words"] * 2 + ["codes"] + ["note"] * 10 + ["message"] * 20 + ["codes"] * 2
    assert card.first_token_ms
    assert card.tokens_per_second_in
    assert card.tokens_per_second_out


def test_speed_is_told_in_tokens_per_second_without_the_wait_for_the_first(start: Callable[..., Bench]) -> None:
    bench = start(lambda request: "word " * 24, pace=0.02)
    speed(bench)
    # 32 tokens in 24 pieces, each 0.02 s or a little more
    assert bench.card.tokens_per_second_out is not None
    assert 20 < bench.card.tokens_per_second_out < 75
    assert bench.card.first_token_ms is not None
    assert bench.card.first_token_ms < 300


def test_right_means_the_right_content(start: Callable[..., Bench]) -> None:
    wrong = '{"front": "a", "back": "b", "difficulty": "easy"}'
    able = AbleModel(writes=7)
    bench = start(lambda request: able(request) if "card" not in request.prompt else wrong)
    answers(bench)
    assert (bench.card.schema_right, bench.card.schema_asked) == (5, 10)


def test_a_model_without_schemas_is_found_to_answer_in_json(start: Callable[..., Bench]) -> None:
    bench = start(AbleModel(), takes_forms=False)
    answers(bench)
    card = bench.card
    assert (card.schema_right, card.schema_asked, card.answers) == (0, 10, "json")
    assert (card.json_right, card.json_asked) == (10, 10)


def test_a_model_that_can_only_chat_is_asked_for_labels(start: Callable[..., Bench]) -> None:
    bench = start(AbleModel(spelled="words", routes=0), context=4096)
    answers(bench)
    card = bench.card
    assert (card.schema_right, card.json_right, card.json_asked, card.answers) == (0, 0, 10, "label")
    routing(bench)
    assert (bench.card.routing_right, bench.card.routing_asked) == (0, 20)


def test_routes_are_counted_that_are_wholly_right(start: Callable[..., Bench]) -> None:
    bench = start(AbleModel(routes=13))
    routing(bench)
    assert (bench.card.routing_right, bench.card.routing_asked) == (13, 20)


def test_a_model_that_forgets_the_beginning_has_no_usable_context(start: Callable[..., Bench]) -> None:
    bench = start(AbleModel(remembers=1200))
    context(bench, "a seed")
    assert (bench.card.usable_context, bench.card.tried_context) == (0, 4096)


def test_the_context_is_usable_up_to_where_everything_is_found(start: Callable[..., Bench]) -> None:
    model = AbleModel(remembers=2800)
    bench = start(model, context=32768)
    context(bench, "a seed")
    assert (bench.card.usable_context, bench.card.tried_context) == (4096, 8192)
    assert model.asked == ["codes"] * 2


def test_a_context_of_any_size_is_filled_and_not_passed(start: Callable[..., Bench]) -> None:
    for size in (700, 2048, 6000, 40960):
        bench = start(AbleModel(), context=size)
        context(bench, "a seed")
        assert (bench.card.usable_context, bench.card.tried_context) == (size, size)


def test_a_server_that_gives_less_than_it_tells_is_found_out() -> None:
    with ModelStub(AbleModel(), window=8192) as stub:
        wire = Wire("ollama", stub)
        bench = Bench(wire.endpoint(context=32768), wire.account(), seconds=60.0, pacing=EAGER)
        context(bench, "a seed")
        assert (bench.card.usable_context, bench.card.tried_context) == (8192, 16384)


def test_an_endpoint_that_refuses_a_long_prompt_is_found_out() -> None:
    with ModelStub(AbleModel(), context=5000) as stub:
        wire = Wire("openai", stub)
        bench = Bench(wire.endpoint(context=32768), wire.account(), seconds=60.0, pacing=EAGER)
        context(bench, "a seed")
        assert (bench.card.usable_context, bench.card.tried_context) == (4096, 8192)


def test_the_hidden_codes_differ_from_time_to_time(start: Callable[..., Bench]) -> None:
    seen = []
    bench = start(lambda request: seen.append(request.prompt) or "?")
    for seed in ("Monday", "Monday", "Tuesday"):
        context(bench, seed)
    assert seen[0] == seen[1] != seen[2]
    assert seen[0][:60] != seen[2][:60]


@pytest.mark.parametrize(
    ("seconds", "asked"), [(3.0, (10, 14, 8192)), (5.0, (9, 9, 8192)), (8.0, (6, 6, None)), (30.0, (1, None, None))]
)
def test_a_slow_model_is_measured_as_far_as_the_time_goes(
    start: Callable[..., Bench], seconds: float, asked: tuple[int | None, ...]
) -> None:
    now, able = [0.0], AbleModel()

    def slow(request: Any) -> str:
        now[0] += seconds
        return able(request)

    bench = start(slow, seconds=120.0, pacing=replace(EAGER, clock=lambda: now[0]))
    fitness = examined(bench)
    assert fitness.time_is_up
    card = fitness.card
    assert (card.first_token_ms, card.tokens_per_second_out is not None) == (seconds * 1000, True)
    assert (card.schema_asked, card.routing_asked, card.tried_context) == asked


def test_a_tiny_model_in_a_tiny_context_is_measured_without_a_fault(start: Callable[..., Bench]) -> None:
    fitness = examined(start(AbleModel(writes=0, routes=0, remembers=1), context=512))
    assert (fitness.reached, fitness.time_is_up) == (True, False)
    assert (fitness.card.schema_right, fitness.card.routing_right, fitness.card.usable_context) == (0, 0, 0)
    assert fitness.card.answers == "label"


def test_progress_is_told_with_every_question(start: Callable[..., Bench]) -> None:
    told: list[str] = []
    bench = start(AbleModel(), context=4096)
    bench.tell = told.append
    examined(bench)
    assert told[:3] == ["first answer", "speed", "reading speed"]
    assert told[3:5] == ["answers by schema: 1 of 10", "answers by schema: 2 of 10"]
    assert told[-2:] == ["routing: 20 of 20", "context: 4096 tokens"]
