"""Steps without gradients."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import dotted, method
from .loops import Loop, Loops, within

_LOOKS = frozenset({
    "print", "append", "item", "float", "len", "detach", "add_scalar", "format", "set_postfix", "write", "cpu", "numpy",
})  # fmt: skip


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for scope in loops.events:
        seen: set[ast.AST] = set()
        for step in loops.of_kind(scope, "step"):
            loop, call = loops.loop(step.node), step.node
            if loop is None or loop in seen or not isinstance(call, ast.Call) or call.args or call.keywords:
                continue
            seen.add(loop)
            loss = _loss_in(scope, loop)
            if loss is not None and "backward" not in loops.kinds_in(
                code.loops(loop)[-1] if code.loops(loop) else loop
            ):
                message = (
                    f"{step.of}.step() is called, but nothing calls backward() on {dotted(loss)}: the parameters have "
                    "no gradients, and the network never changes."
                )
                yield hit(call, message, loss)


def _loss_in(scope: Scope, loop: Loop) -> ast.expr | None:
    """The loss that is computed in a loop and given to nothing that could compute gradients."""
    found: ast.expr | None = None
    for node in scope.nodes:
        if not within(node, loop):
            continue
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call)
            and "loss" in dotted(node.targets[0]).lower()
        ):
            found = found or node.targets[0]
        elif (isinstance(node, ast.Attribute) and node.attr in ("grad", "backward", "autograd")) or (
            isinstance(node, ast.Call) and _may_differentiate(node)
        ):
            return None
    return found


def _may_differentiate(call: ast.Call) -> bool:
    if "backward" in method(call) or method(call) in ("grad", "closure"):
        return True
    return method(call) not in _LOOKS and any("loss" in dotted(a).lower() for a in call.args)


CHECK = Check(
    name="backward-missing",
    title="The optimiser steps, but no gradient is ever computed",
    severity="bug",
    idea="step() only reads gradients; it is backward() that computes them from the loss. Without it every step is a "
    "step of nothing.",
    question="Who fills param.grad between the loss and the step?",
    terms=("pytorch-training-loop", "pytorch-autograd"),
    bad="""\
def train(model, loader, criterion, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
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
