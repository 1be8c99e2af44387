"""Schedulers of the learning rate: what they are and where they step."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ..code import Scope
from ..syntax import last
from .evaluation import batch_source
from .events import Event
from .loops import Loop, Loops, within


@dataclass(frozen=True, slots=True)
class Stepped:
    """A step of a scheduler: `kind` is its class (`StepLR`), `made` the call that made it, where they are known."""

    scope: Scope
    event: Event
    call: ast.Call
    kind: str
    made: ast.Call | None


def stepped(loops: Loops) -> Iterator[Stepped]:
    """All steps of schedulers."""
    for scope in loops.events:
        for event in loops.of_kind(scope, "schedule"):
            call = event.node
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                on = call.func.value
                made = loops.code.value(on)
                if event.of in scope.parameters:
                    made = _given(loops, scope, event.of) or made
                kind = last(loops.code.called(made)) if isinstance(made, ast.Call) else ""
                yield Stepped(scope, event, call, kind, made if isinstance(made, ast.Call) else None)


def _given(loops: Loops, scope: Scope, name: str) -> ast.expr | None:
    """What the callers in this code give for a parameter, if they agree that it is one thing."""
    place = scope.parameters.index(name) - (1 if scope.owner else 0)
    calls = loops.callers(scope)
    given = [
        next((k.value for k in c.keywords if k.arg == name), c.args[place] if place < len(c.args) else None)
        for c in calls
    ]
    return loops.code.value(given[0]) if len(given) == 1 and given[0] is not None else None


def batch_loop(loops: Loops, step: Stepped) -> Loop | None:
    """The loop over batches in which a scheduler steps each time; None when it isn't one, or it steps on a condition."""
    loop = loops.loop(step.call)
    if loop is None or loops.choices(step.call, loop):
        return None
    is_inner = len(loops.code.loops(loop)) > 0 and "backward" in loops.kinds_in(loop)
    outer = ast.unparse(loops.code.loops(loop)[0]).partition("\n")[0].lower() if is_inner else ""
    return loop if is_inner and ("epoch" in outer or batch_source(loops.code, loop) is not None) else None


def epoch_loop(loops: Loops, step: Stepped) -> Loop | None:
    """The loop over epochs in which a scheduler steps, after or before the loop over batches in it."""
    loop = loops.loop(step.call)
    if loop is None or batch_source(loops.code, loop) is not None:
        return None
    inner = [n for n in step.scope.nodes if isinstance(n, ast.For) and n is not loop and within(n, loop)]
    if any(batch_source(loops.code, n) is not None and "backward" in loops.kinds_in(n) for n in inner):
        return loop
    called = [c for c in step.scope.calls if within(c, loop) and loops.called(c)]
    return loop if any("backward" in loops.kinds_in(c) for c in called) else None
