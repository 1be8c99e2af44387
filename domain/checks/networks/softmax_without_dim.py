"""Finds softmax without an axis."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import keyword, spreads
from .losses import doubled
from .trails import Trails, short

_LAYERS = frozenset({"torch.nn.Softmax", "torch.nn.LogSoftmax", "torch.nn.Softmin"})
_FUNCTIONS = frozenset(
    {"torch.nn.functional.softmax", "torch.nn.functional.log_softmax", "torch.softmax", "torch.log_softmax"}
)


def _find(code: Code) -> Iterator[Hit]:
    found = [call for call in code.calls if _lacks_axis(call, code.called(call))]
    spoken_of = doubled(code.fact(Trails)) if found else set()
    for call in found:
        if call not in spoken_of:
            message = (
                f"`{short(call)}` doesn't say along which axis the values sum to 1. PyTorch warns and guesses by the number of axes: "
                "for a 3-D input it takes axis 0, which is the batch."
            )
            yield hit(call, message)


def _lacks_axis(call: ast.Call, name: str) -> bool:
    if name in _LAYERS:
        return not call.args and not call.keywords
    return name in _FUNCTIONS and len(call.args) == 1 and keyword(call, "dim") is None and not spreads(call)


_PROGRAM = """import torch.nn.functional as F

def probabilities(logits):
    return F.softmax({args})
"""
CHECK = Check(
    name="softmax-without-dim",
    title="Softmax without an axis",
    severity="risk",
    idea="Softmax turns the values along one axis into probabilities that sum to 1. Which axis that is should be said: that of the "
    "classes.",
    question="Along which axis of the logits do the classes lie?",
    terms=("dense-networks", "pytorch-tensors"),
    bad=_PROGRAM.format(args="logits"),
    good=_PROGRAM.format(args="logits, dim=-1"),
    find=_find,
)
