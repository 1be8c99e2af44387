"""Finds dropout with a probability of one or more."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument
from .trails import short


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        name = code.called(call)
        if name.startswith("torch.nn.Dropout"):
            given = argument(call, 0, "p")
        elif name == "torch.nn.functional.dropout":
            given = argument(call, 1, "p")
        else:
            continue
        value = code.value(given) if given is not None else None
        p = value.value if isinstance(value, ast.Constant) else None
        if isinstance(p, int | float) and not isinstance(p, bool) and p >= 1:
            what = (
                "sets every value to 0 in training: no gradient passes"
                if p == 1
                else "stops with an error, as p must be from 0 to 1"
            )
            yield hit(call, f"`{short(call)}` {what}. `p` is the share that is dropped, not kept, and no percentage.")


_PROGRAM = """import torch.nn as nn

model = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Dropout({p}), nn.Linear(8, 2))
"""
CHECK = Check(
    name="dropout-drops-all",
    title="Dropout of everything",
    severity="bug",
    idea="`p` in PyTorch's dropout is the probability with which a value is set to 0.",
    question="How many of the values pass through the layer in training?",
    terms=("normalisation-dropout",),
    bad=_PROGRAM.format(p="1.0"),
    good=_PROGRAM.format(p="0.2"),
    find=_find,
)
