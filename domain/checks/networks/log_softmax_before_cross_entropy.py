"""Finds log-softmax before a loss that applies it."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .losses import ends, loss_name
from .trails import Trails, short


def _find(code: Code) -> Iterator[Hit]:
    for loss, step in ends(code.fact(Trails), frozenset({"CrossEntropyLoss"}), frozenset({"log_softmax"})):
        message = (
            f"`{loss_name(loss)}` applies log-softmax itself; `{short(step.node)}` before it is done twice. The second "
            "changes nothing, but who reads this can't tell whether the network gives logits."
        )
        yield hit(step.node, message, loss.call, loss.made)


_PROGRAM = """import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, {out})

    def forward(self, x):
        return {end}

def train(model, loader, optimizer):
    criterion = nn.{loss}()
    for x, y in loader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
"""
CHECK = Check(
    name="log-softmax-before-cross-entropy",
    title="Log-softmax before a loss that applies it",
    severity="smell",
    idea="CrossEntropyLoss is log-softmax followed by NLLLoss. Use either that on logits, or NLLLoss on log-probabilities.",
    question="Which of the two losses, CrossEntropyLoss or NLLLoss, fits an output of log-probabilities?",
    terms=("loss-functions", "dense-networks"),
    bad=_PROGRAM.format(out=10, end="F.log_softmax(self.fc(x), dim=1)", loss="CrossEntropyLoss"),
    good=_PROGRAM.format(out=10, end="F.log_softmax(self.fc(x), dim=1)", loss="NLLLoss"),
    find=_find,
)
