"""Sums that begin again at the wrong time."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import begin, dotted
from .counts import Sum, divisions, is_number_of_batches, is_number_of_rows, sums
from .loops import Loops, within


def _find(code: Code) -> Iterator[Hit]:
    seen: set[tuple[str, int]] = set()
    for one in sums(code.fact(Loops)):
        key = (one.name, one.loop.lineno)
        found = _each_batch(code, one) or _never(code, one)
        if found is not None and key not in seen:
            seen.add(key)
            yield found


def _starts(one: Sum) -> list[ast.Assign]:
    """Where the sum is set to a number."""
    nodes = [b.node for b in one.scope.bindings.get(one.name, ()) if b.kind == "assign"]
    return [n for n in nodes if isinstance(n, ast.Assign)]


def _each_batch(code: Code, one: Sum) -> Hit | None:
    for node in _starts(one):
        if (
            not isinstance(node.value, ast.Constant)
            or code.parents.get(node) is not one.loop
            or begin(node) > begin(one.node)
        ):
            continue
        if code.parents.get(one.node) is one.loop and _is_read_after(one):
            message = (
                f"{one.name} begins again at {ast.unparse(node.value)} in each batch: after the loop it holds the last batch "
                "alone."
            )
            return hit(node, message, one.node)
    return None


def _is_read_after(one: Sum) -> bool:
    return any(
        isinstance(n, ast.Name | ast.Attribute) and isinstance(n.ctx, ast.Load) and dotted(n) == one.name and begin(n) > begin(one.loop)
        and not within(n, one.loop)
        for n in one.scope.nodes
    ) and not any(dotted(n) == one.name and isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load) and within(n, one.loop)
                  for n in one.scope.nodes)  # fmt: skip


def _never(code: Code, one: Sum) -> Hit | None:
    """A sum over the batches of an epoch that goes on in the next one, and is told as that epoch's mean."""
    outer = next(iter(code.loops(one.loop)), None)
    starts = _starts(one)
    if outer is None or not starts or any(within(n, outer) for n in starts) or one.name.startswith("self."):
        return None
    for node, by in divisions(one):
        per_epoch = is_number_of_batches(code, by) or is_number_of_rows(code, by)
        if isinstance(node, ast.BinOp) and within(node, outer) and per_epoch and begin(starts[-1]) < begin(outer):
            message = (
                f"{one.name} is set to {ast.unparse(starts[-1].value)} before the loop over the epochs only, and divided by one "
                "epoch's count: in epoch 3 it says the sum of three epochs."
            )
            return hit(node, message, starts[-1], one.node)
    return None


CHECK = Check(
    name="sum-reset-misplaced",
    title="A running sum begins again at the wrong time",
    severity="bug",
    idea="A sum over an epoch begins once for each epoch: before the loop over its batches, and inside the loop over the epochs.",
    question="What is in the sum when the second batch begins, and what when the second epoch does?",
    terms=("python-loops", "evaluation-metrics"),
    bad="""\
@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    for x, y in loader:
        correct = 0
        correct += (model(x).argmax(dim=1) == y).sum().item()
    return correct / len(loader.dataset)
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
