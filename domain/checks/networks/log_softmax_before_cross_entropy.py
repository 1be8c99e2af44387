"""Finds log-softmax before a loss that applies it."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .losses import ends, loss_name
from .programs import TRAINED
from .trails import Trails, short


def _find(code: Code) -> Iterator[Hit]:
    for loss, step in ends(code.fact(Trails), frozenset({"CrossEntropyLoss"}), frozenset({"log_softmax"})):
        message = (
            f"`{loss_name(loss)}` applies log-softmax itself; `{short(step.node)}` before it is done twice. The second "
            "changes nothing, but who reads this can't tell whether the network gives logits."
        )
        yield hit(step.node, message, loss.call, loss.made)


CHECK = Check(
    name="log-softmax-before-cross-entropy",
    title="Log-softmax before a loss that applies it",
    severity="smell",
    idea="CrossEntropyLoss is log-softmax followed by NLLLoss. Use either that on logits, or NLLLoss on log-probabilities.",
    question="Which of the two losses, CrossEntropyLoss or NLLLoss, fits an output of log-probabilities?",
    terms=("loss-functions", "dense-networks"),
    bad=TRAINED.format(out=10, end="F.log_softmax(self.fc(x), dim=1)", loss="CrossEntropyLoss"),
    good=TRAINED.format(out=10, end="F.log_softmax(self.fc(x), dim=1)", loss="NLLLoss"),
    find=_find,
)
