"""What a run spends on models: every call is recorded, and spending stops where the learner set a limit."""

import threading
from collections.abc import Callable
from datetime import datetime

from ..domain.ports import CallLog, ModelCall
from .errors import BudgetSpent, Stopped


class Account:
    """The calls and tokens of one run. `per_run` and `per_day` are limits in tokens, 0 for none.

    `now` tells the time in the learner's zone, so that a day is theirs. May be used from several threads.
    """

    def __init__(
        self, log: CallLog, *, now: Callable[[], datetime], run: int | None = None, per_run: int = 0, per_day: int = 0
    ) -> None:
        self._log, self._now, self._run = log, now, run
        self._per_run, self._per_day = per_run, per_day
        self._lock = threading.Lock()
        self.stopped = threading.Event()
        self.calls = self.tokens_in = self.tokens_out = 0

    def allow(self, tokens: int) -> None:
        """Raises BudgetSpent when a prompt of so many tokens would pass a limit, Stopped when `stopped` is set.

        An answer under way isn't stopped by a limit, so one may be passed by the length of one answer.
        """
        if self.stopped.is_set():
            raise Stopped
        if self._per_run and self.tokens_in + self.tokens_out + tokens > self._per_run:
            raise _spent(self._per_run, "this run", "model.max_tokens_per_run")
        if self._per_day:
            midnight = self._now().replace(hour=0, minute=0, second=0, microsecond=0)
            if self._log.tokens_since(midnight) + tokens > self._per_day:
                raise _spent(self._per_day, "today", "model.max_tokens_per_day")

    def record(
        self, prompt: str, model: str, outcome: str, *, tokens_in: int = 0, tokens_out: int = 0, milliseconds: int = 0
    ) -> None:
        """Count one call and keep it."""
        with self._lock:
            self.calls += 1
            self.tokens_in += tokens_in
            self.tokens_out += tokens_out
        call = ModelCall(self._now(), self._run, prompt, model, tokens_in, tokens_out, milliseconds, outcome)
        self._log.record(call)


def _spent(limit: int, period: str, setting: str) -> BudgetSpent:
    return BudgetSpent(
        f"The {limit} tokens allowed for {period} are spent.", f"Raise {setting}, or go on without a model."
    )
