"""Finds layers that want another number of values than the layer before gives."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument
from .runs import POINTWISE, POOLS, family, gives, runs, setting, takes
from .trails import Step, Trails, number, short

_THROUGH = POINTWISE | POOLS | frozenset({"BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "LayerNorm"})
_FITS = {
    "linear": ("linear", "view", "reshape", "Conv"),
    "Conv": ("Conv", "ConvTranspose"),
    "ConvTranspose": ("Conv", "ConvTranspose"),
    "BatchNorm": ("Conv", "ConvTranspose", "linear"),
}


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for run in runs(trails):
        after = next(run)
        wanted = takes(trails, after)
        before = next((step for step in run if step.op not in _THROUGH), None) if wanted is not None else None
        if before is not None and before.op == "flatten" and after.op == "linear":
            before = _pooled(run)
        elif before is not None and after.op == "linear" and family(before.op) == "Conv":
            continue
        if before is None or family(before.op) not in _FITS.get(family(after.op), ()):
            continue
        given = _flattened(trails, before) if before.op in ("view", "reshape") else gives(trails, before)
        if given is not None and given != wanted:
            message = (
                f"`{setting(after)}` wants {wanted} values, but `{setting(before) if before.layer else short(before.node)}` before it gives {given}: the first batch "
                "stops with a RuntimeError about shapes."
            )
            yield hit(after.layer or after.node, message, before.layer or before.node)


def _pooled(run: Iterator[Step]) -> Step | None:
    """The convolution whose maps are pooled to one value each before they are flattened."""
    pool = next(run, None)
    size = argument(pool.layer, 0, "output_size") if pool and pool.layer and pool.op == "AdaptiveAvgPool2d" else None
    if size is None or ast.unparse(size) not in ("1", "(1, 1)"):
        return None
    found = next((step for step in run if step.op not in _THROUGH), None)
    return found if found and family(found.op) == "Conv" else None


def _flattened(trails: Trails, step: Step) -> int | None:
    """How many values each row has after `x.view(-1, 400)`."""
    call = step.node
    if not isinstance(call, ast.Call) or len(call.args) != 2 or trails.code.called(call):
        return None
    return number(trails, call.args[1])


_PROGRAM = """import torch.nn as nn

model = nn.Sequential(
    nn.Linear(784, 128),
    nn.ReLU(),
    nn.Linear({width}, 10),
)
"""
CHECK = Check(
    name="layer-width-mismatch",
    title="A layer wants another width than the one before gives",
    severity="bug",
    idea="The number of outputs of a layer is the number of inputs of the next one.",
    question="How many values leave the first layer for each example?",
    terms=("dense-networks", "cnn"),
    bad=_PROGRAM.format(width=64),
    good=_PROGRAM.format(width=128),
    find=_find,
)
