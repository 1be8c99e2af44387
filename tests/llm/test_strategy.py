"""Each agent's way follows the card of the model, and every way says why."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.domain.steps import AGENTS
from studycoach.llm.model_card import ModelCard
from studycoach.llm.strategy import answers_of, known_context, masters, routes_by_model, strategies, strategy

NEW = ModelCard("small:3b", "ollama", "http://127.0.0.1:11434", 32768)
GOOD = replace(
    NEW,
    schema_right=10,
    schema_asked=10,
    routing_right=18,
    routing_asked=20,
    usable_context=32768,
    tried_context=32768,
    tokens_per_second_in=500.0,
    tokens_per_second_out=40.0,
)
WEAK = replace(
    GOOD,
    answers="label",
    schema_right=1,
    json_right=2,
    json_asked=10,
    routing_right=6,
    usable_context=0,
    tried_context=4096,
)
PLAIN = {
    "supervisor": "routes by rules",
    "planner": "words by rules",
    "paper_reader": "extracts by rules",
    "code_reviewer": "checks only",
    "publisher": "drafts from a template",
    "tutor": "doesn't answer",
}


def ways(card: ModelCard | None) -> dict[str, str]:
    return {one.agent: one.way for one in strategies(card)}


def test_without_a_model_every_agent_has_its_plain_way() -> None:
    assert ways(None) == PLAIN
    assert {one.why for one in strategies(None)} == {"No model is at hand."}
    assert not routes_by_model(None)


def test_a_good_model_is_used_for_everything() -> None:
    assert ways(GOOD) == {
        "supervisor": "routes by model",
        "planner": "words by model, answers by JSON schema",
        "paper_reader": "reads the whole paper, answers by JSON schema",
        "code_reviewer": "checks and model, answers by JSON schema",
        "publisher": "drafts by model, answers by JSON schema",
        "tutor": "answers by model",
    }
    assert "18 of 20" in strategy("supervisor", GOOD).why


def test_a_weak_model_is_named_as_such_and_the_plain_ways_are_used() -> None:
    for agent in ("supervisor", "planner", "paper_reader", "code_reviewer", "publisher"):
        assert strategy(agent, WEAK).way == PLAIN[agent]
        assert strategy(agent, WEAK).why.startswith("The model is too weak for it: ")
    assert "4096 tokens" in strategy("paper_reader", WEAK).why


def test_a_weak_model_whose_routing_was_not_measured_does_not_route() -> None:
    assert not routes_by_model(replace(WEAK, routing_right=None, routing_asked=None))
    assert routes_by_model(replace(WEAK, routing_right=16))


def test_a_weak_model_still_talks_and_the_learner_is_warned() -> None:
    tutor = strategy("tutor", WEAK)
    assert tutor.way == "answers by model"
    assert "weak" in tutor.why
    assert strategy("tutor", replace(GOOD, context=1024)).way == PLAIN["tutor"]


def test_a_model_that_was_not_measured_gets_the_usual_way_and_it_is_said() -> None:
    assert ways(NEW) == ways(GOOD)
    for agent in ("supervisor", "planner", "paper_reader", "code_reviewer", "publisher"):
        assert "not measured" in strategy(agent, NEW).why.lower(), agent


def test_a_model_that_answers_in_json_is_asked_in_json() -> None:
    card = replace(GOOD, answers="json", schema_right=0, json_right=9, json_asked=10)
    assert ways(card)["planner"] == "words by model, answers by JSON in words"
    assert strategy("planner", card).why == "9 of 10 typed answers were right."


def test_a_slow_model_neither_routes_nor_words_plans_and_it_is_said_how_slow() -> None:
    slow = replace(GOOD, tokens_per_second_in=20.0, tokens_per_second_out=3.0)
    assert not routes_by_model(slow)
    for agent in ("supervisor", "planner"):
        assert ways(slow)[agent] == PLAIN[agent]
        assert "too slow" in strategy(agent, slow).why
    assert "40 seconds" in strategy("supervisor", slow).why


@pytest.mark.parametrize(
    ("told", "usable", "way"),
    [
        (32768, None, "reads the whole paper"),
        (131072, 16384, "reads papers in chunks"),
        (8192, None, "reads papers in chunks"),
        (8192, 131072, "reads papers in chunks"),
        (131072, 0, "extracts by rules"),
        (2048, None, "extracts by rules"),
    ],
)
def test_papers_are_read_as_the_context_allows(told: int, usable: int | None, way: str) -> None:
    card = replace(GOOD, context=told, usable_context=usable)
    assert ways(card)["paper_reader"].startswith(way)
    assert known_context(card) <= told


@pytest.mark.parametrize(
    ("right", "asked", "what"),
    [(None, None, None), (4, 4, None), (0, 4, None), (4, 5, True), (3, 5, False), (8, 10, True), (7, 10, False)],
)
def test_a_share_counts_only_when_enough_was_tried(right: int | None, asked: int | None, what: bool | None) -> None:
    assert masters(right, asked, 0.8) is what


@pytest.mark.parametrize(
    ("schema", "by_json", "answers"),
    [
        ((None, None), (None, None), "schema"),
        ((8, 10), (None, None), "schema"),
        ((7, 10), (8, 10), "json"),
        ((7, 10), (None, None), "label"),
        ((0, 10), (7, 10), "label"),
        ((2, 3), (None, None), "schema"),
    ],
)
def test_answers_are_asked_for_in_the_first_way_that_the_model_masters(schema, by_json, answers) -> None:
    card = replace(NEW, schema_right=schema[0], schema_asked=schema[1], json_right=by_json[0], json_asked=by_json[1])
    assert answers_of(card) == answers


count = st.none() | st.integers(0, 20)


@given(
    st.builds(
        ModelCard,
        st.text(min_size=1),
        st.just("openai"),
        context=st.integers(1, 2_000_000),
        answers=st.sampled_from(["schema", "json", "label"]),
        tokens_per_second_in=st.none() | st.floats(0, 1e6),
        tokens_per_second_out=st.none() | st.floats(0, 1e6),
        schema_right=count,
        schema_asked=count,
        json_right=count,
        json_asked=count,
        routing_right=count,
        routing_asked=count,
        usable_context=st.none() | st.integers(0, 131072),
    )
)
def test_every_card_gives_every_agent_a_way_and_a_reason(card: ModelCard) -> None:
    given_ways = strategies(card)
    assert [one.agent for one in given_ways] == ["supervisor", *AGENTS]
    assert all(one.way and one.why for one in given_ways)
    assert (given_ways[0].way == "routes by model") is routes_by_model(card)
