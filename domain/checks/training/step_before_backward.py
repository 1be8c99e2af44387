"""A step along gradients that aren't there yet."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .loops import Loop, Loops, within


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for loop, events in loops.rounds():
        own = [e for e in events if e.kind in ("zero", "backward", "step")]
        steps = [e for e in own if e.kind == "step"]
        backward = next((e for e in own if e.kind == "backward"), None)
        if backward is None or len(steps) != 1 or loops.choices(steps[0].node, loop):
            continue
        if own.index(steps[0]) < own.index(backward) and not _is_hidden(loops, loop):
            message = (
                f"{steps[0].of}.step() comes before backward() in this loop: the step follows gradients that this "
                "batch hasn't given yet (of the batch before, or none at all)."
            )
            yield hit(steps[0].node, message, backward.node)


def _is_hidden(loops: Loops, loop: Loop) -> bool:
    """Whether a function of this code that is called in the loop computes gradients."""
    scope = loops.code.scope_of(loop)
    called = [inner for call in scope.calls if within(call, loop) for inner in loops.called(call)]
    return any(e.kind == "backward" for inner in loops.reached(*called) for e in loops.events.get(inner, ()))


CHECK = Check(
    name="step-before-backward",
    title="The optimiser steps before the gradients are computed",
    severity="bug",
    idea="step() uses the gradients that backward() left in the parameters, so backward() of the same batch comes first.",
    question="Which batch's gradients does the first step() of this loop use?",
    terms=("pytorch-training-loop", "pytorch-autograd"),
    bad="""\
def train(model, loader, criterion, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        optimizer.step()
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
