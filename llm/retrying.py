"""Trying again: with growing pauses, no sooner than the endpoint asks for, and within one deadline."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from .errors import ModelUnreachable, Stopped

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pacing:
    """How patient one is. All in seconds; `jitter` gives a number from 0 to 1 that spreads the pauses; `sleep`
    stands for real sleep in tests.

    After so many `tries` (0: no limit) a fault is believed. `deadline` bounds all that is asked for one answer, `silence` the wait for its next word (or the whole
    answer, from an endpoint that gives it at once). Laptops read a long prompt for minutes.
    """

    deadline: float = 300.0
    silence: float = 180.0
    tries: int = 4
    first_pause: float = 0.5
    longest_pause: float = 20.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] | None = None
    jitter: Callable[[], float] = random.random

    def pause(self, error: ModelUnreachable, attempt: int, left: float) -> float | None:
        """How long to wait before the next attempt; None when there is no use in one, or no time."""
        backoff = min(self.longest_pause, self.first_pause * 2**attempt) * (0.5 + self.jitter() / 2)
        wait = max(backoff, error.after)
        return wait if error.again and wait < left and attempt + 1 != self.tries else None


def retrying(call: Callable[[float], T], pacing: Pacing, until: float, stopped: threading.Event | None = None) -> T:
    """What `call` gives, tried again while that may help. It is told how many seconds are left.

    `until` is the deadline on the pacing's clock. Raises what the last attempt raised, and Stopped once that is set.
    """
    for attempt in count():
        try:
            return call(seconds_left(pacing, until))
        except ModelUnreachable as error:
            pause = pacing.pause(error, attempt, until - pacing.clock())
            if pause is None:
                raise
            _rest(pause, pacing, stopped or threading.Event())
    raise AssertionError("count() has no end")


def _rest(pause: float, pacing: Pacing, stopped: threading.Event) -> None:
    """Sleeps; who is told to stop doesn't sleep on."""
    if pacing.sleep is None:
        stopped.wait(pause)
    else:
        pacing.sleep(pause)
    if stopped.is_set():
        raise Stopped


def seconds_left(pacing: Pacing, until: float) -> float:
    """The seconds until the deadline. Raises ModelUnreachable when it has passed."""
    if (left := until - pacing.clock()) <= 0:
        raise ModelUnreachable("The model didn't answer in time.", again=False)
    return left
