"""Graphs that are retained though nothing goes through them again."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import method
from .events import retains
from .hidden_state_kept import carried
from .loops import Loops


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for scope, loop, events in loops.training_loops():
        backward = loops.of_kind(scope, "backward")
        call = backward[0].node
        if len(backward) != 1 or not isinstance(call, ast.Call) or not retains(call):
            continue
        if (
            any(method(c) in ("grad", "hessian", "jacobian") for c in scope.calls)
            or len(code.loops(call)) != len(code.loops(loop)) + 1
        ):
            continue
        if any(carried(loops, scope, loop, c) for c in loops.forwards(scope)) or not any(
            e.kind == "step" for e in events
        ):
            continue
        message = (
            f"retain_graph=True keeps the graph of {backward[0].of or 'the loss'} though backward() goes through it once: "
            "it costs memory, and it hides that something is carried over from the batch before, if the error comes back "
            "without it."
        )
        yield hit(call, message)


CHECK = Check(
    name="graph-retained",
    title="retain_graph=True where the graph is used once",
    severity="smell",
    idea="A graph is freed after its backward pass because it is not needed again. Where it seems to be, a tensor of the "
    "last round is usually used once more and should be detached.",
    question="Which second backward() goes through the same graph?",
    terms=("pytorch-autograd",),
    bad="""\
def train(model, loader, criterion, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward(retain_graph=True)
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
