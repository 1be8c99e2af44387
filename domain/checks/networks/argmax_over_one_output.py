"""Finds argmax over a single output."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import keyword, method, receiver
from .losses import losses
from .runs import is_column, setting
from .trails import Step, Trails, short


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for call in code.calls:
        name = code.called(call)
        if method(call) == "argmax" or name == "torch.max":
            given = call.args[0] if name in ("torch.argmax", "torch.max") and call.args else receiver(call)
            axis = keyword(call, "dim") or (call.args[-1] if call.args else None)
            if given is None or name.startswith("numpy.") or axis is None or ast.unparse(axis) not in ("1", "-1"):
                continue
            column = is_column(trails, given)
            if column and not _is_of_classes(trails, column):
                message = (
                    f"`{short(call)}` looks for the largest of one value (`{setting(column)}`): it is always at 0, so every example is "
                    "put in class 0."
                )
                yield hit(call, message, column.layer or column.node)


def _is_of_classes(trails: Trails, column: Step) -> bool:
    """Whether the output also goes into cross-entropy: then one output is the mistake, of which another check speaks."""
    ends_ = [trails.ending(loss.output) for loss in losses(trails) if loss.kind == "CrossEntropyLoss"]
    return any(step and step.node is column.node for step in ends_)


_PROGRAM = """import torch
import torch.nn as nn

model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, {out}))

@torch.no_grad()
def predict(x):
    model.eval()
    return model(x).argmax(dim=1)
"""
CHECK = Check(
    name="argmax-over-one-output",
    title="argmax over a single output",
    severity="bug",
    idea="argmax gives the position of the largest score. With one score for yes or no the answer is whether it lies above a threshold.",
    question="Which positions are there to choose from?",
    terms=("dense-networks", "pytorch-tensors"),
    bad=_PROGRAM.format(out=1),
    good=_PROGRAM.format(out=2),
    find=_find,
)
