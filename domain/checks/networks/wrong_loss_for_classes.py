"""Finds losses for numbers or for yes and no on the labels of several classes."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import dotted, method, receiver
from .losses import REGRESSION, loss_name, losses
from .runs import is_column
from .trails import Trails

_WRONG = REGRESSION | {"BCELoss", "BCEWithLogitsLoss"}


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    chosen = _chosen(trails)
    seen = set()
    for loss in losses(trails):
        output, target = dotted(loss.output), dotted(_plain(loss.target))
        if loss.kind not in _WRONG or not output or not target or loss.made in seen:
            continue
        compared = chosen.get((code.scope_of(loss.call), output, target))
        if (
            compared is not None
            and is_column(trails, loss.output) is None
            and "one_hot" not in code.text
            and "to_categorical" not in code.text
        ):
            seen.add(loss.made)
            message = (
                f"`{output}` has a score for each class (its argmax is compared with `{target}`), but `{loss_name(loss)}` compares the "
                f"scores themselves with the class numbers: class 3 isn't three times class 1. Shapes [N, C] and [N] don't fit either."
            )
            yield hit(loss.call, message, compared, loss.made)


def _plain(node: ast.expr | None) -> ast.expr:
    while isinstance(node, ast.Call) and method(node) in ("float", "long", "to", "unsqueeze", "view", "type"):
        node = receiver(node)
    return node if node is not None else ast.Constant(None)


def _chosen(trails: Trails) -> dict[tuple[Scope, str, str], ast.Compare]:
    """The outputs whose argmax over the classes is compared with a target, by scope and names."""
    found: dict[tuple[Scope, str, str], ast.Compare] = {}
    for scope in trails.code.scopes:
        for node in scope.nodes:
            if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq):
                sides = (node.left, node.comparators[0])
                for one, other in (sides, sides[::-1]):
                    output, target = _largest(trails, one), dotted(_plain(other))
                    if output and target:
                        found[scope, output, target] = node
    return found


def _largest(trails: Trails, node: ast.expr) -> str:
    bound = trails.settled(node) if isinstance(node, ast.Name) else None
    value = bound.value if bound and bound.index in (None, 1) else node
    if not isinstance(value, ast.Call) or method(value) not in ("argmax", "max"):
        return ""
    if trails.code.called(value) in ("torch.argmax", "torch.max") and value.args:
        return dotted(_through(value.args[0]))
    inner = receiver(value)
    return dotted(_through(inner)) if inner is not None else ""


def _through(node: ast.expr) -> ast.expr:
    """What softmax or `.data` is applied to."""
    if isinstance(node, ast.Call) and method(node) in ("softmax", "sigmoid") and node.args:
        return node.args[0]
    return node.value if isinstance(node, ast.Attribute) and node.attr == "data" else node


_PROGRAM = """import torch
import torch.nn as nn

criterion = nn.{loss}()

def train(model, loader, optimizer):
    right = 0
    for x, labels in loader:
        optimizer.zero_grad()
        outputs = model(x)
        loss = criterion(outputs, labels)
        loss.backward()
        optimizer.step()
        right += (outputs.argmax(dim=1) == labels).sum().item()
    return right
"""
CHECK = Check(
    name="wrong-loss-for-classes",
    title="A loss for numbers on class labels",
    severity="bug",
    idea="Class numbers are names, not amounts. Cross-entropy asks how probable the right class was; squared or binary errors ask something "
    "else.",
    question="Is class 2 nearer to class 3 than to class 9? Does the loss think so?",
    terms=("loss-functions", "Loss functions"),
    bad=_PROGRAM.format(loss="MSELoss"),
    good=_PROGRAM.format(loss="CrossEntropyLoss"),
    find=_find,
)
