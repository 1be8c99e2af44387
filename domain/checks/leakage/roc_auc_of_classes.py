"""A ranking score computed from decided classes."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, dotted, last, method, receiver
from .estimators import is_classifier, maker, short_name
from .flow import Flow

_RANKING: Final = {
    "roc_auc_score": "y_score", "average_precision_score": "y_score", "roc_curve": "y_score", "precision_recall_curve": "y_score",
    "log_loss": "y_pred",
}  # fmt: skip
_OTHERS: Final = frozenset(
    [
        "tensorflow",
        "keras",
        "torch",
        "lightgbm",
        "xgboost",
        "catboost",
        "statsmodels",
        "pyspark",
        "h2o",
        "fastai",
        "mxnet",
        "jax",
    ]
)
"""Libraries whose `predict` gives probabilities or scores, in one of their interfaces."""
_CLASSIFIER: Final = re.compile(
    r"(^|_)(clf|classifier|knn|svm|svc|logreg|log_reg|logistic|rf|rfc|forest|tree|dt|nb|gs|grid|search)(_|\d|$)",
    re.IGNORECASE,
)
_MODEL: Final = re.compile(r"(^|_)(model|pipe|pipeline|estimator|best_model)(_|\d|$)", re.IGNORECASE)


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
    on = receiver(call)
    if method(call) != "predict" or on is None:
        return False
    return is_classifier(code, on) or _is_taken_for_one(code, call, on)


def _is_taken_for_one(code: Code, call: ast.Call, on: ast.expr) -> bool:
    """Whether a model that isn't seen made is a classifier of scikit-learn's kind, by its name and by what is imported."""
    if maker(code, on) is not None or code.imported & _OTHERS or len(call.args) != 1 or call.keywords:
        return False
    name = last(dotted(on).removesuffix(".best_estimator_"))
    sure = _CLASSIFIER.search(name) or (_MODEL.search(name) and "sklearn" in code.imported)
    return bool(sure) and isinstance(code.parents.get(call), ast.Assign | ast.Call) and not _is_cut(code, call)


def _is_cut(code: Code, call: ast.Call) -> bool:
    """Whether the predictions are compared with a threshold, or made flat, as those of a network are."""
    parent = code.parents[call]
    names = {dotted(t) for t in parent.targets} if isinstance(parent, ast.Assign) else set()
    return any(
        (isinstance(n, ast.Compare) and dotted(n.left) in names and not isinstance(n.ops[0], ast.Eq | ast.NotEq))
        or (
            isinstance(n, ast.Call)
            and method(n) in ("round", "ravel", "flatten", "squeeze", "argmax")
            and _of(n) & names
        )
        for n in code.scope_of(call).nodes
    )


def _of(call: ast.Call) -> set[str]:
    on = receiver(call)
    return {dotted(one) for one in [*call.args, *([on] if on is not None else [])]} - {""}


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
