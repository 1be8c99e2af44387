"""Finds a threshold for probabilities on logits."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, method, receiver
from .losses import losses
from .trails import Trails, short


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    uses = [loss for loss in losses(trails) if loss.kind == "BCEWithLogitsLoss"]
    if not uses:
        return
    ends_ = [trails.ending(loss.output) for loss in uses]
    logits = {step.node for step in ends_ if step and step.op not in ("?", "input", "sigmoid")}
    names_ = {(code.scope_of(loss.call), dotted(loss.output)) for loss in uses if dotted(loss.output)}
    for scope in code.scopes:
        for node in scope.nodes:
            value = _compared(node, code)
            if value is None:
                continue
            step = trails.ending(value)
            same = (scope, dotted(value)) in names_ and step is not None and step.op not in ("sigmoid", "softmax")
            if (step and step.node in logits) or same:
                assert isinstance(node, ast.expr)
                message = (
                    f"`{short(node)}` compares logits with 0.5, which is a probability: the loss applies the sigmoid itself, so "
                    f"`{short(value)}` has none. A logit of 0.3 means 57 % and is counted as no."
                )
                yield hit(node, message)


def _compared(node: ast.AST, code: Code) -> ast.expr | None:
    """What is compared with 0.5 or rounded."""
    if (
        isinstance(node, ast.Compare)
        and len(node.ops) == 1
        and isinstance(node.ops[0], ast.Gt | ast.GtE | ast.Lt | ast.LtE)
    ):
        right = code.value(node.comparators[0])
        return node.left if isinstance(right, ast.Constant) and right.value == 0.5 else None
    if isinstance(node, ast.Call) and code.called(node) == "torch.round":
        return node.args[0] if node.args else None
    if isinstance(node, ast.Call) and method(node) == "round" and not code.called(node):
        return receiver(node)
    return None


_PROGRAM = """import torch
import torch.nn as nn

model = nn.Sequential(nn.Linear(20, 16), nn.ReLU(), nn.Linear(16, 4))
criterion = nn.BCEWithLogitsLoss()

def step(x, y):
    logits = model(x)
    loss = criterion(logits, y)
    right = ((({given}) > 0.5) == y).float().mean()
    return loss, right
"""
CHECK = Check(
    name="threshold-on-logits",
    title="A threshold for probabilities on logits",
    severity="bug",
    idea="A loss with logits leaves the network without its sigmoid. A probability of 0.5 is a logit of 0.",
    question="Which logit belongs to a probability of one half?",
    terms=("loss-functions", "precision-recall"),
    bad=_PROGRAM.format(given="logits"),
    good=_PROGRAM.format(given="torch.sigmoid(logits)"),
    find=_find,
)
