"""Finds a sigmoid before a loss that applies it."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .losses import ends, loss_name
from .programs import TRAINED
from .trails import Trails, short


def _find(code: Code) -> Iterator[Hit]:
    for loss, step in ends(code.fact(Trails), frozenset({"BCEWithLogitsLoss"}), frozenset({"sigmoid", "softmax"})):
        message = (
            f"`{loss_name(loss)}` applies a sigmoid itself, after `{short(step.node)}`: of values from 0 to 1 it makes "
            "probabilities from 0.5 to 0.73, so no answer can ever come near 0 and the loss never below 0.31."
        )
        yield hit(step.node, message, loss.call, loss.made)


CHECK = Check(
    name="sigmoid-before-bce-with-logits",
    title="Sigmoid before a loss that applies it",
    severity="bug",
    idea="A loss that takes logits contains the activation, because both together can be computed exactly. The network then ends "
    "with its last linear layer.",
    question="What does the `WithLogits` in the name of the loss say about what it wants to be given?",
    terms=("loss-functions", "dense-networks"),
    bad=TRAINED.format(out=5, end="self.fc(x).sigmoid()", loss="BCEWithLogitsLoss"),
    good=TRAINED.format(out=5, end="self.fc(x)", loss="BCEWithLogitsLoss"),
    find=_find,
)
