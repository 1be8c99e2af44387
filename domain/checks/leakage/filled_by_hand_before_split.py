"""Gaps filled with a mean of all rows by pandas, before the split."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, method, receiver
from .before_split import is_training_part, split_words
from .flow import root
from .roles import role
from .splits import Splits


def _find(code: Code) -> Iterator[Hit]:
    found = [c for c in code.calls if method(c) == "fillna" and _by_statistic(code, c)]
    splits = code.fact(Splits) if found else None
    told: set[ast.expr] = set()
    for call in found if splits and splits.all else ():
        data = receiver(call)
        if splits is None or data is None or is_training_part(data):
            continue
        split = next((s for s in splits.all if any(call in splits.flow.lineage(a).calls for a in s.arrays)), None)
        if split is None or split.node in told or splits.flow.lineage(data).stopped:
            continue
        if _is_own(splits, data, call):
            told.add(split.node)
            yield hit(
                call,
                f"Gaps in `{ast.unparse(data)[:50]}` are filled with a statistic of all rows, and only {split_words(split)} "
                "takes the test rows out: it is computed from them too.",
                split.node,
            )


def _by_statistic(code: Code, call: ast.Call) -> bool:
    return bool(_statistics(code, call))


def _statistics(code: Code, call: ast.Call) -> list[ast.expr]:
    """What the means that fill the gaps are taken of."""
    value = argument(call, 0, "value")
    known = ast.walk(code.value(value)) if value is not None else ()
    return [on for n in known if method(n) in ("mean", "median", "mode") and (on := receiver(n)) is not None]


def _is_own(splits: Splits, data: ast.expr, call: ast.Call) -> bool:
    """Whether the means are of the same table, and not of its training part or of another one."""
    found = _statistics(splits.code, call)
    return any(not is_training_part(of) and role(root(of)) != "train" and splits.are_akin(of, data) for of in found)


CHECK = Check(
    name="filled-by-hand-before-split",
    title="Gaps filled with a mean of all rows before the split",
    severity="risk",
    idea="A mean that fills gaps is learned from data, so it may come from the training rows only.",
    question="Whose mean may fill a gap in a training row?",
    terms=("sklearn-workflow", "pandas", "cross-validation"),
    bad="""
from sklearn.model_selection import train_test_split
df["age"] = df["age"].fillna(df["age"].median())
train, test = train_test_split(df, random_state=0)
""",
    good="""
from sklearn.model_selection import train_test_split
train, test = train_test_split(df, random_state=0)
median = train["age"].median()
train["age"] = train["age"].fillna(median)
test["age"] = test["age"].fillna(median)
""",
    find=_find,
)
