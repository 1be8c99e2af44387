"""Gradients computed where they are switched off."""

import ast
from bisect import bisect_right
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, begin, dotted, last, method
from .events import Event
from .loops import Loops
from .words import is_model


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for scope in loops.events:
        for event in loops.of_kind(scope, "backward"):
            known = scope.bindings.get(event.of, [])
            known = known[: bisect_right(known, begin(event.node), key=lambda b: b.at)]
            bound = [b for b in (next((b for b in reversed(known) if b.kind == "assign"), None),) if b]
            off = _off(code, bound[-1].node) if bound and isinstance(bound[-1].value, ast.Call | ast.BinOp) else None
            if off is None and bound and isinstance(bound[-1].value, ast.Call):
                off = _off_prediction(code, bound[-1].value)
            if off is not None:
                yield _hit(event, off)
                break


def _off_prediction(code: Code, loss: ast.Call) -> ast.expr | None:
    """What switches gradients off where the one prediction of a loss is made, `criterion(out, y)`."""
    first = loss.args[0] if len(loss.args) == 2 and not loss.keywords else None
    bound = code.binding(first) if isinstance(first, ast.Name) else None
    if (
        bound is None
        or bound.kind != "assign"
        or not isinstance(bound.value, ast.Call)
        or not is_model(code, bound.value.func)
    ):
        return None
    other = loss.args[1]
    known = code.binding(other) if isinstance(other, ast.Name) else None
    given = known is not None and (
        known.kind in ("for", "parameter") or method(known.value or other) in ("to", "cuda", "long", "float")
    )
    return _off(code, bound.node) if given else None


def _off(code: Code, node: ast.AST) -> ast.expr | None:
    """What switches gradients off around a node, unless they are switched on again inside."""
    for context in code.contexts(node):
        name = method(context) if isinstance(context, ast.Call) else last(dotted(context))
        mode = argument(context, 0, "mode") if isinstance(context, ast.Call) else None
        if name == "enable_grad" or (name == "set_grad_enabled" and not _is_false(mode)):
            return None
        if name in ("no_grad", "inference_mode") and not _is_false(mode):
            return context
        if name == "set_grad_enabled":
            return context
    return None


def _is_false(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _hit(event: Event, off: ast.expr) -> Hit:
    message = (
        f"{event.of or 'The loss'} is computed under {ast.unparse(off)}, where nothing is recorded: backward() stops with "
        "“element 0 of tensors does not require grad”."
    )
    return hit(event.node, message, off)


CHECK = Check(
    name="gradient-switched-off",
    title="The training step runs without gradients",
    severity="bug",
    idea="Under no_grad() the operations are not recorded, so there is nothing for backward() to go through. It belongs "
    "around evaluation.",
    question="Which operations does backward() know of that ran under no_grad()?",
    terms=("pytorch-autograd", "pytorch-training-loop"),
    bad="""\
def train(model, loader, criterion, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        with torch.no_grad():
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
