"""Finds loss classes that are called with outputs and targets."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import last, spreads
from .trails import short


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        name = code.called(call)
        if not (name.startswith("torch.nn.") and name.endswith("Loss")) or len(call.args) < 2 or spreads(call):
            continue
        if all(isinstance(one, ast.Name | ast.Call | ast.Attribute | ast.Subscript) for one in call.args[:2]):
            given, wanted = (short(one) for one in call.args[:2])
            message = (
                f"`{short(call)}` makes a loss whose settings are `{given}` and `{wanted}`; no loss is computed. Making it and calling it "
                f"are two steps: `nn.{last(name)}()({given}, {wanted})`."
            )
            yield hit(call, message)


_PROGRAM = """import torch.nn as nn

def step(model, x, y):
    {line}
    return loss
"""
CHECK = Check(
    name="loss-class-on-tensors",
    title="A loss class is given outputs and targets",
    severity="bug",
    idea="A loss in nn is a class: the first call makes it from settings, the second computes with it.",
    question="What are the parameters of the class's own __init__?",
    terms=("loss-functions", "pytorch-training-loop"),
    bad=_PROGRAM.format(line="loss = nn.CrossEntropyLoss(model(x), y)"),
    good=_PROGRAM.format(line="loss = nn.CrossEntropyLoss()(model(x), y)"),
    find=_find,
)
