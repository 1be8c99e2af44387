"""Precision, recall or F1 of more than two classes, without saying how to average."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, keyword, method, spreads
from .estimators import short_name

_METRICS: Final = frozenset({"precision_score", "recall_score", "f1_score"})
_CLASSES: Final = {"load_iris": 3, "load_wine": 3, "load_digits": 10, "fetch_20newsgroups": 20, "fetch_covtype": 7}


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        name = short_name(code, call)
        if name not in _METRICS or not call.args or spreads(call) or len(call.args) > 2:
            continue
        if any(keyword(call, given) is not None for given in ("average", "labels", "pos_label")):
            continue
        made = _source(code, call.args[0])
        source = short_name(code, made) if made is not None else ""
        if made is None or source not in _CLASSES:
            continue
        if keyword(made, "n_class") is None and keyword(made, "categories") is None:
            yield hit(
                call,
                f"`{name}` counts one positive class, but `{source}` has {_CLASSES[source]}: scikit-learn raises ValueError "
                "(target is multiclass but average='binary').",
                made,
            )


def _source(code: Code, node: ast.expr) -> ast.Call | None:
    """The call that loaded the targets, when nothing but splits and selections of rows stand between."""
    for _ in range(10):
        if isinstance(node, ast.Subscript | ast.Attribute) and (not dotted(node) or code.binding(node) is None):
            node = node.value
            continue
        bound = code.binding(node)
        if bound is None or bound.kind != "assign" or bound.value is None:
            return node if isinstance(node, ast.Call) else None
        node = bound.value
        if bound.index is not None and isinstance(node, ast.Call) and method(node) == "train_test_split":
            if bound.index // 2 >= len(node.args):
                return None
            node = node.args[bound.index // 2]
    return None


CHECK = Check(
    name="binary-metric-on-many-classes",
    title="A metric of two classes on more of them",
    severity="bug",
    idea="Precision and recall are of one class. For several, say how they are averaged: each class alike (macro) or by its size.",
    question="Of which of the classes should this be the precision?",
    terms=("f1-score", "precision-recall", "evaluation-metrics"),
    bad="""
from sklearn.datasets import load_iris
from sklearn.metrics import f1_score
X, y = load_iris(return_X_y=True)
print(f1_score(y, model.predict(X)))
""",
    good="""
from sklearn.datasets import load_iris
from sklearn.metrics import f1_score
X, y = load_iris(return_X_y=True)
print(f1_score(y, model.predict(X), average="macro"))
""",
    find=_find,
)
