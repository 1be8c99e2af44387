"""Finds losses that are given the target first."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit, replaced
from ..code import Code
from ..syntax import dotted, last
from .losses import loss_name, losses
from .nets import NETWORK_NAMES
from .targets import is_label
from .trails import Trails, short

_BOTH_WAYS = frozenset({"MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss"})


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for loss in losses(trails):
        if (
            loss.kind in _BOTH_WAYS
            or loss.target is None
            or loss.call.keywords
            or not isinstance(loss.output, ast.Name)
        ):
            continue
        target, output = trails.settled(loss.output), trails.ending(loss.target)
        known = output is not None and output.op not in ("?", "input") and not _is_detached(trails, loss.target)
        by_name = isinstance(loss.target, ast.Name) and loss.target.id in _OUTPUTS
        by_name = by_name or (isinstance(loss.target, ast.Call) and last(dotted(loss.target.func)) in NETWORK_NAMES)
        labels = (target is not None and target.kind in ("for", "parameter")) or is_label(loss.output.id)
        if labels and is_label(loss.output.id) and (known or by_name):
            message = (
                f"`{short(loss.call)}` is given the labels first: `{loss_name(loss)}` wants the output first and then the target. "
                "It stops with an error, or takes the labels for scores."
            )
            given, wanted = ast.unparse(loss.output), ast.unparse(loss.target)
            edits = replaced(loss.output, wanted) + replaced(loss.target, given)
            yield hit(loss.call, message, edits=edits)


_OUTPUTS = frozenset(
    {"output", "outputs", "logits", "pred", "preds", "predictions", "y_pred", "y_hat", "out", "scores"}
)


def _is_detached(trails: Trails, node: ast.expr) -> bool:
    return any(step.op in ("detach", "argmax") for step in trails.steps(node))


_PROGRAM = """import torch.nn as nn

criterion = nn.CrossEntropyLoss()

def train(model, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        outputs = model(x)
        loss = criterion({args})
        loss.backward()
        optimizer.step()
"""
CHECK = Check(
    name="loss-arguments-swapped",
    title="Output and target are swapped in a loss",
    severity="bug",
    idea="PyTorch's losses take the output first and the target second; scikit-learn's metrics the other way round.",
    question="In which order does this loss name its arguments?",
    terms=("loss-functions", "pytorch-training-loop"),
    bad=_PROGRAM.format(args="y, outputs"),
    good=_PROGRAM.format(args="outputs, y"),
    find=_find,
)
