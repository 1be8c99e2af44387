"""Finds cross-entropy on a single output."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .losses import loss_name, losses
from .runs import gives, setting
from .trails import Trails


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    seen = set()
    for loss in losses(trails):
        if loss.kind != "CrossEntropyLoss":
            continue
        step = trails.ending(loss.output)
        if step and step.op == "linear" and gives(trails, step) == 1 and step.node not in seen:
            seen.add(step.node)
            message = (
                f"`{setting(step)}` gives one score, and `{loss_name(loss)}` takes the softmax over all scores: of a single one it is "
                "always 1, so the loss is always 0 and nothing is learned (a label of 1 stops with an error)."
            )
            yield hit(step.layer or step.node, message, loss.call, loss.made)


_PROGRAM = """import torch.nn as nn

model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, {out}))
criterion = nn.CrossEntropyLoss()

def step(x, y):
    return criterion(model(x), y)
"""
CHECK = Check(
    name="cross-entropy-one-output",
    title="Cross-entropy with a single output",
    severity="bug",
    idea="Cross-entropy needs one score for each class, two for yes and no. A single score goes with the binary loss.",
    question="How many classes does softmax choose from here?",
    terms=("loss-functions", "dense-networks"),
    bad=_PROGRAM.format(out=1),
    good=_PROGRAM.format(out=2),
    find=_find,
)
