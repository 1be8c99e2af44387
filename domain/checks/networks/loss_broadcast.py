"""Finds losses of a column and a row, which PyTorch compares each with each."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import method
from .losses import REGRESSION, losses
from .reduced import is_reduced, picked
from .runs import is_column, setting
from .targets import is_flat, shape
from .trails import Step, Trails, short

_CHECKED = REGRESSION | {"BCELoss", "BCEWithLogitsLoss"}


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    seen: set[ast.expr] = set()
    for loss in losses(trails):
        if loss.kind in _CHECKED and loss.target is not None:
            column = is_column(trails, loss.output)
            if column and is_flat(trails, loss.target):
                yield from _hit(loss.call, loss.output, loss.target, column, loss.kind in REGRESSION, seen)
            else:
                yield from _of_picked(trails, loss.call, loss.output, loss.target)
    yield from _by_hand(trails, seen)


def _by_hand(trails: Trails, seen: set[ast.expr]) -> Iterator[Hit]:
    """Differences that are squared, or whose absolute value is taken."""
    code = trails.code
    for scope in code.scopes:
        for node in scope.nodes:
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and _is_averaged(node, code):
                yield from _of_picked(trails, node, node.left, node.right)
                for one, other in ((node.left, node.right), (node.right, node.left)):
                    column = is_column(trails, one)
                    if column and shape(trails, other) == "flat":
                        yield from _hit(node, one, other, column, True, seen)


def _of_picked(trails: Trails, node: ast.expr, left: ast.expr, right: ast.expr) -> Iterator[Hit]:
    """Values picked with gather as a column, beside those whose second axis is gone."""
    for one, other in ((left, right), (right, left)):
        call = picked(trails, one)
        if call is not None and is_reduced(trails, other):
            message = (
                f"`{short(one)}` has shape [N, 1] (gather keeps the axis) and `{short(other)}` shape [N]: each of 32 values is compared with each of "
                "32 targets (1,024 differences)."
            )
            yield hit(node, message, call)
            return


def _hit(
    node: ast.expr, output: ast.expr, target: ast.expr, column: Step, is_silent: bool, seen: set[ast.expr]
) -> Iterator[Hit]:
    if column.node in seen and is_silent:
        return
    seen.add(column.node)
    what = (
        "each of 32 outputs is compared with each of 32 targets (1,024 differences), so the network learns the mean"
        if is_silent
        else "the loss stops with an error about different sizes"
    )
    message = f"`{short(output)}` has shape [N, 1] (from `{setting(column)}`) and `{short(target)}` shape [N]: {what}."
    yield hit(node, message, column.layer or column.node)


def _is_averaged(node: ast.BinOp, code: Code) -> bool:
    """Whether a difference becomes an error: squared, or its absolute value taken."""
    outer = code.parents.get(node)
    squared = isinstance(outer, ast.BinOp) and isinstance(outer.op, ast.Pow)
    return (
        squared
        or (isinstance(outer, ast.Attribute) and outer.attr in ("pow", "abs", "square"))
        or method(outer or node) in ("abs", "square")
    )


_PROGRAM = """import torch
import torch.nn as nn

X = torch.randn(256, 8)
y = torch.randn(256)
model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1))
loss = nn.MSELoss()(model(X){end}, y)
"""
CHECK = Check(
    name="loss-broadcast",
    title="A column of outputs is compared with a row of targets",
    severity="bug",
    idea="Tensors of shapes [N, 1] and [N] are broadcast to [N, N]: each output meets each target. Outputs and targets of a loss must "
    "have the same shape.",
    question="What shape has the output, what shape the target, and what shape their difference?",
    terms=("pytorch-tensors", "loss-functions"),
    bad=_PROGRAM.format(end=""),
    good=_PROGRAM.format(end=".squeeze(1)"),
    find=_find,
)
