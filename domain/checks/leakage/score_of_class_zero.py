"""The probability of class 0 taken for that of class 1."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit, replaced
from ..code import Code
from ..syntax import argument, keyword, method
from .estimators import short_name

_RANKING = (
    "roc_auc_score",
    "average_precision_score",
    "roc_curve",
    "precision_recall_curve",
    "brier_score_loss",
    "log_loss",
)


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        name = short_name(code, call)
        if name not in _RANKING or keyword(call, "pos_label") is not None:
            continue
        truth, given = argument(call, 0, "y_true"), argument(call, 1, "y_score")
        if (
            given is None
            or truth is None
            or not isinstance(code.value(truth), ast.Name | ast.Subscript | ast.Attribute | ast.Call)
        ):
            continue
        column = _column_zero(code, given)
        if column is not None and not isinstance(code.value(truth), ast.Compare):
            yield hit(
                column,
                f"`{ast.unparse(column)[:60]}` is the probability of the first class, and `{name}` takes it for that of class 1: "
                "the ranking is upside down, an AUC of 0.9 comes out as 0.1.",
                call,
                edits=replaced(column.slice.elts[1], "1") if isinstance(column.slice, ast.Tuple) else (),
            )


def _column_zero(code: Code, node: ast.expr) -> ast.Subscript | None:
    known = code.value(node)
    if not isinstance(known, ast.Subscript) or not isinstance(known.slice, ast.Tuple) or len(known.slice.elts) != 2:
        return None
    rows, column = known.slice.elts
    asked = code.value(known.value)
    zero = isinstance(column, ast.Constant) and column.value == 0 and column.value is not False
    return known if zero and isinstance(rows, ast.Slice) and method(asked) == "predict_proba" else None


CHECK = Check(
    name="score-of-class-zero",
    title="The probability of the wrong class",
    severity="bug",
    idea="predict_proba has a column for each class, in the order of classes_. Scores expect that of the positive class, the second.",
    question="What does column 0 of `predict_proba` say about a row of class 1?",
    terms=("auc-roc", "logistic-regression"),
    bad="""
from sklearn.metrics import roc_auc_score
proba = model.predict_proba(X_test)[:, 0]
print(roc_auc_score(y_test, proba))
""",
    good="""
from sklearn.metrics import roc_auc_score
proba = model.predict_proba(X_test)[:, 1]
print(roc_auc_score(y_test, proba))
""",
    find=_find,
)
