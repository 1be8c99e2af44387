"""Finds dropout on a network's output."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .losses import loss_name, losses
from .trails import SHAPING, Trails, short


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    seen = set()
    for loss in losses(trails):
        steps = trails.steps(loss.output)
        step = next((s for s in steps if s.op not in SHAPING | {"softmax", "log_softmax", "sigmoid"}), None)
        before = next(steps, None) if step and step.op == "dropout" else None
        if step and before and before.op == "linear" and step.node not in seen:
            seen.add(step.node)
            message = (
                f"`{short(step.node)}` drops values of the output itself: in training each score is set to 0 at random before "
                f"`{loss_name(loss)}` sees it, so the loss asks for what the network can't give."
            )
            yield hit(step.node, message, loss.call, before.node)


_PROGRAM = """import torch.nn as nn

model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), {end})
criterion = nn.CrossEntropyLoss()

def step(x, y):
    return criterion(model(x), y)
"""
CHECK = Check(
    name="dropout-on-output",
    title="Dropout after the output layer",
    severity="risk",
    idea="Dropout makes hidden layers rely on many features. On the output it only falsifies answers.",
    question="What does the loss see for a class whose score was just dropped?",
    terms=("normalisation-dropout", "dense-networks"),
    bad=_PROGRAM.format(end="nn.Linear(64, 3), nn.Dropout(0.5)"),
    good=_PROGRAM.format(end="nn.Dropout(0.5), nn.Linear(64, 3)"),
    find=_find,
)
