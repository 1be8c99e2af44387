"""Finds softmax before a loss that applies it."""

from collections.abc import Iterator
from itertools import islice

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .losses import ends, loss_name
from .programs import TRAINED
from .runs import gives
from .trails import Trails


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for loss, step in ends(trails, frozenset({"CrossEntropyLoss"}), frozenset({"softmax"})):
        behind = list(islice((one for one in trails.steps(loss.output) if one.op == "linear"), 1))
        if behind and gives(trails, behind[0]) == 1:
            continue
        message = (
            f"`{loss_name(loss)}` applies log-softmax itself, so the output goes through softmax twice here: a sure and right "
            f"answer of 10 classes (1, 0, …) still costs ln(e + 9) - 1 = 1.46, gradients are tiny, and learning is slow."
        )
        yield hit(step.node, message, loss.call, loss.made)


CHECK = Check(
    name="softmax-before-cross-entropy",
    title="Softmax before a loss that applies it",
    severity="bug",
    idea="A loss that takes logits contains the activation, because both together can be computed exactly. The network then ends "
    "with its last linear layer.",
    question="What does CrossEntropyLoss expect: probabilities, or the numbers before they become probabilities?",
    terms=("loss-functions", "dense-networks"),
    bad=TRAINED.format(out=10, end="F.softmax(self.fc(x), dim=1)", loss="CrossEntropyLoss"),
    good=TRAINED.format(out=10, end="self.fc(x)", loss="CrossEntropyLoss"),
    find=_find,
)
