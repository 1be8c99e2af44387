"""A real small model under llama.cpp's server: it proves wiring, limits and faults, never quality."""

import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import pytest
import small_model

from studycoach.app.config import ModelSettings
from studycoach.app.models import form_words
from studycoach.llm.asking import Model
from studycoach.llm.finding import find_model
from studycoach.llm.models import Models
from studycoach.llm.retrying import Pacing
from studycoach.llm.scripted import WHEN, CallList

Serve = Callable[..., AbstractContextManager[str]]


class Asked:
    """Asks one llama.cpp server, whose model is found as a learner's is: by OPENAI_BASE_URL."""

    def __init__(self, address: str, key: str = "") -> None:
        self.address, self.log = address, CallList()
        self.found = find_model(ModelSettings(), {"OPENAI_BASE_URL": f"{address}/v1", "OPENAI_API_KEY": key})

    def models(self, pacing: Pacing | None = None, **card: Any) -> Models:
        """The models as they were found, or with a card that says something else of them."""
        assert self.found.card is not None, self.found.passed_over
        found = replace(self.found, card=replace(self.found.card, **card))
        return Models(lambda _: found, log=self.log, cache=None, now=lambda: WHEN, pacing=pacing, words=form_words())

    def model(self, pacing: Pacing | None = None, **card: Any) -> Model:
        """One of them, to be asked."""
        models = self.models(pacing, **card)
        model = models.of("tutor", models.account())
        assert model is not None
        return model

    def is_busy(self) -> bool:
        """Whether the server is at work."""
        with urllib.request.urlopen(f"{self.address}/slots", timeout=10) as answer:
            return any(slot["is_processing"] for slot in json.load(answer))

    def is_free_within(self, seconds: float) -> bool:
        """Whether the server comes to rest within so many seconds."""
        until = time.monotonic() + seconds
        while self.is_busy() and time.monotonic() < until:
            time.sleep(0.02)
        return not self.is_busy()

    def outcomes(self) -> list[str]:
        return [call.outcome for call in self.log.calls]


@pytest.fixture(scope="session")
def serve() -> Serve:
    """Starts a server of one's own, with these arguments more."""
    if why := small_model.missing():
        pytest.skip(why)
    return small_model.served


@pytest.fixture(scope="session")
def address(serve: Serve) -> Iterator[str]:
    """The server of all tests here that don't harm it."""
    with serve() as url:
        yield url


@pytest.fixture
def ask_at() -> Callable[..., Asked]:
    """Asks the server at an address, with a key or without."""
    return Asked


@pytest.fixture
def asked(address: str) -> Asked:
    """Asks the common server."""
    return Asked(address)
