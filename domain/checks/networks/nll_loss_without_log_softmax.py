"""Finds NLLLoss on something else than log-probabilities."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .losses import ends, loss_name
from .programs import LOSS_OF
from .trails import Trails

_RAW = frozenset({"linear", "Conv2d", "Conv1d", "Bilinear"})


def _find(code: Code) -> Iterator[Hit]:
    for loss, step in ends(code.fact(Trails), frozenset({"NLLLoss"}), _RAW | {"softmax", "relu", "sigmoid"}):
        what = "raw scores" if step.op in _RAW else f"the output of {step.op}"
        message = (
            f"`{loss_name(loss)}` only picks the value at the label and turns its sign; it is given {what}, not "
            "log-probabilities. The loss goes below 0 as the values grow, and says nothing about the other classes."
        )
        yield hit(loss.call, message, step.node, loss.made)


CHECK = Check(
    name="nll-loss-without-log-softmax",
    title="NLLLoss without log-probabilities",
    severity="bug",
    idea="NLLLoss computes no logarithm: it expects log-probabilities, as log_softmax gives them. Cross-entropy is both in one.",
    question="What range do log-probabilities have, and can this output leave it?",
    terms=("loss-functions", "dense-networks"),
    bad=LOSS_OF.format(end="nn.Linear(64, 3)", loss="F.nll_loss"),
    good=LOSS_OF.format(end="nn.Linear(64, 3), nn.LogSoftmax(dim=1)", loss="F.nll_loss"),
    find=_find,
)
