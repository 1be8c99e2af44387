"""Finds norm, pooling and convolution layers for other dimensions than they get."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .runs import POINTWISE, dimensions, family, runs, setting
from .trails import Trails

_OF = {"BatchNorm": "a batch norm", "MaxPool": "a pooling layer", "AvgPool": "a pooling layer", "Conv": "a convolution"}


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for run in runs(trails):
        after = next(run)
        if family(after.op) not in _OF or not dimensions(after.op):
            continue
        before = next((step for step in run if step.op not in POINTWISE), None)
        if before is None or not (before.op == "linear" or family(before.op) in _OF):
            continue
        given = dimensions(before.op)
        wrong = dimensions(after.op) != "1d" if before.op == "linear" else given and given != dimensions(after.op)
        if wrong:
            message = (
                f"`{setting(after)}` is {_OF[family(after.op)]} for {dimensions(after.op)} input, but `{setting(before)}` before it gives "
                "another number of dimensions: the first batch stops with an error about them."
            )
            yield hit(after.layer or after.node, message, before.layer or before.node)


_PROGRAM = """import torch.nn as nn

model = nn.Sequential(
    nn.Conv2d(3, 16, 3),
    nn.BatchNorm{dims}(16),
    nn.ReLU(),
)
"""
CHECK = Check(
    name="layer-dimensions",
    title="A layer for another number of dimensions",
    severity="bug",
    idea="The digit in a layer's name counts the axes after batch and channels: 1d for vectors and sequences, 2d for images.",
    question="How many axes has what comes out of the layer before?",
    terms=("cnn", "normalisation-dropout"),
    bad=_PROGRAM.format(dims="1d"),
    good=_PROGRAM.format(dims="2d"),
    find=_find,
)
