"""Gradients thrown away before the step."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .loops import Loops


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for loop, events in loops.rounds():
        own = [e for e in events if e.kind in ("zero", "backward", "step")]
        for first, second, third in zip(own, own[1:], own[2:], strict=False):
            if (first.kind, second.kind, third.kind) != ("backward", "zero", "step"):
                continue
            path, start = loops.choices(second.node, loop), loops.choices(first.node, loop)
            if path == loops.choices(third.node, loop) and path[: len(start)] == start:
                message = (
                    f"{second.of}.zero_grad() stands between backward() and {third.of}.step(): it throws away the "
                    "gradients that were just computed, so the step has nothing to follow."
                )
                yield hit(second.node, message, first.node, third.node)


CHECK = Check(
    name="zero-grad-before-step",
    title="Gradients are set to zero between backward and step",
    severity="bug",
    idea="A step moves each parameter along the gradient that it holds at that moment. The order is: zero, forward, "
    "backward, step.",
    question="What does param.grad hold at the moment when step() reads it?",
    terms=("pytorch-training-loop", "pytorch-autograd"),
    bad="""\
def train(model, loader, criterion, optimizer):
    for x, y in loader:
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
""",
    good="""\
def train(model, loader, criterion, optimizer):
    for x, y in loader:
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
""",
    find=_find,
)
