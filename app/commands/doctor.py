"""`coach doctor` and `coach models`: what the coach stands on, and what the model at hand can do."""

import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from ..bootstrap import Coach, default_learner, open_coach
from ..render import clean, say, say_json, say_wrapped

if TYPE_CHECKING:
    from ...llm.finding import Found
    from ...llm.fitness import Fitness
    from ...llm.model_card import ModelCard


@click.command(epilog="Example: coach doctor --full")
@click.option("--full", is_flag=True, help="Measure to the end; without it, for two minutes at most.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def doctor(full: bool, as_json: bool) -> None:
    """Tell what the coach stands on, and measure the model at hand.

    What was measured is kept; `coach models` shows it, and what each agent does with it.
    """
    from ..model_view import card_json, fitness_json

    with open_coach() as coach:
        surroundings = _surroundings(coach)
        if not as_json:
            _show_surroundings(surroundings)
        progress = _Progress(wanted=sys.stderr.isatty() and not as_json)
        found = _found(coach, progress)
        if not as_json:
            _show_found(found)
        fitness = _measured(coach, found, progress, full=full)
        if not as_json:
            _show_fitness(fitness)
            return
        model = {"model": card_json(found.card) if found.card else None, "why": found.why}
        rest = {"passed_over": found.passed_over, "fitness": fitness_json(fitness) if fitness else None}
        say_json(surroundings | model | rest)


@click.command(epilog="Example: coach models --json")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def models(as_json: bool) -> None:
    """Show the models at hand and those measured before, and what each agent does with its own."""
    from ...llm.served import served
    from ...llm.strategy import strategy
    from ...workflows.fitness import measured_cards
    from ..model_view import card_json, measures_json

    with open_coach() as coach:
        at_hand = _at_hand(coach)
        common = coach.models.found()
        cards = list(dict.fromkeys(filter(None, at_hand.values())))
        names = {(card.address, card.name) for card in cards}
        before = [card for card in measured_cards(coach.database) if (card.address, card.name) not in names]
        others = served(common.card, common.access) if common.card and common.access else ()
        if not as_json:
            _show_models(cards, before, others, common.why)
            _show_strategies(at_hand)
            return
        rows = [
            card_json(card) | {"at_hand": card in cards, "measured_at": card.measured_at} | measures_json(card)
            for card in [*cards, *before]
        ]
        ways = [
            asdict(strategy(agent, card)) | {"model": card.name if card else None} for agent, card in at_hand.items()
        ]
        say_json({"models": rows, "served": others, "strategies": ways})


class _Progress:
    """One line on standard error, where somebody watches."""

    def __init__(self, *, wanted: bool) -> None:
        self._wanted, self._began = wanted, time.monotonic()

    def __call__(self, what: str) -> None:
        if self._wanted:
            width = shutil.get_terminal_size().columns - 1
            line = f"{time.monotonic() - self._began:4.0f} s  {clean(what)}" if what else ""
            click.echo(f"\r{line[:width]:<{width}}" + ("" if what else "\r"), nl=False, err=True)


def _surroundings(coach: Coach) -> dict[str, Any]:
    from ...memory.database import HEAD
    from ...memory.sizes import size_of

    stored, database = coach.learner(), coach.database
    learner = stored.learner if stored else None
    return {
        "home": str(coach.home),
        "database": {
            "kind": database.dialect,
            "place": database.place,
            "revision": HEAD,
            "size_bytes": size_of(database),
        },
        "timezone": (learner or default_learner(coach.settings)).timezone,
        "learner": learner and {"name": learner.name, "roadmap": learner.roadmap, "stage": learner.stage},
    }


def _found(coach: Coach, tell: Callable[[str], None]) -> "Found":
    tell("looking for a model")
    try:
        return coach.models.found()
    finally:
        tell("")


def _measured(coach: Coach, found: "Found", tell: Callable[[str], None], *, full: bool) -> "Fitness | None":
    from ...workflows.fitness import USUAL_SECONDS, measure_model

    try:
        return measure_model(coach.services, found, seconds=None if full else USUAL_SECONDS, tell=tell)
    finally:
        tell("")


def _show_surroundings(told: dict[str, Any]) -> None:
    from ..model_view import say_labelled

    database, learner = told["database"], told["learner"]
    say_labelled("Home", told["home"])
    size = f"{database['size_bytes'] / 1e6:.1f} MB"
    say_labelled("Database", f"{database['place']} ({database['kind']}), revision {database['revision']}, {size}")
    say_labelled("Time zone", told["timezone"])
    who = f"{learner['name']}, stage {learner['stage']} of {learner['roadmap']}" if learner else "nobody yet"
    say_labelled("Learner", who)


def _show_found(found: "Found") -> None:
    from ..model_view import HOW_TO_CONNECT, WITHOUT_ONE, place_text, say_labelled, short_name

    card = found.card
    say_labelled("Model", f"{short_name(card)}, served by {place_text(card)}. {found.why}" if card else found.why)
    for n, place in enumerate(found.passed_over):
        say_labelled("" if n else "Passed over", place)
    say()
    if card is None:
        say_wrapped(HOW_TO_CONNECT)
        say_wrapped(WITHOUT_ONE)


def _show_fitness(fitness: "Fitness | None") -> None:
    from ..model_view import show_measures

    if fitness is None:
        return
    show_measures(fitness.card)
    say()
    if fitness.trouble:
        say_wrapped(fitness.trouble)
    elif fitness.time_is_up:
        say_wrapped("The time was up before all was measured; `coach doctor --full` goes on to the end.")
    if fitness.reached:
        say_wrapped("`coach models` shows what each agent does with this model.")


def _at_hand(coach: Coach) -> "dict[str, ModelCard | None]":
    """The model of each agent; those without one of their own have everybody's, which is looked for once."""
    from ...llm.strategy import AGENTS

    own = coach.settings.models
    return {agent: coach.models.found(agent if agent in own else "").card for agent in AGENTS}


def _show_models(cards: "list[ModelCard]", before: "list[ModelCard]", others: tuple[str, ...], why: str) -> None:
    from ..model_view import HOW_TO_CONNECT, say_labelled, show_card

    for n, card in enumerate([*cards, *before]):
        if n == len(cards):
            say("Measured before")
            say()
        show_card(card)
        say()
    names = {name for card in cards for name in (card.name, card.embedder)}
    if rest := [name for name in others if name not in names]:
        say_labelled("Also there", f"{', '.join(rest)} (name one in model.name)")
        say()
    if not cards:
        say_wrapped(f"{why} {HOW_TO_CONNECT}")
        say()


def _show_strategies(at_hand: "dict[str, ModelCard | None]") -> None:
    from ...llm.strategy import strategy
    from ..model_view import short_name, show_strategy

    say("What each agent does", bold=True)
    differ = len(set(at_hand.values())) > 1
    for agent, card in at_hand.items():
        show_strategy(strategy(agent, card), short_name(card) if card and differ else "")
