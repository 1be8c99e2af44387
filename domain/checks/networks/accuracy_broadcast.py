"""Finds counts of right answers that compare a column with a row."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import dotted, method, receiver
from .runs import is_column, setting
from .targets import is_flat
from .trails import Trails, short


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for scope in code.scopes:
        for node in scope.nodes:
            if not (isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq)):
                continue
            for one, other in ((node.left, node.comparators[0]), (node.comparators[0], node.left)):
                column = is_column(trails, one)
                if column and _is_row(trails, scope, other):
                    message = (
                        f"`{short(one)}` has shape [N, 1] (from `{setting(column)}`) and `{short(other)}` shape [N]: `==` compares each with "
                        "each, so of 32 examples up to 1,024 are counted as right."
                    )
                    yield hit(node, message, column.layer or column.node)


def _is_row(trails: Trails, scope: Scope, node: ast.expr) -> bool:
    """Whether labels have one dimension: by where they come from, or as the loss is given them with one more."""
    while (
        isinstance(node, ast.Call)
        and method(node) in ("float", "long", "int", "bool", "byte")
        and receiver(node) is not None
    ):
        node = receiver(node) or node
    if not isinstance(node, ast.Name):
        return False
    if is_flat(trails, node):
        return True
    for call in scope.calls:
        inner = receiver(call)
        column = method(call) == "unsqueeze" or (
            method(call) in ("view", "reshape") and len(call.args) == 2 and short(call.args[1]) == "1"
        )
        base = receiver(inner) if isinstance(inner, ast.Call) and method(inner) in ("float", "to") else inner
        if column and base is not None and dotted(base) == node.id and not _is_kept(trails, call, node):
            return True
    return False


def _is_kept(trails: Trails, call: ast.Call, node: ast.Name) -> bool:
    """Whether the name itself is set to the column."""
    statement = trails.code.statement(call)
    return isinstance(statement, ast.Assign) and any(dotted(t) == node.id for t in statement.targets)


_PROGRAM = """import torch
import torch.nn as nn

model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1))
criterion = nn.BCEWithLogitsLoss()

def evaluate(loader):
    right = total = 0
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            logits = model(x)
            loss = criterion(logits, y.unsqueeze(1))
            pred = (torch.sigmoid(logits) > 0.5).float()
            right += (pred == {y}).sum().item()
            total += y.size(0)
    return right / total, loss.item()
"""
CHECK = Check(
    name="accuracy-broadcast",
    title="Right answers are counted between a column and a row",
    severity="bug",
    idea="Tensors of shapes [N, 1] and [N] are broadcast to [N, N]. Predictions and labels must have the same shape before they are compared.",
    question="How many values has `pred == y` for a batch of 32?",
    terms=("pytorch-tensors", "pytorch-training-loop"),
    bad=_PROGRAM.format(y="y"),
    good=_PROGRAM.format(y="y.unsqueeze(1)"),
    find=_find,
)
