"""A category replaced by the mean target of all its rows, before the split."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import method
from .before_split import split_words
from .splits import Splits
from .targets import target_columns

_STATISTICS = ("mean", "median", "transform", "agg", "std", "sum")
_CALLED = ("target", "label", "y")
"""What the target's column is called when nothing takes it out of the table."""


def _find(code: Code) -> Iterator[Hit]:
    grouped = [(c, name) for c in code.calls if method(c) in _STATISTICS and (name := _grouped_target(code, c))]
    targets = {*target_columns(code), *_CALLED} if grouped else set()
    found = [c for c, name in grouped if name in targets]
    splits = code.fact(Splits) if found else None
    for call in found if splits else ():
        if splits is None or splits.flow.lineage(call).stopped or _about_training(call):
            continue
        split = next((s for s in splits.all if any(call in splits.flow.lineage(a).calls for a in s.arrays)), None)
        if split is not None:
            name = _grouped_target(code, call)
            yield hit(
                call,
                f"A feature is made of the mean of the target `{name}` over all rows, before {split_words(split)}: a group "
                "with one row gets its own answer as a feature.",
                split.node,
            )


def _grouped_target(code: Code, call: ast.Call) -> str:
    """The column whose mean by groups is taken: `y` in `df.groupby("city")["y"].mean()`."""
    node: ast.AST = call.func
    column, grouped = "", False
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        if isinstance(node, ast.Subscript) and isinstance(key := code.value(node.slice), ast.Constant):
            column = column or str(key.value)
        if isinstance(node, ast.Call):
            if method(node) == "groupby":
                grouped = True
                break
            node = node.func
        else:
            if isinstance(node, ast.Attribute) and method(node.value) == "groupby":
                column = column or node.attr
            node = node.value
    return column if grouped else ""


def _about_training(call: ast.Call) -> bool:
    return "train" in ast.unparse(call.func).lower()


CHECK = Check(
    name="target-encoded-before-split",
    title="A feature made of the target of all rows",
    severity="leak",
    idea="The mean target of a group is an answer. Computed with a row's own target, it hands the model what it should predict.",
    question="What does a group of a single row get as its feature?",
    terms=("encoding", "feature-selection", "sklearn-workflow"),
    bad="""
from sklearn.model_selection import train_test_split
df["city_mean"] = df.groupby("city")["price"].transform("mean")
X = df.drop(columns=["price", "city"])
y = df["price"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
""",
    good="""
from sklearn.model_selection import train_test_split
train, test = train_test_split(df, random_state=0)
means = train.groupby("city")["price"].mean()
train["city_mean"] = train["city"].map(means)
test["city_mean"] = test["city"].map(means)
""",
    find=_find,
)
