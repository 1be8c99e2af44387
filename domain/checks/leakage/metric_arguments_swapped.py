"""A metric given the prediction first and the truth second."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit, replaced
from ..code import Code
from ..syntax import dotted, method
from .estimators import short_name
from .flow import Flow
from .roles import is_guess, is_truth

_EFFECTS: Final = {
    "precision_score": "precision comes out as recall", "recall_score": "recall comes out as precision",
    "f1_score": "precision and recall change places, and a mean over classes is weighted by the predictions",
    "fbeta_score": "precision and recall change places", "classification_report": "precision and recall change places",
    "precision_recall_fscore_support": "precision and recall change places", "confusion_matrix": "rows and columns change places",
    "r2_score": "the spread of the predictions stands for that of the truth", "roc_auc_score": "the ranking is taken for the classes",
    "average_precision_score": "the ranking is taken for the classes", "log_loss": "probabilities are taken for classes",
    "roc_curve": "the ranking is taken for the classes", "precision_recall_curve": "the ranking is taken for the classes",
    "mean_absolute_percentage_error": "errors are divided by the predictions",
    "explained_variance_score": "the spread of the predictions stands for that of the truth",
    "balanced_accuracy_score": "classes are weighted by the predictions",
}  # fmt: skip


def _find(code: Code) -> Iterator[Hit]:
    flow = Flow(code)
    for call in code.calls:
        name = short_name(code, call)
        if name not in _EFFECTS or len(call.args) < 2 or any(isinstance(a, ast.Starred) for a in call.args[:2]):
            continue
        first, second = call.args[:2]
        if _is_prediction(flow, first) and _is_answer(flow, second):
            one, two = ast.unparse(first), ast.unparse(second)
            edits = (*replaced(first, two), *replaced(second, one))
            yield hit(
                call,
                f"`{name}` takes the truth first, and gets the prediction `{one[:50]}` in its place: {_EFFECTS[name]}.",
                edits=edits if first.lineno == second.end_lineno else (),
            )


def _is_prediction(flow: Flow, node: ast.expr) -> bool:
    asked = any(
        method(c) in ("predict", "predict_proba", "predict_classes")
        for c in flow.lineage(node, through_estimators=False).calls
    )
    return asked or is_guess(dotted(node))


def _is_answer(flow: Flow, node: ast.expr) -> bool:
    lineage = flow.lineage(node, through_estimators=False)
    if any(method(c).startswith("predict") for c in lineage.calls):
        return False
    return is_truth(dotted(node) or next(iter(sorted(lineage.names)), ""))


CHECK = Check(
    name="metric-arguments-swapped",
    title="Prediction and truth have changed places",
    severity="bug",
    idea="Metrics of scikit-learn take the truth first. Most of them aren't symmetric, and none complains.",
    question="Which of the two arguments does the metric take for the truth?",
    terms=("precision-recall", "evaluation-metrics", "f1-score"),
    bad="""
from sklearn.metrics import recall_score
y_pred = model.predict(X_test)
print(recall_score(y_pred, y_test))
""",
    good="""
from sklearn.metrics import recall_score
y_pred = model.predict(X_test)
print(recall_score(y_test, y_pred))
""",
    find=_find,
)
