"""Samplers that don't do what they are there for."""

import ast
import re
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, dotted, keyword, last
from .loops import Loops
from .words import part

_OF_CLASSES = re.compile(
    r"^(class|cls|label)_?(weights?|wts|w)$|^(weights?|wts)_?(per|by|of)_?(class|label)$|^(weights?_)?(per|by)_class$",
    re.IGNORECASE,
)
_COUNTS = frozenset({"bincount", "Counter", "value_counts", "compute_class_weight"})


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        if last(code.called(call)) != "WeightedRandomSampler":
            continue
        weights, size = argument(call, 0, "weights"), argument(call, 1, "num_samples")
        back = argument(call, 2, "replacement")
        if weights is not None and _is_of_classes(code, weights) and not _is_number_of_classes(size):
            message = (
                f"{ast.unparse(weights)} has one weight for each class, but the sampler takes its weights for those of the rows: with 10 classes "
                "it only ever draws the first 10 rows of the dataset."
            )
            yield hit(call, message)
        elif isinstance(back, ast.Constant) and back.value is False and size is not None and _is_all(code, size):
            message = (
                f"Without replacement and with {ast.unparse(size)} draws every row is drawn exactly once: the weights only change the order, and "
                "the classes stay as unbalanced as they were."
            )
            yield hit(call, message)
    if code.fact(Loops).is_torch:
        yield from _epoch_unset(code)


def _is_of_classes(code: Code, node: ast.expr) -> bool:
    while (
        isinstance(node, ast.Call)
        and node.args
        and last(dotted(node.func))
        in ("tensor", "FloatTensor", "DoubleTensor", "from_numpy", "as_tensor", "list", "Tensor")
    ):
        node = node.args[0]
    value = code.value(node)
    while (
        isinstance(value, ast.Call)
        and value.args
        and last(dotted(value.func)) in ("tensor", "FloatTensor", "DoubleTensor", "from_numpy", "as_tensor")
    ):
        value = code.value(value.args[0])
    if isinstance(value, ast.Subscript | ast.ListComp | ast.GeneratorExp):
        return False
    if isinstance(node, ast.Name | ast.Attribute) and _OF_CLASSES.match(last(dotted(node))):
        return True
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div):
        below = code.value(value.right)
        while (
            isinstance(below, ast.Call)
            and isinstance(below.func, ast.Attribute)
            and below.func.attr in ("float", "double", "to")
        ):
            below = code.value(below.func.value)
        return isinstance(below, ast.Call) and last(dotted(below.func)) in _COUNTS
    return isinstance(value, ast.Call) and last(dotted(value.func)) in _COUNTS


def _is_number_of_classes(size: ast.expr | None) -> bool:
    return size is not None and "class" in ast.unparse(size).lower()


def _is_all(code: Code, size: ast.expr) -> bool:
    value = code.value(size)
    return isinstance(value, ast.Call) and dotted(value.func) == "len"


def _epoch_unset(code: Code) -> Iterator[Hit]:
    """A sampler for several processes that isn't told the epoch."""
    if (
        "set_epoch" in code.text
        or code.imported & {"lightning", "pytorch_lightning", "accelerate"}
        or "Trainer(" in code.text
    ):
        return
    for call in code.calls:
        if last(code.called(call)) != "DistributedSampler":
            continue
        shuffle = keyword(call, "shuffle")
        statement = code.statement(call)
        data = argument(call, 0, "dataset")
        where = [part(t) for t in statement.targets] if isinstance(statement, ast.Assign) else []
        if (
            (isinstance(shuffle, ast.Constant) and shuffle.value is False)
            or "held" in where
            or (data is not None and part(data) == "held")
        ):
            continue
        if any(
            "epoch" in ast.unparse(n.iter) + ast.unparse(n.target)
            for n in ast.walk(code.tree)
            if isinstance(n, ast.For)
        ) and _trains(code):
            message = (
                "Nothing calls set_epoch on this sampler: it shuffles with the seed plus the epoch, the epoch stays 0, and every epoch has the "
                "same batches in the same order."
            )
            yield hit(call, message)
            return


def _trains(code: Code) -> bool:
    return any(e.kind == "backward" for events in code.fact(Loops).events.values() for e in events)


CHECK = Check(
    name="sampler-misused",
    title="The sampler doesn't draw as it is meant to",
    severity="bug",
    idea="A weighted sampler draws row i by the i-th weight, with replacement, so that rare rows come more than once. A sampler "
    "for several processes shuffles anew only when it is told the epoch.",
    question="How often is each row drawn in one epoch, and in which order in the next?",
    terms=("pytorch-training-loop", "precision-recall", "distributed-training"),
    bad="""\
from torch.utils.data import DataLoader, WeightedRandomSampler

def balanced(dataset, labels, counts):
    class_weights = 1.0 / counts
    sampler = WeightedRandomSampler(class_weights, num_samples=len(labels))
    return DataLoader(dataset, batch_size=64, sampler=sampler)
""",
    good="""\
from torch.utils.data import DataLoader, WeightedRandomSampler

def balanced(dataset, labels, counts):
    class_weights = 1.0 / counts
    sampler = WeightedRandomSampler(class_weights[labels], num_samples=len(labels))
    return DataLoader(dataset, batch_size=64, sampler=sampler)
""",
    find=_find,
)
