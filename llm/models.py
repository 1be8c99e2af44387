"""The models at hand: for each agent its own or everybody's, found when it is first asked for and kept open."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from ..domain.ports import Cache, CallLog
from .account import Account
from .asking import Model
from .chat_models import open_endpoint
from .endpoint import Access, Endpoint
from .finding import Found
from .forms import FormWords
from .model_card import ModelCard
from .retrying import Pacing


@dataclass(frozen=True, slots=True)
class Spending:
    """The most tokens that a run and a day may use, 0 for no limit."""

    per_run: int = 0
    per_day: int = 0


class Models:
    """`find` looks for the model of an agent (`""` for everybody's), `measured` gives a card as `coach doctor` left it.

    `now` tells the time in the learner's zone. May be used from several threads.
    """

    def __init__(
        self,
        find: Callable[[str], Found],
        *,
        log: CallLog,
        cache: Cache | None,
        now: Callable[[], datetime],
        measured: Callable[[ModelCard], ModelCard] = lambda card: card,
        fallbacks: tuple[str, ...] = (),
        spending: Spending | None = None,
        pacing: Pacing | None = None,
        words: FormWords | None = None,
        opened: Callable[[ModelCard, Access], Endpoint] = open_endpoint,
    ) -> None:
        self._find, self._log, self._cache, self._now = find, log, cache, now
        self._measured, self._fallbacks, self._pacing = measured, fallbacks, pacing
        self._spending, self._words, self._opened = spending or Spending(), words, opened
        self._found: dict[str, Found] = {}
        self._endpoints: dict[str, tuple[Endpoint, ...]] = {}
        self._lock = threading.Lock()

    def found(self, agent: str = "") -> Found:
        """What was found for this agent; looked for once. May take a few seconds the first time."""
        with self._lock:
            if agent not in self._found:
                found = self._find(agent)
                self._found[agent] = replace(found, card=self._measured(found.card)) if found.card else found
            return self._found[agent]

    def account(self, run: int | None = None) -> Account:
        """A new account, for one run or one turn of a conversation."""
        limits = self._spending
        return Account(self._log, now=self._now, run=run, per_run=limits.per_run, per_day=limits.per_day)

    def of(self, agent: str, account: Account) -> Model | None:
        """The model of this agent, whose calls are put on the account; None when there is none."""
        found = self.found(agent)
        if found.card is None or found.access is None:
            return None
        with self._lock:
            if agent not in self._endpoints:
                names = (found.card.name, *(name for name in self._fallbacks if name != found.card.name))
                cards = [found.card, *(self._measured(replace(found.card, name=name)) for name in names[1:])]
                self._endpoints[agent] = tuple(self._opened(card, found.access) for card in cards)
        return Model(self._endpoints[agent], account, cache=self._cache, pacing=self._pacing, words=self._words)
