"""Finds softmax on a single output."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import last
from .runs import gives, setting
from .trails import Trails


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    seen = set()
    ends_ = [trails.steps(trails.returned(forward)) for _, forward in trails.forwards()]
    ends_ += [trails.layers(call) for call in code.calls if code.called(call) == "torch.nn.Sequential"]
    ends_ += [trails.steps(call) for call in code.calls if last(code.called(call)) in ("softmax", "log_softmax")]
    for steps in ends_:
        end, before = next(steps, None), next(steps, None)
        if end is None or before is None or end.node in seen or end.op not in ("softmax", "log_softmax"):
            continue
        if before.op == "linear" and gives(trails, before) == 1:
            seen.add(end.node)
            always = "1" if end.op == "softmax" else "0"
            message = (
                f"`{setting(before)}` gives one value, and {end.op} of a single value is always {always}: the network answers the same "
                "whatever it is shown, and no gradient passes."
            )
            yield hit(end.node, message, before.layer or before.node)


_PROGRAM = """import torch.nn as nn

model = nn.Sequential(nn.Linear(20, 16), nn.ReLU(), nn.Linear(16, 1), nn.{end})
"""
CHECK = Check(
    name="softmax-over-one",
    title="Softmax over a single output",
    severity="bug",
    idea="Softmax shares out a probability of 1 among the outputs. A single output for yes or no takes a sigmoid.",
    question="What is e^z / e^z?",
    terms=("dense-networks", "loss-functions"),
    bad=_PROGRAM.format(end="Softmax(dim=1)"),
    good=_PROGRAM.format(end="Sigmoid()"),
    find=_find,
)
