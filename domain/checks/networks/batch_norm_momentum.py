"""Finds batch normalisation with the momentum of another library."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, last
from .trails import short


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        name = code.called(call)
        if name.startswith("torch.nn.") and last(name) in (
            "BatchNorm1d",
            "BatchNorm2d",
            "BatchNorm3d",
            "SyncBatchNorm",
        ):
            given = argument(call, 2, "momentum")
            value = code.value(given) if given is not None else None
            if isinstance(value, ast.Constant) and isinstance(value.value, float) and 0.9 <= value.value < 1:
                message = (
                    f"`{short(call)}`: in PyTorch momentum is the weight of the new batch, so the running mean is {value.value:.0%} the last batch and "
                    f"forgets the rest. TensorFlow's {value.value} is {1 - value.value:.2g} here."
                )
                yield hit(call, message)


_PROGRAM = """import torch.nn as nn

layer = nn.BatchNorm2d(64, momentum={momentum})
"""
CHECK = Check(
    name="batch-norm-momentum",
    title="Batch normalisation remembers only the last batch",
    severity="risk",
    idea="PyTorch's momentum says how much of the new batch goes into the running mean; TensorFlow's, how much of the old mean stays.",
    question="After ten batches, how much of the first nine is left in the running mean?",
    terms=("normalisation-dropout",),
    bad=_PROGRAM.format(momentum=0.99),
    good=_PROGRAM.format(momentum=0.01),
    find=_find,
)
