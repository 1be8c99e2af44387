"""Accumulated losses that aren't divided."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import keyword, method
from .accumulation import Accumulated, accumulated
from .loops import Loops, within


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for one in accumulated(loops):
        inside = any(loops.choices(z.node, one.loop) for z in one.zeros)
        if inside and len(one.zeros) == 1 and one.backward.of and not _is_divided(code, one):
            test = ast.unparse(one.every.test)
            message = (
                f"The optimiser steps where {test}, after several backward() calls, and {one.backward.of} isn't divided by "
                "their number: the gradient is their sum, as if the learning rate were so many times larger."
            )
            yield hit(one.backward.node, message, one.step.node, one.every)


def _is_divided(code: Code, one: Accumulated) -> bool:
    """Whether anything in the loop may divide the loss or its gradients."""
    if any(
        "accumul" in method(c) or keyword(c, "reduction") is not None or "accelerator" in ast.unparse(c.func)
        for c in one.scope.calls
    ):
        return True
    loss = one.backward.of
    for node in one.scope.nodes:
        if not within(node, one.loop):
            continue
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div | ast.Mult):
            statement = code.statement(node)
            bound = {b.name for bs in one.scope.bindings.values() for b in bs if b.node is statement}
            if loss in bound or within(one.backward.node, statement) or "grad" in ast.unparse(statement):
                return True
            if any(
                b.value is not None and any(n in ast.unparse(b.value) for n in bound)
                for b in one.scope.bindings.get(loss, ())
            ):
                return True
        if isinstance(node, ast.Call) and method(node) in ("div_", "div", "mul_", "mul"):
            return True
    return _is_divided_elsewhere(one)


def _is_divided_elsewhere(one: Accumulated) -> bool:
    """Whether the loss comes from a function that is told the number of batches."""
    counts = {
        n.right.id for n in ast.walk(one.every.test) if isinstance(n, ast.BinOp) and isinstance(n.right, ast.Name)
    }
    values = [b.value for b in one.scope.bindings.get(one.backward.of, ()) if b.value is not None]
    return any(isinstance(n, ast.Name) and n.id in counts for value in values for n in ast.walk(value))


CHECK = Check(
    name="accumulation-undivided",
    title="Accumulated losses are summed, not averaged",
    severity="risk",
    idea="Several backward() calls give the sum of their gradients. To have the gradient of one large batch, each loss is "
    "divided by the number of batches.",
    question="By how much does the gradient grow when twice as many batches are accumulated?",
    terms=("pytorch-training-loop", "gradient-descent"),
    bad="""\
def train(model, loader, criterion, optimizer, steps):
    for i, (x, y) in enumerate(loader):
        loss = criterion(model(x), y)
        loss.backward()
        if (i + 1) % steps == 0:
            optimizer.step()
            optimizer.zero_grad()
""",
    good="""\
def train(model, loader, criterion, optimizer, steps):
    for i, (x, y) in enumerate(loader):
        loss = criterion(model(x), y) / steps
        loss.backward()
        if (i + 1) % steps == 0:
            optimizer.step()
            optimizer.zero_grad()
""",
    find=_find,
)
