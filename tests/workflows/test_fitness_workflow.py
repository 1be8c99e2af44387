"""What was measured of a model is kept, and stands until it is measured anew."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from able_model import AbleModel
from model_wire import ModelStub

from studycoach.llm.endpoint import Access
from studycoach.llm.finding import Found
from studycoach.llm.model_card import ModelCard, from_mapping, to_mapping
from studycoach.llm.models import Models
from studycoach.llm.retrying import Pacing
from studycoach.llm.scripted import CallList
from studycoach.memory import model_cards
from studycoach.workflows.fitness import measure_model, measured_cards
from studycoach.workflows.services import Services

EAGER = Pacing(tries=3, first_pause=0.005, longest_pause=0.02, jitter=lambda: 0.5)
NOTHING = Found("No model was found.")


@pytest.fixture
def found() -> Iterator[Callable[..., Found]]:
    """Starts a stub with a model of a small context, and gives it as found."""
    with ExitStack() as stack:

        def start(*, key: str = "", context: int = 4096, **how: object) -> Found:
            stub = stack.enter_context(ModelStub(AbleModel(), context=context, **how))
            card = ModelCard("small:3b", "openai", stub.v1, context)
            return Found("OPENAI_BASE_URL is set.", (), card, Access(stub.v1, key))

        yield start


def with_models(services: Services, found: Found) -> Services:
    models = Models(lambda _: found, log=CallList(), cache=None, now=services.now)
    return replace(services, models=lambda: models)


@pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)
def test_the_card_of_a_measured_model_is_kept(services: Services, found: Callable[..., Found]) -> None:
    there = found()
    fitness = measure_model(with_models(services, there), there, pacing=EAGER)
    assert fitness is not None
    assert (fitness.reached, fitness.trouble, fitness.card.routing_right) == (True, "", 20)
    (card,) = measured_cards(services.database)
    assert card == replace(fitness.card, measured_at=services.now())


def test_no_model_is_no_fitness(services: Services) -> None:
    assert measure_model(services, NOTHING) is None
    assert measure_model(with_models(services, NOTHING), NOTHING) is None


def test_a_model_that_never_answers_leaves_the_kept_card_as_it_is(
    services: Services, found: Callable[..., Found]
) -> None:
    there = found(always="broken")
    assert there.card is not None
    kept = replace(there.card, routing_right=18, routing_asked=20)
    with services.database.write() as db:
        model_cards.save(db, kept.address, kept.name, to_mapping(kept), services.now())
    fitness = measure_model(with_models(services, there), there, pacing=EAGER)
    assert fitness is not None
    assert not fitness.reached
    assert "HTTP 500" in fitness.trouble
    assert measured_cards(services.database) == (kept,)


def test_earlier_measures_stand_where_this_time_there_are_none(services: Services, found: Callable[..., Found]) -> None:
    there = found()
    assert there.card is not None
    measured = replace(there.card, answers="label", schema_right=1, schema_asked=10, json_right=2, json_asked=10)
    there = replace(there, card=replace(measured, usable_context=4096, tried_context=4096))
    now = [0.0]

    def tell(what: str) -> None:
        now[0] += 1000.0 if what.startswith("answers") else 0.5

    pacing = replace(EAGER, clock=lambda: now[0])
    fitness = measure_model(with_models(services, there), there, tell=tell, pacing=pacing)
    assert fitness is not None
    assert (fitness.time_is_up, fitness.card.usable_context, fitness.card.schema_asked) == (True, None, None)
    (card,) = measured_cards(services.database)
    assert card.first_token_ms == fitness.card.first_token_ms is not None
    assert (card.usable_context, card.schema_asked, card.answers) == (4096, 10, "label")


def test_a_card_that_cannot_be_read_is_passed_over(services: Services) -> None:
    with services.database.write() as db:
        model_cards.save(db, "http://127.0.0.1:1", "old", {"form": "another"}, services.now())
    assert measured_cards(services.database) == ()
    assert from_mapping({"form": "another"}) is None
