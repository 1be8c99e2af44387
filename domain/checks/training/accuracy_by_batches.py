"""Counted rows divided by the number of batches."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .counts import counts_rows, divisions, is_number_of_batches, sums
from .loops import Loops


def _find(code: Code) -> Iterator[Hit]:
    for one in sums(code.fact(Loops)):
        if not counts_rows(code.value(one.added)):
            continue
        for _, by in divisions(one):
            if is_number_of_batches(code, by):
                message = (
                    f"{one.name} counts rows and is divided by the number of batches: with batches of 32, all right, it says 32 "
                    "and not 1."
                )
                yield hit(by, message, one.node)
                break


CHECK = Check(
    name="accuracy-by-batches",
    title="A count of rows is divided by the number of batches",
    severity="bug",
    idea="len(loader) is the number of batches, len(loader.dataset) that of rows. A share divides a count by what was counted.",
    question="What is the highest value that this accuracy can reach?",
    terms=("evaluation-metrics", "pytorch-training-loop"),
    bad="""\
@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    correct = 0
    for x, y in loader:
        correct += (model(x).argmax(dim=1) == y).sum().item()
    return correct / len(loader)
""",
    good="""\
@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    correct = 0
    for x, y in loader:
        correct += (model(x).argmax(dim=1) == y).sum().item()
    return correct / len(loader.dataset)
""",
    find=_find,
)
