"""Scaled losses of mixed precision."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..code import Scope
from ..syntax import dotted, last, method, receiver
from .events import Event
from .loops import Loop, Loops, within


@dataclass(slots=True)
class Scaled:
    """A training loop and the calls of the gradient scaler in it, by method."""

    scope: Scope
    loop: Loop
    events: list[Event]
    scaler: str
    calls: dict[str, list[ast.Call]] = field(default_factory=dict)


def scaled_loops(loops: Loops) -> Iterator[Scaled]:
    """The training loops in which a gradient scaler of PyTorch is used, by what made it or by its name."""
    for scope, loop, events in loops.training_loops():
        found: Scaled | None = None
        for call in scope.calls:
            on = receiver(call)
            if on is None or not within(call, loop) or method(call) not in ("scale", "step", "update", "unscale_"):
                continue
            if last(loops.code.made_by(on)) != "GradScaler" and "scaler" not in last(dotted(on)).lower():
                continue
            found = found or Scaled(scope, loop, events, dotted(on))
            if dotted(on) == found.scaler:
                found.calls.setdefault(method(call), []).append(call)
        if found is not None:
            yield found
