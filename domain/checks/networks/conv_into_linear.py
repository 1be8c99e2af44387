"""Finds dense layers on the maps of a convolution that nobody flattened."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .runs import POINTWISE, POOLS, runs, setting
from .trails import Trails


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for run in runs(trails):
        after = next(run)
        through = POINTWISE | {"BatchNorm2d", "BatchNorm3d"}
        before = next((step for step in run if step.op not in through), None) if after.op == "linear" else None
        if before and (
            before.op in ("Conv2d", "Conv3d", "ConvTranspose2d") or (before.op in POOLS and "2d" in before.op)
        ):
            message = (
                f"`{setting(after)}` is given the maps of `{setting(before)}`, of shape [N, C, H, W], and works on their last axis "
                "alone. They must be flattened to [N, C·H·W] before it."
            )
            yield hit(after.node, message, before.node, after.layer or after.node)


_PROGRAM = """import torch.nn as nn

model = nn.Sequential(
    nn.Conv2d(1, 8, 3, padding=1),
    nn.ReLU(),
    nn.MaxPool2d(2),
    {flat}nn.Linear(8 * 14 * 14, 10),
)
"""
CHECK = Check(
    name="conv-into-linear",
    title="Feature maps go into a linear layer unflattened",
    severity="bug",
    idea="A linear layer works on the last axis of its input. The maps of a convolution have three axes per image, which must become "
    "one.",
    question="What shape has the output of the last pooling layer, and which axis does the linear layer see?",
    terms=("cnn", "dense-networks"),
    bad=_PROGRAM.format(flat=""),
    good=_PROGRAM.format(flat="nn.Flatten(),\n    "),
    find=_find,
)
