"""Finds activations that bound what should be logits."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .losses import ends, loss_name
from .programs import TRAINED
from .trails import Trails


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for loss, step in ends(
        trails, frozenset({"CrossEntropyLoss", "BCEWithLogitsLoss"}), frozenset({"sigmoid", "relu", "tanh", "relu6"})
    ):
        if step.op == "sigmoid" and loss.kind == "BCEWithLogitsLoss":
            continue
        span = {"sigmoid": "between 0 and 1", "tanh": "between -1 and 1"}.get(step.op, "never below 0")
        message = (
            f"The output goes through {step.op} before `{loss_name(loss)}`, which wants logits of any size: they are {span} "
            "now, so the probabilities that it makes of them can't reach what the labels ask for."
        )
        yield hit(step.node, message, loss.call, loss.made)


CHECK = Check(
    name="squashed-logits",
    title="An activation bounds the logits",
    severity="bug",
    idea="Logits say how much more likely one class is than another, with either sign and any size. An activation on the last "
    "layer takes a part of that away.",
    question="Which values can the last layer give with this activation, and which would a sure 'no' need?",
    terms=("loss-functions", "dense-networks"),
    bad=TRAINED.format(out=10, end="F.relu(self.fc(x))", loss="CrossEntropyLoss"),
    good=TRAINED.format(out=10, end="self.fc(x)", loss="CrossEntropyLoss"),
    find=_find,
)
