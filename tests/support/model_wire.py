"""A stub server of models on the wire, and models of ours that ask it without long waits."""

from dataclasses import dataclass
from typing import Any, Literal

from model_stub import ModelStub
from model_stub_parts import words_to_tokens

from studycoach.app.models import form_words
from studycoach.domain.ports import Cache
from studycoach.llm.account import Account
from studycoach.llm.asking import Model
from studycoach.llm.chat_models import open_endpoint
from studycoach.llm.endpoint import Access, Endpoint
from studycoach.llm.model_card import ModelCard
from studycoach.llm.retrying import Pacing
from studycoach.llm.scripted import WHEN, CallList

__all__ = ["QUICK", "Choice", "ModelStub", "Task", "Wire", "words_to_tokens"]

QUICK = Pacing(tries=0, deadline=2.4, silence=0.8, first_pause=0.005, longest_pause=0.02, jitter=lambda: 0.5)


@dataclass(frozen=True)
class Choice:
    """Who is to answer."""

    agent: Literal["planner", "tutor"]


@dataclass(frozen=True)
class Task:
    """A task in words."""

    task: str
    minutes: int


class Wire:
    """Models of ours that ask one stub."""

    def __init__(self, provider: Literal["ollama", "openai"], stub: ModelStub) -> None:
        self.provider, self.stub = provider, stub
        self.log = CallList()

    def endpoint(self, key: str = "", **card: Any) -> Endpoint:
        url = self.stub.url if self.provider == "ollama" else self.stub.v1
        known = {"name": "small:3b", "context": 32768, "embedder": "words-embed:1"} | card
        return open_endpoint(ModelCard(provider=self.provider, address=url, **known), Access(url, key))

    def model(
        self, *others: Endpoint, cache: Cache | None = None, pacing: Pacing = QUICK, key: str = "", **card: Any
    ) -> Model:
        return Model(
            (self.endpoint(key, **card), *others), self.account(), cache=cache, pacing=pacing, words=form_words()
        )

    def account(self, **limits: int) -> Account:
        return Account(self.log, now=lambda: WHEN, run=7, **limits)

    def outcomes(self) -> list[str]:
        return [call.outcome for call in self.log.calls]
