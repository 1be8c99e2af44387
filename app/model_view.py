"""What is known of language models, on the screen and as the JSON that other programs read."""

from typing import Any

from ..domain.week import day_text
from ..llm.fitness import Fitness
from ..llm.model_card import ModelCard
from ..llm.strategy import Strategy
from .render import say, say_wrapped

LABEL, LONGEST_NAME = 14, 40
NOT_MEASURED = "not measured"
PROVIDERS = {"ollama": "Ollama", "openai": "an OpenAI-compatible endpoint"}
FORMS = {"schema": "JSON schema", "json": "JSON in words", "label": "one label"}
HOW_TO_CONNECT = (
    "To connect one: install Ollama and run `ollama pull qwen3:4b`, or set OPENAI_BASE_URL (and OPENAI_API_KEY, where "
    "one is wanted) to any OpenAI-compatible endpoint. Then run `coach doctor` again."
)
WITHOUT_ONE = (
    "Without one the coach plans, records, explains its plans and delivers letters as ever, and in a chat it serves "
    "commands and what rules can tell."
)


def say_labelled(label: str, value: str) -> None:
    """Prints a value behind its label."""
    say_wrapped(f"{label:<{LABEL}}{value}", hang=LABEL)


def place_text(card: ModelCard) -> str:
    """Who serves a model, and where."""
    return f"{PROVIDERS[card.provider]} at {card.address}"


def short_name(card: ModelCard) -> str:
    """The model's name, or the end of one that is as long as a path."""
    return card.name if len(card.name) <= LONGEST_NAME else f"…{card.name[1 - LONGEST_NAME :]}"


def measures_json(card: ModelCard) -> dict[str, Any]:
    """What was measured of a model; null for what wasn't."""
    return {
        "first_token_ms": card.first_token_ms,
        "tokens_per_second_out": card.tokens_per_second_out,
        "tokens_per_second_in": card.tokens_per_second_in,
        "schema": _share_json(card.schema_right, card.schema_asked),
        "json": _share_json(card.json_right, card.json_asked),
        "answers": card.answers,
        "routing": _share_json(card.routing_right, card.routing_asked),
        "context": {"told": card.context, "usable": card.usable_context, "tried": card.tried_context},
    }


def fitness_json(fitness: Fitness) -> dict[str, Any]:
    """One measurement."""
    how = {"reached": fitness.reached, "trouble": fitness.trouble or None, "time_is_up": fitness.time_is_up}
    return how | {"seconds": round(fitness.seconds, 1)} | measures_json(fitness.card)


def card_json(card: ModelCard) -> dict[str, Any]:
    """One model."""
    return {
        "name": card.name,
        "provider": card.provider,
        "address": card.address,
        "context": card.context,
        "embedder": card.embedder or None,
    }


def show_measures(card: ModelCard) -> None:
    """Prints what was measured of a model, and what wasn't."""
    first = NOT_MEASURED if card.first_token_ms is None else f"after {card.first_token_ms:.0f} ms"
    say_labelled("First token", first)
    say_labelled("Speed out", _speed(card.tokens_per_second_out))
    say_labelled("Speed in", _speed(card.tokens_per_second_in))
    say_labelled("Answers", _answers(card))
    say_labelled("Routing", _share(card.routing_right, card.routing_asked, "messages went where they should"))
    say_labelled("Context", _context(card))


def show_card(card: ModelCard) -> None:
    """Prints one model with what was measured of it."""
    say(card.name, bold=True)
    say_labelled("Served by", place_text(card))
    if card.embedder:
        say_labelled("Embeddings", card.embedder)
    when = card.measured_at
    say_labelled("Measured", f"{day_text(when.date())} {when:%Y, %H:%M %Z}" if when else "not yet (`coach doctor`)")
    show_measures(card)


def show_strategy(strategy: Strategy, model: str = "") -> None:
    """Prints what an agent does, with which model where this must be said, and why."""
    say_labelled(strategy.agent, f"{strategy.way} ({model})" if model else strategy.way)
    say_wrapped(strategy.why, LABEL, LABEL, dim=True)


def _share_json(right: int | None, asked: int | None) -> dict[str, int | None] | None:
    return None if asked is None else {"right": right, "asked": asked}


def _speed(tokens: float | None) -> str:
    return NOT_MEASURED if tokens is None else f"{tokens:.{1 if tokens < 100 else 0}f} tokens a second"


def _share(right: int | None, asked: int | None, what: str) -> str:
    return NOT_MEASURED if asked is None else f"{right} of {asked} {what}"


def _answers(card: ModelCard) -> str:
    if card.schema_asked is None:
        return NOT_MEASURED
    told = _share(card.schema_right, card.schema_asked, "right by JSON schema")
    if card.json_asked is not None:
        told += f", {card.json_right} of {card.json_asked} by JSON in words"
    return f"{told}; asked for by {FORMS[card.answers]}"


def _context(card: ModelCard) -> str:
    if card.usable_context is None or card.tried_context is None:
        return f"{NOT_MEASURED}; the provider tells of {card.context} tokens"
    if card.usable_context == 0:
        return f"not all was found even in {card.tried_context} of {card.context} tokens"
    if card.usable_context < card.tried_context:
        return f"{card.usable_context} of {card.context} tokens usable; in {card.tried_context} not all was found"
    if card.tried_context < card.context:
        return f"{card.usable_context} of {card.context} tokens usable; more was not tried"
    return f"all {card.context} tokens usable"
