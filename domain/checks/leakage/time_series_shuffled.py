"""Rows in the order of time, split at random."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, keyword, last, method, receiver
from .estimators import kind, maker
from .flow import option
from .roles import tokens
from .splits import Split, Splits

_WHEN: Final = frozenset({"date", "datetime", "time", "timestamp", "day", "month", "week", "hour"})
_ROLLING: Final = frozenset({"rolling", "ewm", "expanding"})


def _find(code: Code) -> Iterator[Hit]:
    clues = [c for c in code.calls if _is_in_time(c)]
    if not clues:
        return
    splits = code.fact(Splits)
    for split in [*splits.once, *splits.folds]:
        if not at_random(code, split):
            continue
        made: set[ast.Call] = set()
        for array in split.arrays:
            made |= splits.flow.lineage(array).calls
        clue = next((c for c in clues if c in made), None)
        if clue is not None:
            yield hit(
                split.node,
                f"The rows follow one another in time (`{ast.unparse(clue)[-60:]}` in line {clue.lineno}), but `{method(split.node)}` "
                "draws the test rows at random: the model trains on days after those that it is tested on.",
                clue,
            )


def at_random(code: Code, split: Split) -> bool:
    """Whether a split draws its rows at random."""
    call = split.node
    if isinstance(call, ast.Call) and split.how == "folds":
        folds = maker(code, keyword(call, "cv") or receiver(call))
        return (
            folds is not None and kind(code, folds) in ("KFold", "StratifiedKFold") and option(folds, "shuffle") is True
        )
    if not isinstance(call, ast.Call) or last(method(call)) != "train_test_split":
        return False
    return option(call, "shuffle") is not False and keyword(call, "stratify") is None and bool(split.arrays)


def _is_in_time(call: ast.Call) -> bool:
    """Whether a call makes a feature of the row before, as `shift(1)` and `rolling(7)`, or sorts by a date."""
    name = method(call)
    if not isinstance(call.func, ast.Attribute):
        return False
    if name == "shift":
        steps = argument(call, 0, "periods")
        return not _grouped(call) and (steps is None or isinstance(steps, ast.Constant | ast.Name | ast.UnaryOp))
    if name in _ROLLING:
        return not _grouped(call)
    column = (
        argument(call, 0, "by") if name == "sort_values" else argument(call, 0, "keys") if name == "set_index" else None
    )
    if isinstance(column, ast.List) and len(column.elts) == 1:
        column = column.elts[0]
    return (
        isinstance(column, ast.Constant) and isinstance(column.value, str) and bool(set(tokens(column.value)) & _WHEN)
    )


def _grouped(call: ast.Call) -> bool:
    return any(method(n) == "groupby" for n in ast.walk(call.func))


CHECK = Check(
    name="time-series-shuffled",
    title="A time series split at random",
    severity="leak",
    idea="A forecast knows the past alone. A random split trains on the future of the rows that it tests, which then score too well.",
    question="On the day of a test row, which of the training rows were already known?",
    terms=("cross-validation", "sklearn-workflow"),
    bad="""
from sklearn.model_selection import train_test_split
df = df.sort_values("date")
df["yesterday"] = df["sales"].shift(1)
X, y = df[["yesterday"]], df["sales"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
""",
    good="""
from sklearn.model_selection import train_test_split
df = df.sort_values("date")
df["yesterday"] = df["sales"].shift(1)
X, y = df[["yesterday"]], df["sales"]
X_train, X_test, y_train, y_test = train_test_split(X, y, shuffle=False)
""",
    find=_find,
)
