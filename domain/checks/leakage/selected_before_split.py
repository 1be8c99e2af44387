"""Features chosen, or categories encoded, by the targets of all rows."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, method
from .before_split import hits, is_training_part, split_words
from .estimators import SELECTORS, TARGET_ENCODERS
from .splits import Splits


def _find(code: Code) -> Iterator[Hit]:
    what = "the targets of the test rows take part in it, and even random columns then score well"
    yield from hits(code, SELECTORS | TARGET_ENCODERS, what)
    yield from _by_correlation(code)


def _by_correlation(code: Code) -> Iterator[Hit]:
    """`df[df.corr()["y"].abs().sort_values().index[-10:]]`, or `np.corrcoef(X[:, i], y)`, before a split of `df`."""
    found = [c for c in code.calls if method(c) in ("corr", "corrwith") and _asks_for_one(code, c)]
    splits = code.fact(Splits) if found else None
    for call in found if splits else ():
        data = call.func.value if isinstance(call.func, ast.Attribute) else call
        if splits is None or splits.flow.lineage(data).stopped or is_training_part(data):
            continue
        split = next((s for s in splits.all if any(call in _columns(splits, a) for a in s.arrays)), None)
        if split is not None:
            name = dotted(data) or ast.unparse(data)[:40]
            said = f"Columns are chosen by their correlation in all rows of `{name}`, before {split_words(split)}"
            yield hit(call, f"{said}: the targets of the test rows decide which features the model gets.", split.node)


def _asks_for_one(code: Code, call: ast.Call) -> bool:
    """Whether one column of the correlations is read, as `corr()["price"]`, or that with one (`corrwith`, `a.corr(b)`)."""
    if call.args or isinstance(code.parents.get(call), ast.Subscript):
        return True
    parent = code.parents.get(call)
    name = dotted(parent.targets[0]) if isinstance(parent, ast.Assign) else ""
    return bool(name) and any(
        isinstance(n, ast.Subscript) and dotted(n.value) == name and isinstance(n.slice, ast.Constant | ast.Name)
        for n in code.scope_of(call).nodes
    )


def _columns(splits: Splits, array: ast.expr) -> set[ast.Call]:
    """The calls that an array is made of, those that choose its columns (by `.index`) among them."""
    lineage = splits.flow.lineage(array)
    found = set(lineage.calls)
    for event in lineage.events:
        for value in event.values:
            for node in ast.walk(value):
                if isinstance(node, ast.Attribute) and node.attr in ("index", "columns"):
                    found |= splits.flow.lineage(node.value).calls
    return found


CHECK = Check(
    name="selected-before-split",
    title="Features chosen with the test rows' answers",
    severity="leak",
    idea="To choose features by the target is a part of training. Done on all rows, the choice already knows the answers of the test.",
    question="Would the same features have been chosen without the rows that test the model?",
    terms=("feature-selection", "cross-validation", "sklearn-workflow"),
    bad="""
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
X_best = SelectKBest(k=20).fit_transform(X, y)
scores = cross_val_score(LogisticRegression(), X_best, y, cv=5)
""",
    good="""
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
scores = cross_val_score(make_pipeline(SelectKBest(k=20), LogisticRegression()), X, y, cv=5)
""",
    find=_find,
)
