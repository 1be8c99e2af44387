"""A ranking score computed from decided classes."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, method, receiver
from .estimators import is_classifier, short_name
from .flow import Flow

_RANKING: Final = {
    "roc_auc_score": "y_score", "average_precision_score": "y_score", "roc_curve": "y_score", "precision_recall_curve": "y_score",
    "log_loss": "y_pred",
}  # fmt: skip


def _find(code: Code) -> Iterator[Hit]:
    flow = Flow(code)
    for call in code.calls:
        name = short_name(code, call)
        given = argument(call, 1, _RANKING[name]) if name in _RANKING else None
        if given is None:
            continue
        asked = [c for c in flow.lineage(given, through_estimators=False).calls if _decides(code, c)]

        if len(asked) == 1:
            yield hit(
                given,
                f"`{ast.unparse(asked[0])[:60]}` gives classes, 0 or 1, and `{name}` ranks by them: all rows of one class tie, "
                "so the curve has a single corner and the score is that of one threshold.",
                call,
                asked[0],
            )


def _decides(code: Code, call: ast.Call) -> bool:
    return method(call) == "predict" and is_classifier(code, receiver(call))


CHECK = Check(
    name="roc-auc-of-classes",
    title="A ranking score of decided classes",
    severity="bug",
    idea="AUC asks how well rows are ranked, so it needs probabilities or scores. Classes have forgotten which row was the surer one.",
    question="Which of two rows that are both predicted as 1 comes first in the ranking?",
    terms=("auc-roc", "precision-recall", "evaluation-metrics"),
    bad="""
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
model = LogisticRegression().fit(X_train, y_train)
print(roc_auc_score(y_test, model.predict(X_test)))
""",
    good="""
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
model = LogisticRegression().fit(X_train, y_train)
print(roc_auc_score(y_test, model.predict_proba(X_test)[:, 1]))
""",
    find=_find,
)
