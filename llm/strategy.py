"""What each agent does with the model at hand: as its card says, not its name, each with a line on why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from .model_card import Answers, ModelCard

# So many of a kind must have been tried before they tell anything.
FEWEST_TRIED = 5
GOOD_ANSWERS, GOOD_ROUTES = 0.8, 0.75
# In tokens: a whole paper, and the least that a piece of one, or of code, makes sense with.
WHOLE_PAPER, ONE_PIECE = 32768, 4096
# A learner waits so many seconds for a route, and a plan for its words.
ROUTE_SECONDS, WORDS_SECONDS = 15.0, 60.0

_WEAK: Final = "The model is too weak for it"
_TALKS: Final = "A conversation needs no form."
_FORMS: Final[Mapping[Answers, str]] = MappingProxyType({
    "schema": "JSON schema",
    "json": "JSON in words",
    "label": "one label",
})  # fmt: skip
_PLAIN: Final[Mapping[str, str]] = MappingProxyType({
    "supervisor": "routes by rules",
    "planner": "words by rules",
    "paper_reader": "extracts by rules",
    "code_reviewer": "checks only",
    "publisher": "drafts from a template",
    "tutor": "doesn't answer",
})  # fmt: skip
AGENTS: Final = tuple(_PLAIN)


@dataclass(frozen=True, slots=True)
class Strategy:
    """The way in which an agent works with a model, in a few words, and why."""

    agent: str
    way: str
    why: str


def answers_of(card: ModelCard) -> Answers:
    """How this model gives typed answers, by its measures: the first way that it masters."""
    if masters(card.schema_right, card.schema_asked, GOOD_ANSWERS) is not False:
        return "schema"
    return "json" if masters(card.json_right, card.json_asked, GOOD_ANSWERS) else "label"


def masters(right: int | None, asked: int | None, share: float) -> bool | None:
    """Whether that share of what was asked for was right; None when too little was."""
    if right is None or asked is None or asked < FEWEST_TRIED:
        return None
    return right >= share * asked


def known_context(card: ModelCard) -> int:
    """The context to rely on, in tokens: what was found to be usable, or else what the provider tells."""
    return card.context if card.usable_context is None else min(card.context, card.usable_context)


def routes_by_model(card: ModelCard | None) -> bool:
    """Whether messages are routed by this model where no rule is certain."""
    return card is not None and not _no_router(card)


def reads_papers(card: ModelCard | None) -> bool:
    """Whether papers are explained by this model, rather than by extracts."""
    return strategy("paper_reader", card).way != _PLAIN["paper_reader"]


def strategy(agent: str, card: ModelCard | None) -> Strategy:
    """What this agent does with the model of the card, or without any."""
    if card is None:
        return Strategy(agent, _PLAIN[agent], "No model is at hand.")
    return _BY_AGENT[agent](card)


def strategies(card: ModelCard | None) -> tuple[Strategy, ...]:
    """What each agent does."""
    return tuple(strategy(agent, card) for agent in AGENTS)


def _supervisor(card: ModelCard) -> Strategy:
    if trouble := _no_router(card):
        return Strategy("supervisor", _PLAIN["supervisor"], trouble)
    if masters(card.routing_right, card.routing_asked, GOOD_ROUTES) is None:
        told = "Not measured; a model is expected to route well"
    else:
        told = f"{card.routing_right} of {card.routing_asked} messages went where they should"
    return Strategy("supervisor", "routes by model", f"{told}. It answers by {_FORMS[card.answers]}.")


def _planner(card: ModelCard) -> Strategy:
    seconds = _seconds(card, 600, 250)
    if seconds is not None and seconds > WORDS_SECONDS:
        why = f"The model is too slow: a few sessions would take about {seconds:.0f} seconds."
        return Strategy("planner", _PLAIN["planner"], why)
    return _with_answers("planner", "words by model", card)


def _paper_reader(card: ModelCard) -> Strategy:
    if (size := known_context(card)) < ONE_PIECE:
        return Strategy("paper_reader", _PLAIN["paper_reader"], f"{_WEAK}: {_size(card)}.")
    ways = ("reads the whole paper", "fits") if size >= WHOLE_PAPER else ("reads papers in chunks", "may not fit")
    return _with_answers("paper_reader", ways[0], card, f" A whole paper {ways[1]}: {_size(card)}.")


def _code_reviewer(card: ModelCard) -> Strategy:
    if known_context(card) < ONE_PIECE:
        return Strategy("code_reviewer", _PLAIN["code_reviewer"], f"{_WEAK}: {_size(card)}.")
    return _with_answers("code_reviewer", "checks and model", card)


def _publisher(card: ModelCard) -> Strategy:
    return _with_answers("publisher", "drafts by model", card)


def _tutor(card: ModelCard) -> Strategy:
    if card.context < ONE_PIECE // 2:
        why = f"{_WEAK}: a conversation needs more than a context of {card.context} tokens."
        return Strategy("tutor", _PLAIN["tutor"], why)
    is_weak = card.answers == "label" or card.usable_context == 0
    return Strategy("tutor", "answers by model", "The model is a weak one: check what it says." if is_weak else _TALKS)


def _with_answers(agent: str, way: str, card: ModelCard, more: str = "") -> Strategy:
    """This way, with a model that gives typed answers; else the plain way."""
    if card.answers == "label":
        return Strategy(agent, _PLAIN[agent], f"{_WEAK}: {_answers(card)}.")
    return Strategy(agent, f"{way}, answers by {_FORMS[card.answers]}", f"{_answers(card)}.{more}")


def _no_router(card: ModelCard) -> str:
    """Why this model doesn't route; empty when it does."""
    if masters(card.routing_right, card.routing_asked, GOOD_ROUTES) is False:
        told = f"{card.routing_right} of {card.routing_asked} messages went where they should"
        return f"{_WEAK}: {told}."
    if card.answers == "label" and masters(card.routing_right, card.routing_asked, GOOD_ROUTES) is None:
        return f"{_WEAK}: {_answers(card)}."
    seconds = _seconds(card, 400, 60)
    if seconds is not None and seconds > ROUTE_SECONDS:
        return f"The model is too slow for it: each message would take about {seconds:.0f} seconds more."
    return ""


def _answers(card: ModelCard) -> str:
    """What is known of its typed answers."""
    if card.answers == "schema":
        told = (card.schema_right, card.schema_asked)
    else:
        told = (card.json_right, card.json_asked) if card.json_asked else (card.schema_right, card.schema_asked)
    if masters(*told, GOOD_ANSWERS) is None:
        return "Typed answers are not measured, and most models give them"
    return f"{told[0]} of {told[1]} typed answers were right"


def _size(card: ModelCard) -> str:
    """What is known of its context."""
    if card.usable_context is None:
        return f"it tells of a context of {card.context} tokens, which is not measured"
    if card.usable_context == 0:
        return f"it doesn't find everything in {card.tried_context} tokens"
    return f"{known_context(card)} of its {card.context} tokens are found to be usable"


def _seconds(card: ModelCard, tokens_in: int, tokens_out: int) -> float | None:
    """How long such a question takes; None when the speeds aren't measured."""
    if not card.tokens_per_second_in or not card.tokens_per_second_out:
        return None
    return tokens_in / card.tokens_per_second_in + tokens_out / card.tokens_per_second_out


_BY_AGENT: Final[Mapping[str, Callable[[ModelCard], Strategy]]] = MappingProxyType({
    "supervisor": _supervisor,
    "planner": _planner,
    "paper_reader": _paper_reader,
    "code_reviewer": _code_reviewer,
    "publisher": _publisher,
    "tutor": _tutor,
})  # fmt: skip
