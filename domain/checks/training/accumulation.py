"""Gradients accumulated over several batches."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ..code import Scope
from .events import Event
from .loops import Loop, Loops


@dataclass(frozen=True, slots=True)
class Accumulated:
    """A training loop whose optimiser steps only in every so many rounds: `every` is the condition."""

    scope: Scope
    loop: Loop
    every: ast.If
    backward: Event
    step: Event
    zeros: tuple[Event, ...]


def accumulated(loops: Loops) -> Iterator[Accumulated]:
    """All loops that step on a remainder of the count of batches, and compute gradients in every round."""
    for scope, loop, events in loops.training_loops():
        steps = [e for e in events if e.kind == "step"]
        backward = [e for e in events if e.kind == "backward"]
        if len(steps) != 1 or len(backward) != 1 or loops.choices(backward[0].node, loop):
            continue
        choices = loops.choices(steps[0].node, loop)
        if len(choices) == 1 and isinstance(choices[0], ast.If) and _is_remainder(choices[0].test):
            yield Accumulated(
                scope, loop, choices[0], backward[0], steps[0], tuple(e for e in events if e.kind == "zero")
            )


def _is_remainder(test: ast.expr) -> bool:
    return any(isinstance(n, ast.BinOp) and isinstance(n.op, ast.Mod) for n in ast.walk(test))
