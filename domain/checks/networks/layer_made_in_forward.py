"""Finds layers that are made anew at each call of forward."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .nets import Nets
from .trails import short


def _find(code: Code) -> Iterator[Hit]:
    nets = code.fact(Nets)
    for cls, forward in nets.forwards():
        for call in forward.calls:
            name = code.called(call)
            drops = name.startswith("torch.nn.Dropout")
            if not (drops or nets.has_weights(name) or name == "torch.nn.Parameter") or not _is_used_up(code, call):
                continue
            what = (
                "a new one is always in training mode, so it drops values in evaluation too, whatever `model.eval()` says"
                if drops
                else "each call makes new random weights, no optimiser ever sees them, and nothing is learned in this layer"
            )
            yield hit(call, f"`{short(call)}` is made inside `{cls.name}.forward`: {what}.")


def _is_used_up(code: Code, call: ast.Call) -> bool:
    """Whether the layer is made at every call: not under a condition, nor kept under one."""
    return not any(isinstance(outer, ast.If | ast.IfExp | ast.Try) for outer in code.around(call))


_PROGRAM = """import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(16, 16)
        self.head = nn.Linear(16, 2)

    def forward(self, x):
        x = self.fc(x).relu()
        return {end}
"""
CHECK = Check(
    name="layer-made-in-forward",
    title="A layer is made anew at each call",
    severity="bug",
    idea="Layers hold weights (or the training mode), so they are made once, in __init__, and only used in forward.",
    question="When the same input comes twice, which weights does this layer use the second time?",
    terms=("dense-networks", "pytorch-training-loop"),
    bad=_PROGRAM.format(end="nn.Linear(16, 2)(self.head.weight @ x.T)"),
    good=_PROGRAM.format(end="self.head(x)"),
    find=_find,
)
