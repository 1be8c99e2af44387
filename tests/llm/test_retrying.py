"""Trying again: pauses, deadlines, and what is not worth another attempt."""

import threading
import time
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.llm.errors import KeyRefused, ModelUnreachable, Stopped
from studycoach.llm.retrying import Pacing, retrying


@dataclass
class Clock:
    """A clock that only sleeping moves."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def pacing(clock: Clock, jitter: float = 1.0) -> Pacing:
    return Pacing(tries=0, deadline=60, clock=lambda: clock.now, sleep=clock.sleep, jitter=lambda: jitter)


def failing(*errors: Exception) -> tuple[list[float], object]:
    left: list[float] = []
    script = list(errors)

    def call(seconds: float) -> str:
        left.append(seconds)
        if script:
            raise script.pop(0)
        return "done"

    return left, call


def test_pauses_double_up_to_the_longest() -> None:
    clock = Clock()
    left, call = failing(*[ModelUnreachable("down")] * 7)
    assert retrying(call, pacing(clock), 60) == "done"
    assert clock.slept == [0.5, 1, 2, 4, 8, 16, 20]
    assert left == [60, 59.5, 58.5, 56.5, 52.5, 44.5, 28.5, 8.5]


def test_what_the_endpoint_asks_for_is_waited() -> None:
    clock = Clock()
    assert retrying(failing(ModelUnreachable("busy", after=7))[1], pacing(clock), 60) == "done"
    assert clock.slept == [7]


@pytest.mark.parametrize(
    "error", [ModelUnreachable("quota", again=False), ModelUnreachable("busy", after=61), KeyRefused("no")]
)
def test_what_waiting_can_not_mend_is_raised_at_once(error: Exception) -> None:
    clock = Clock()
    with pytest.raises(type(error)) as raised:
        retrying(failing(error, error)[1], pacing(clock), 60)
    assert raised.value is error
    assert clock.slept == []


@given(st.floats(0, 1), st.floats(0.1, 300))
def test_no_attempt_begins_after_the_deadline(jitter: float, deadline: float) -> None:
    clock = Clock()
    left, call = failing(*[ModelUnreachable("down")] * 2000)
    with pytest.raises(ModelUnreachable, match="down"):
        retrying(call, pacing(clock, jitter), deadline)
    assert min(left) > 0
    assert clock.now < deadline


def test_after_so_many_tries_a_fault_is_believed() -> None:
    clock = Clock()
    patient = Pacing(tries=3, deadline=60, clock=lambda: clock.now, sleep=clock.sleep, jitter=lambda: 1.0)
    busy = ModelUnreachable("busy")
    assert retrying(failing(busy, busy)[1], patient, 60) == "done"
    with pytest.raises(ModelUnreachable, match="busy"):
        retrying(failing(busy, busy, busy)[1], patient, 60)


def test_one_who_is_told_to_stop_does_not_sleep_on() -> None:
    stopped = threading.Event()
    stopped.set()
    began = time.monotonic()
    with pytest.raises(Stopped):
        retrying(failing(ModelUnreachable("busy", after=30))[1], Pacing(), time.monotonic() + 60, stopped)
    assert time.monotonic() - began < 20
