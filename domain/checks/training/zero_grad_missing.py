"""Gradients that add up over batches."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import last
from .events import Event
from .loops import Loop, Loops, within
from .words import is_optimizer, tokens


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for scope, loop, events in loops.training_loops():
        # A name bound to a new tensor (w = w - …) has no gradients to set to zero; update-recorded speaks of it.
        steps = [e for e in events if e.kind in ("step", "update") and e.of and not _is_rebound(e)]
        if steps and not _unknown(loops, scope, loop):
            yield from _in_loop(loops, scope, loop, events, steps)
    for scope in loops.events:
        yield from _in_function(loops, scope)


def _in_loop(loops: Loops, scope: Scope, loop: Loop, events: list[Event], steps: list[Event]) -> Iterator[Hit]:
    backward = next(e for e in events if e.kind == "backward")
    if "zero" not in loops.kinds_in(loop):
        above = [outer for outer in loops.code.loops(loop) if "zero" in loops.kinds_in(outer)]
        outside = [
            e for e in loops.of_kind(scope, "zero") if not any(within(e.node, x) for x in loops.code.loops(loop)[-1:])
        ]
        if above or outside:
            if steps[0].kind == "step":
                yield _hit(backward, steps[0], "are set to zero before this loop only, and not for each batch")
        elif not _is_recreated(loops, loop, steps[0]):
            yield _hit(backward, steps[0], "are never set to zero")
        return
    zeroed = {e.of for e in events if e.kind == "zero"}
    stepped = [e for e in steps if e.kind == "step"]
    left = [e for e in stepped if e.of not in zeroed]
    if zeroed and left and zeroed < {e.of for e in stepped} and not _zero_elsewhere(loops, scope, loop):
        yield _hit(backward, left[0], f"are never set to zero, though those of {sorted(zeroed)[0]} are")


def _is_rebound(event: Event) -> bool:
    return event.kind == "update" and isinstance(event.node, ast.Assign) and isinstance(event.node.targets[0], ast.Name)


def _zero_elsewhere(loops: Loops, scope: Scope, loop: Loop) -> bool:
    called = [inner for call in scope.calls if within(call, loop) for inner in loops.called(call)]
    return any(e.kind == "zero" for inner in loops.reached(*called) for e in loops.events.get(inner, ()))


def _is_recreated(loops: Loops, loop: Loop, step: Event) -> bool:
    """Whether the loop makes its parameters anew."""
    scope = loops.code.scope_of(loop)
    bound = scope.bindings.get(step.of, [])
    return any(b.kind == "assign" and within(b.node, loop) and step.node is not b.node for b in bound)


def _unknown(loops: Loops, scope: Scope, loop: Loop) -> bool:
    """Whether the optimiser is given to code that isn't here, which may set them to zero."""
    for call in scope.calls:
        if within(call, loop) and not loops.called(call):
            given = [*call.args, *(k.value for k in call.keywords)]
            if any(is_optimizer(loops.code, a) for a in given) and last(ast.unparse(call.func)) not in (
                "step", "unscale_", "print", "adjust_learning_rate",
            ):  # fmt: skip
                return True
    return False


def _in_function(loops: Loops, scope: Scope) -> Iterator[Hit]:
    """A function for one step, which is called again and again."""
    backward = loops.of_kind(scope, "backward")
    steps = loops.of_kind(scope, "step")
    if not scope.name or not backward or not steps or loops.loop(backward[0].node) or loops.loop(steps[0].node):
        return
    if "zero" in loops.kinds_in(scope.node) or scope.parent is not loops.code.module or _unknown_in(loops, scope):
        return
    callers = loops.callers(scope)
    if callers:
        around = [loops.code.scope_of(call) for call in callers]
        if not any(loops.loop(call) for call in callers) or any("zero" in loops.kinds_in(s.node) for s in around):
            return
    elif not {"train", "step", "update", "fit", "learn", "optimize"} & set(tokens(last(scope.name))) or scope.owner:
        return
    yield _hit(backward[0], steps[0], "are never set to zero")


def _unknown_in(loops: Loops, scope: Scope) -> bool:
    return any(
        not loops.called(c) and any(is_optimizer(loops.code, a) for a in c.args) and last(ast.unparse(c.func)) not in ("step", "unscale_")
        for c in scope.calls
    )  # fmt: skip


def _hit(backward: Event, step: Event, what: str) -> Hit:
    of = step.of if step.kind == "step" else f"{step.of}.grad"
    message = (
        f"The gradients of {of} {what}: backward() adds to what is there, so the second step follows the sum of "
        "two batches' gradients, the hundredth that of a hundred."
    )
    return hit(backward.node, message, step.node)


CHECK = Check(
    name="zero-grad-missing",
    title="Gradients are not set to zero between steps",
    severity="bug",
    idea="PyTorch adds each backward pass to the gradients that are already there. A step should follow those of its own "
    "batch alone, so they are set to zero once for each step.",
    question="What does param.grad hold after the second call of backward() in this loop?",
    terms=("pytorch-training-loop", "pytorch-autograd"),
    bad="""\
def train(model, loader, criterion, optimizer):
    for x, y in loader:
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
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
