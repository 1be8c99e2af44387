"""Columns standardised by hand with the mean and spread of all rows, before the split."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, method, receiver
from .before_split import is_training_part, split_words
from .flow import option
from .splits import Splits

_CENTRES: Final = frozenset({"mean", "min", "median", "nanmean", "amin", "nanmin"})
_SPREADS: Final = frozenset({"std", "max", "ptp", "var", "nanstd", "quantile", "amax", "nanmax"})


def _find(code: Code) -> Iterator[Hit]:
    found = [n for s in code.scopes for n in s.nodes if isinstance(n, ast.BinOp) and _is_scaling(code, n)]
    splits = code.fact(Splits) if found else None
    for node in found if splits else ():
        data = _minuend(node)
        if splits is None or data is None or splits.flow.lineage(data).stopped or is_training_part(data):
            continue
        split = next((s for s in splits.all if any(_holds(splits, a, node) for a in s.arrays)), None)
        if split is not None:
            yield hit(
                node,
                f"`{ast.unparse(node)[:70]}` takes centre and spread from all rows, and only {split_words(split)} takes the "
                "test rows out: what is learned from them goes into every training row.",
                split.node,
            )


def _minuend(node: ast.BinOp) -> ast.expr | None:
    return node.left.left if isinstance(node.left, ast.BinOp) else None


def _is_scaling(code: Code, node: ast.BinOp) -> bool:
    """Whether it is `(x - x.mean()) / x.std()` or the like, column by column."""
    if not (isinstance(node.op, ast.Div) and isinstance(node.left, ast.BinOp) and isinstance(node.left.op, ast.Sub)):
        return False
    data = ast.unparse(node.left.left)
    centre = _statistic(code, node.left.right, data, _CENTRES)
    return centre and any(_statistic(code, part, data, _SPREADS) for part in _summands(node.right))


def _summands(node: ast.expr) -> Iterator[ast.expr]:
    yield node
    if isinstance(node, ast.BinOp):
        yield from (node.left, node.right)


def _statistic(code: Code, node: ast.expr, data: str, wanted: frozenset[str]) -> bool:
    """Whether it is such a statistic of the data over its rows, as `x.mean()`, `np.mean(x, axis=0)` or a name for it."""
    call = code.value(node)
    if not isinstance(call, ast.Call) or method(call) not in wanted:
        return False
    if option(call, "axis") in (1, "columns") or any(isinstance(a, ast.Constant) and a.value == 1 for a in call.args):
        return False
    of = receiver(call)
    if of is not None and dotted(of) in ("np", "numpy", "torch"):
        of = call.args[0] if call.args else None
    return of is not None and ast.unparse(of) == data


def _holds(splits: Splits, array: ast.expr, node: ast.BinOp) -> bool:
    if any(node is n for n in ast.walk(array)):
        return True
    lineage = splits.flow.lineage(array)
    if any(n in lineage.calls for n in ast.walk(node) if isinstance(n, ast.Call)):
        return True
    return any(node is n for event in lineage.events for value in event.values for n in ast.walk(value))


CHECK = Check(
    name="scaled-by-hand-before-split",
    title="Standardised by hand before the split",
    severity="leak",
    idea="Mean and spread are learned from data. Taken from all rows, they carry the test rows into training.",
    question="Which rows may the mean and the spread be computed from?",
    terms=("scaling", "sklearn-workflow", "statistics"),
    bad="""
from sklearn.model_selection import train_test_split
X = (X - X.mean(axis=0)) / X.std(axis=0)
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
""",
    good="""
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
mean, std = X_train.mean(axis=0), X_train.std(axis=0)
X_train = (X_train - mean) / std
X_test = (X_test - mean) / std
""",
    find=_find,
)
