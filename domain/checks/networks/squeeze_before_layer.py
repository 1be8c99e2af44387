"""Finds squeeze without an axis before a layer."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .runs import POOLS
from .trails import Trails, short


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for cls, forward in trails.forwards():
        for call in forward.calls:
            steps = trails.steps(call)
            first, second, third = next(steps, None), next(steps, None), next(steps, None)
            if not (
                first and second and third and first.op == "linear" and first.node is call and second.op == "squeeze"
            ):
                continue
            squeezed = second.node
            if third.op in POOLS | {"mean", "max"} and isinstance(squeezed, ast.Call):
                axes = squeezed.args[1:] if code.called(squeezed) == "torch.squeeze" else squeezed.args
                if not axes and not squeezed.keywords:
                    message = (
                        f"`{short(squeezed)}` in `{cls.name}` drops every axis of size 1, also the batch's: for a single image [1, C, 1, 1] becomes "
                        "[C], and the output has no batch axis any more."
                    )
                    yield hit(squeezed, message, call)


_PROGRAM = """import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        x = self.pool(self.conv(x).relu())
        x = {flat}
        return self.fc(x)
"""
CHECK = Check(
    name="squeeze-before-layer",
    title="squeeze may drop the batch axis",
    severity="risk",
    idea="squeeze without an axis removes every axis of size 1. A batch can be of size 1 too, such as the last one or a single image.",
    question="What shape comes out for a batch of one?",
    terms=("pytorch-tensors", "cnn"),
    bad=_PROGRAM.format(flat="x.squeeze()"),
    good=_PROGRAM.format(flat="x.flatten(1)"),
    find=_find,
)
