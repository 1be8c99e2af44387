"""Finds labels that are turned into a type that the loss can't take."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, method, receiver
from .losses import Loss, loss_name, losses
from .trails import Trails, short


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for loss in losses(trails):
        target = code.value(loss.target) if loss.target is not None else None
        if loss.target is None or not isinstance(target, ast.Call):
            continue
        way = method(target)
        if loss.kind in ("BCELoss", "BCEWithLogitsLoss") and way == "long" and not target.args:
            message = f"`{short(loss.target)}` are whole numbers, but `{loss_name(loss)}` wants floats as targets: it stops with an error."
            yield hit(loss.call, message, target)
        elif loss.kind in ("CrossEntropyLoss", "NLLLoss") and way == "float" and _is_of_classes(trails, loss, target):
            message = (
                f"`{short(loss.target)}` are floats, but `{loss_name(loss)}` wants class numbers as whole numbers (long): floats are "
                "taken for probabilities of each class, and the shapes don't fit."
            )
            yield hit(loss.call, message, target)


def _is_of_classes(trails: Trails, loss: Loss, target: ast.Call) -> bool:
    """Whether the labels are compared with an argmax in the same function, so that they are class numbers."""
    name = dotted(receiver(target) or target)
    for node in trails.code.scope_of(loss.call).nodes:
        is_equal = isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq)
        if (
            isinstance(node, ast.Compare)
            and is_equal
            and name
            and name in (dotted(node.left), dotted(node.comparators[0]))
        ):
            return True
    return False


_PROGRAM = """import torch.nn as nn

criterion = nn.BCEWithLogitsLoss()

def step(model, x, y):
    return criterion(model(x).squeeze(1), y.{kind}())
"""
CHECK = Check(
    name="label-type",
    title="Labels of a type that the loss can't take",
    severity="bug",
    idea="Cross-entropy looks classes up by number and wants whole numbers; binary cross-entropy computes with the target and wants floats.",
    question="Does this loss use the label as a position, or as a number to compute with?",
    terms=("loss-functions", "pytorch-tensors"),
    bad=_PROGRAM.format(kind="long"),
    good=_PROGRAM.format(kind="float"),
    find=_find,
)
