"""Conversations in tests: models that are scripted or on the wire, and what a turn told."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from studycoach.app.models import form_words
from studycoach.domain.ports import Cache
from studycoach.llm.endpoint import Access, Endpoint
from studycoach.llm.finding import Found
from studycoach.llm.model_card import ModelCard
from studycoach.llm.models import Models, Spending
from studycoach.llm.retrying import Pacing
from studycoach.llm.scripted import SCRIPTED, WHEN, CallList, ScriptedEndpoint
from studycoach.workflows.chat import Chat
from studycoach.workflows.chat_events import Ended, Event, Question, Said
from studycoach.workflows.services import Services

NO_EMBEDDER = replace(SCRIPTED, embedder="")


def with_model(
    services: Services,
    endpoint: Endpoint,
    *,
    log: CallList | None = None,
    cache: Cache | None = None,
    spending: Spending | None = None,
    pacing: Pacing | None = None,
) -> Services:
    """The services with this model for every agent, which never waits."""
    found = Found("The test says so.", (), endpoint.card, Access("http://127.0.0.1:9"))
    models = Models(
        lambda _: found,
        log=log or CallList(),
        cache=cache,
        now=lambda: WHEN,
        spending=spending,
        pacing=pacing or Pacing(sleep=lambda _: None, first_pause=0.0),
        words=form_words(),
        opened=lambda _card, _access: endpoint,
    )
    return replace(services, models=lambda: models)


def scripted(replies: Sequence[object], card: ModelCard = NO_EMBEDDER) -> ScriptedEndpoint:
    """A scripted model without embeddings."""
    return ScriptedEndpoint(replies, card)


def turn(chat: Chat, message: str, attached: str = "") -> list[Event]:
    """All that a message leads to."""
    return asyncio.run(_all(chat.turn(message, attached)))


def answer(chat: Chat, question: Question, reply: str) -> list[Event]:
    """All that an answer leads to."""
    return asyncio.run(_all(chat.answer(question, reply)))


def end(events: Sequence[Event]) -> Ended:
    """The end of a turn."""
    (ended,) = [event for event in events if isinstance(event, Ended)]
    assert events[-1] is ended
    return ended


def replies(events: Sequence[Event]) -> list[tuple[str, str]]:
    """Who said what."""
    return [(event.agent, event.text) for event in events if isinstance(event, Said)]


async def _all(events: AsyncGenerator[Event, Any]) -> list[Event]:
    async with aclosing(events) as stream:
        return [event async for event in stream]
