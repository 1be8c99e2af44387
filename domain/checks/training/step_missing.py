"""Gradients that nothing follows."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import method
from .events import Event
from .loops import Loops, within
from .words import is_optimizer


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for scope, loop, events in loops.training_loops():
        optimizer = next((e for e in events if e.kind == "zero" and _is_optimizer(loops, e)), None)
        outermost = code.loops(loop)[-1] if code.loops(loop) else loop
        if optimizer is None or _is_given_away(code, scope, outermost) or _steps_somewhere(loops, scope):
            continue
        backward = next(e for e in events if e.kind == "backward")
        message = (
            f"backward() computes gradients, but {optimizer.of}.step() is never called: the network stays as it was "
            "made, whatever the loss says."
        )
        yield hit(backward.node, message, optimizer.node)


def _is_optimizer(loops: Loops, event: Event) -> bool:
    call = event.node
    return (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and is_optimizer(loops.code, call.func.value)
    )


def _steps_somewhere(loops: Loops, scope: Scope) -> bool:
    """Whether anything but a schedule steps in this function, those it calls and those that call it."""
    scopes = {scope, *(loops.code.scope_of(call) for call in (loops.callers(scope) if scope.name else ()))}
    for one in loops.reached(*scopes):
        schedules = {e.node for e in loops.of_kind(one, "schedule")}
        if (
            loops.of_kind(one, "step", "update")
            or _reads_gradients(one)
            or any("step" in method(c) and c not in schedules for c in one.calls)
        ):
            return True
    return False


def _reads_gradients(scope: Scope) -> bool:
    """Whether the gradients themselves are what is wanted."""
    return any(isinstance(n, ast.Attribute) and n.attr == "grad" and isinstance(n.ctx, ast.Load) for n in scope.nodes)


def _is_given_away(code: Code, scope: Scope, loop: ast.AST) -> bool:
    return any(is_optimizer(code, a) for c in scope.calls if within(c, loop) for a in c.args)


CHECK = Check(
    name="step-missing",
    title="The optimiser never takes a step",
    severity="bug",
    idea="backward() only computes gradients; it is the optimiser's step() that moves the parameters along them.",
    question="Which line of this loop changes the network's weights?",
    terms=("pytorch-training-loop", "gradient-descent"),
    bad="""\
def train(model, loader, criterion, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
""",
    good="""\
def train(model, loader, criterion, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
""",
    find=_find,
)
