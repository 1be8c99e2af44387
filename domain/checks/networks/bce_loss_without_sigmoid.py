"""Finds BCELoss on values that are no probabilities."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .losses import ends, loss_name
from .programs import LOSS_OF
from .trails import Trails

_RAW = frozenset({"linear", "Conv2d", "Conv1d", "Bilinear"})


def _find(code: Code) -> Iterator[Hit]:
    for loss, step in ends(code.fact(Trails), frozenset({"BCELoss"}), _RAW | {"relu", "tanh", "log_softmax"}):
        message = (
            f"`{loss_name(loss)}` wants probabilities from 0 to 1, but the output ends with {step.op}: at the first value "
            "below 0 or above 1 it stops with an error (on a GPU with a device-side assert), or the logarithm is NaN."
        )
        yield hit(loss.call, message, step.node, loss.made)


CHECK = Check(
    name="bce-loss-without-sigmoid",
    title="BCELoss on values that are no probabilities",
    severity="bug",
    idea="BCELoss takes the logarithm of the output and of one minus it, so both must lie between 0 and 1. The loss with logits "
    "contains the sigmoid and takes any number.",
    question="Which numbers can the last layer give, and what is the logarithm of a negative one?",
    terms=("loss-functions", "dense-networks"),
    bad=LOSS_OF.format(end="nn.Linear(64, 3)", loss="F.binary_cross_entropy"),
    good=LOSS_OF.format(end="nn.Linear(64, 3), nn.Sigmoid()", loss="F.binary_cross_entropy"),
    find=_find,
)
