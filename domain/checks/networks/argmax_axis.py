"""Finds argmax over the whole batch in place of the classes."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, keyword, method, receiver, spreads
from .runs import reads_batch
from .targets import is_label
from .trails import Trails, number, short


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for scope in code.scopes:
        for node in scope.nodes:
            if not (isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq)):
                continue
            for one, other in ((node.left, node.comparators[0]), (node.comparators[0], node.left)):
                call = _argmax(trails, one)
                if call is not None and _is_targets(trails, other):
                    yield from _wrong_axis(trails, call, node)


def _argmax(trails: Trails, node: ast.expr) -> ast.Call | None:
    """The call of argmax or max that a prediction comes from."""
    for _ in range(4):
        if isinstance(node, ast.Name):
            bound = trails.settled(node)
            if bound is None or bound.kind != "assign" or bound.value is None or bound.index not in (None, 1):
                return None
            node = bound.value
        if isinstance(node, ast.Call) and (
            method(node) == "argmax" or (method(node) == "max" and trails.code.called(node) in ("", "torch.max"))
        ):
            return node
        inner = node.value if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) else receiver(node)
        if inner is None:
            return None
        node = inner
    return None


def _is_targets(trails: Trails, node: ast.expr) -> bool:
    while isinstance(node, ast.Call) and receiver(node) is not None and not node.args:
        node = receiver(node) or node
    if not isinstance(node, ast.Name):
        return False
    bound = trails.settled(node)
    while (
        bound
        and bound.kind == "assign"
        and isinstance(bound.value, ast.Call)
        and bound.index is None
        and receiver(bound.value) is not None
    ):
        bound = trails.settled(receiver(bound.value) or node)
    return bound is not None and bound.kind in ("for", "parameter") and is_label(bound.name)


def _wrong_axis(trails: Trails, call: ast.Call, compared: ast.Compare) -> Iterator[Hit]:
    function = trails.code.called(call) in ("torch.argmax", "torch.max")
    if trails.code.called(call).startswith("numpy.") or spreads(call):
        return
    given = call.args[0] if function and call.args else receiver(call)
    if isinstance(given, ast.Attribute) and given.attr == "data":
        given = given.value
    axis = keyword(call, "dim") or keyword(call, "axis") or argument(call, 1 if function else 0)
    ending = trails.ending(given)
    known = ending is not None and ending.op in ("linear", "softmax", "log_softmax")
    if not known and not (given is not None and reads_batch(trails, trails.code.value(given))):
        return
    if any(step.op in ("[]", "T", "t", "transpose", "permute", "squeeze", "view") for step in trails.steps(given)):
        return
    if axis is None and method(call) == "argmax":
        message = (
            f"`{short(call)}` has no axis: it gives one position in the flattened batch, not a class for each example."
        )
        yield hit(call, f"{message} Compared with the labels it says nothing.", compared)
    elif axis is not None and number(trails, axis) == 0:
        message = f"`{short(call)}` looks along axis 0, the examples: it gives for each class the example with the highest score."
        yield hit(call, f"{message} With 64 examples and 10 classes that are 10 numbers up to 63.", compared)


_PROGRAM = """import torch
import torch.nn as nn

model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 3))

@torch.no_grad()
def accuracy(loader):
    model.eval()
    right = total = 0
    for x, y in loader:
        pred = model(x).argmax({dim})
        right += (pred == y).sum().item()
        total += len(y)
    return right / total
"""
CHECK = Check(
    name="argmax-axis",
    title="argmax over the batch in place of the classes",
    severity="bug",
    idea="The scores of a batch are a table with a row for each example. The predicted class is the position of the largest score in its row.",
    question="How many predictions should there be for a batch of 64 examples?",
    terms=("pytorch-tensors", "pytorch-training-loop"),
    bad=_PROGRAM.format(dim=""),
    good=_PROGRAM.format(dim="dim=1"),
    find=_find,
)
