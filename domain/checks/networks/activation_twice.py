"""Finds sigmoid or softmax applied twice."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import last, method
from .losses import doubled
from .trails import SHAPING, Trails, short


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    calls = [(call, last(code.called(call)) or method(call)) for call in code.calls]
    calls = [(call, name) for call, name in calls if name in ("sigmoid", "softmax")]
    spoken_of = doubled(trails) if calls else set()
    for call, name in calls:
        steps = trails.steps(call)
        first = next(steps, None)
        second = next((s for s in steps if s.op not in SHAPING | {"to", "cpu", "detach", "float"}), None)
        if first is None or second is None or second.node in spoken_of:
            continue
        if first.node is call and first.op == second.op == name and first.layer is None:
            what = (
                "of values from 0 to 1 it makes values from 0.5 to 0.73, all above a threshold of 0.5"
                if name == "sigmoid"
                else "it flattens what were probabilities: (1, 0) becomes (0.73, 0.27)"
            )
            yield hit(call, f"`{short(call)}` applies {name} to what has gone through it already: {what}.", second.node)


_PROGRAM = """import torch
import torch.nn as nn

model = nn.Sequential(nn.Linear(20, 5){end})

@torch.no_grad()
def predict(x):
    model.eval()
    return torch.sigmoid(model(x)) > 0.5
"""
CHECK = Check(
    name="activation-twice",
    title="The same activation is applied twice",
    severity="bug",
    idea="What a network's last layer does must not be done again by who calls it. Decide once whether it gives logits or probabilities.",
    question="What does the network give: logits or probabilities?",
    terms=("dense-networks", "loss-functions"),
    bad=_PROGRAM.format(end=", nn.Sigmoid()"),
    good=_PROGRAM.format(end=""),
    find=_find,
)
