"""Trying again: with growing pauses, no sooner than the endpoint asks for, and within one deadline."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from .errors import ModelUnreachable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pacing:
    """How patient one is. All in seconds; `jitter` gives a number from 0 to 1 that spreads the pauses.

    `deadline` bounds all that is asked of one model for one answer, `silence` the wait for its next word (or the whole
    answer, from an endpoint that gives it at once). Laptops read a long prompt for minutes.
    """

    deadline: float = 300.0
    silence: float = 180.0
    first_pause: float = 0.5
    longest_pause: float = 20.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random

    def pause(self, error: ModelUnreachable, attempt: int, left: float) -> float | None:
        """How long to wait before the next attempt; None when there is no use in one, or no time."""
        backoff = min(self.longest_pause, self.first_pause * 2**attempt) * (0.5 + self.jitter() / 2)
        wait = max(backoff, error.after)
        return wait if error.again and wait < left else None


def retrying(call: Callable[[float], T], pacing: Pacing, until: float) -> T:
    """What `call` gives, tried again while that may help. It is told how many seconds are left.

    `until` is the deadline on the pacing's clock. Raises what the last attempt raised.
    """
    for attempt in count():
        try:
            return call(seconds_left(pacing, until))
        except ModelUnreachable as error:
            pause = pacing.pause(error, attempt, until - pacing.clock())
            if pause is None:
                raise
            pacing.sleep(pause)
    raise AssertionError("count() has no end")


def seconds_left(pacing: Pacing, until: float) -> float:
    """The seconds until the deadline. Raises ModelUnreachable when it has passed."""
    if (left := until - pacing.clock()) <= 0:
        raise ModelUnreachable("The model didn't answer in time.", again=False)
    return left
