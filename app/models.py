"""Wires the models at hand: where they are looked for, where their calls and cards are kept, and what they may spend."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from ..domain.ports import ModelCall
from ..llm.finding import Found, Wish, find_model
from ..llm.forms import FormWords
from ..llm.model_card import ModelCard, from_mapping, with_measures
from ..llm.models import Models, Spending
from ..memory import model_cards
from ..memory.answers import KeptAnswers
from ..memory.database import Database
from ..memory.model_calls import CallRecords
from ..prompts.library import load
from .config import AgentModel, ModelSettings, Settings


def open_models(settings: Settings, database: Database, learner_id: int | None, now: Callable[[], datetime]) -> Models:
    """The models of these settings and of this process's environment; `now` tells the time in the learner's zone."""

    def find(agent: str) -> Found:
        return find_model(wish_of(settings, agent), os.environ)

    def measured(card: ModelCard) -> ModelCard:
        with database.read() as db:
            kept = model_cards.find(db, card.address, card.name)
        known = from_mapping(kept) if kept else None
        return with_measures(card, known) if known else card

    return Models(
        find,
        log=CallRecords(database, learner_id),
        cache=KeptAnswers(database, now),
        now=now,
        measured=measured,
        fallbacks=settings.model.fallbacks,
        spending=Spending(settings.model.max_tokens_per_run, settings.model.max_tokens_per_day),
        words=form_words(),
    )


def models_without_memory(settings: Settings, now: Callable[[], datetime]) -> Models:
    """The models where there is no database: nothing of their calls or answers is kept, and no card is known."""
    return Models(
        lambda agent: find_model(wish_of(settings, agent), os.environ),
        log=UnkeptCalls(),
        cache=None,
        now=now,
        fallbacks=settings.model.fallbacks,
        spending=Spending(settings.model.max_tokens_per_run, settings.model.max_tokens_per_day),
        words=form_words(),
    )


class UnkeptCalls:
    """A log of calls that lasts as long as the process."""

    def __init__(self) -> None:
        self._tokens = 0

    def record(self, call: ModelCall) -> None:
        """Counts one call."""
        self._tokens += call.tokens_in + call.tokens_out

    def tokens_since(self, moment: datetime) -> int:
        """The tokens of this process's calls, which all come after any moment that is asked for."""
        del moment
        return self._tokens


def form_words() -> FormWords:
    """How models are asked for the form of an answer."""
    return FormWords(
        in_json=load("answer_in_json").words,
        with_label=load("answer_with_label").words,
        repair=load("repair_answer").words,
        repair_cut=load("repair_cut_answer").words,
    )


def wish_of(settings: Settings, agent: str) -> Wish:
    """What the settings say of an agent's model: its own where they name a place or a provider, else everybody's.

    An agent that has only a name or a context of its own is asked at everybody's place.
    """
    own, common = settings.models.get(agent), settings.model
    if own is None:
        return common
    if own.provider != "auto" or own.base_url:
        return own
    return _at_the_same_place(own, common)


def _at_the_same_place(own: AgentModel, common: ModelSettings) -> ModelSettings:
    return replace(common, name=own.name or common.name, context=own.context or common.context)
