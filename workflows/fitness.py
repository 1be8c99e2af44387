"""Measures the model at hand within a time limit, and keeps its card. There is nothing to decide, so it is no graph."""

from collections.abc import Callable
from dataclasses import replace

from ..llm.chat_models import open_endpoint
from ..llm.finding import Found
from ..llm.fitness import Bench, Fitness
from ..llm.model_card import ModelCard, from_mapping, to_mapping, with_gaps_filled
from ..llm.retrying import Pacing
from ..llm.strategy import answers_of
from ..memory import model_cards
from ..memory.database import Database
from .services import Services

USUAL_SECONDS = 120.0


def measure_model(
    services: Services,
    found: Found,
    *,
    seconds: float | None = USUAL_SECONDS,
    tell: Callable[[str], None] = lambda _: None,
    pacing: Pacing | None = None,
) -> Fitness | None:
    """What the model that was found can do; None when none was. None for `seconds` measures to the end.

    The card is kept as soon as the model has answered at all; where a measure wasn't reached, the earlier one stands.
    """
    from ..agents.examiner import examine

    models = services.models()
    if models is None or found.card is None or found.access is None:
        return None
    endpoint = open_endpoint(found.card, found.access)
    bench = Bench(endpoint, models.account(), seconds=seconds, tell=tell, pacing=pacing)
    fitness = bench.measure(examine(seed=services.now().isoformat()))
    if fitness.reached:
        card = with_gaps_filled(replace(fitness.card, measured_at=services.now()), found.card)
        card = replace(card, answers=answers_of(card))
        with services.database.write() as db:
            model_cards.save(db, card.address, card.name, to_mapping(card), services.now())
    return fitness


def measured_cards(database: Database) -> tuple[ModelCard, ...]:
    """The cards of all models that were measured, the last measured first."""
    with database.read() as db:
        kept = model_cards.all_of(db)
    return tuple(filter(None, (from_mapping(one.card) for one in kept)))
