"""Accuracy as the only score of a rare class."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import keyword, method, receiver
from .estimators import is_classifier, short_name
from .models import METRICS, Models
from .targets import target_columns

_RARE: Final = re.compile(r"fraud|anomal|outlier|intrusion|defect|churn|default", re.IGNORECASE)
_CLUES: Final = ("fraud", "Fraud", "class_weight")
_CURVES: Final = frozenset(
    ["roc_curve", "precision_recall_curve", "precision_recall_fscore_support", "geometric_mean_score", "auc", "average_precision",
     "ConfusionMatrixDisplay", "RocCurveDisplay", "PrecisionRecallDisplay", "crosstab", "classification_report_imbalanced"]
)  # fmt: skip
_OTHER_WORDS: Final = re.compile(
    r"f1|recall|precision|roc|auc|balanced_accuracy|confusion|matthews|kappa", re.IGNORECASE
)


def _find(code: Code) -> Iterator[Hit]:
    rare = _is_rare(code) if any(word in code.text for word in _CLUES) else ""
    if not rare:
        return
    names = {short_name(code, c) for c in code.calls}
    if names & ((METRICS | _CURVES) - {"accuracy_score"}) or _says_another(code):
        return
    models = code.fact(Models)
    scores = [c for c in code.calls if short_name(code, c) == "accuracy_score"]
    scores += [u.call for u in models.asked if method(u.call) == "score" and is_classifier(code, receiver(u.call))]
    for call in scores[:1]:
        yield hit(
            call,
            f"{rare}, so one class is rare, and accuracy is the only score here: where 99 of 100 rows are of the other class, a model "
            "that never finds the rare one is right in 0.99 of all rows.",
        )


def _is_rare(code: Code) -> str:
    """What says that one class is rare: the target's name together with weights for its sake; "" for nothing."""
    names = [name for name in target_columns(code) if re.search(r"fraud", name, re.IGNORECASE)]
    if names:
        return f"The target is `{names[0]}`"
    for call in code.calls:
        weight = keyword(call, "class_weight")
        weighs = (
            isinstance(weight, ast.Constant) and weight.value == "balanced" and short_name(code, call)[:1].isupper()
        )
        if weighs and any(_RARE.search(name) for name in target_columns(code)):
            return f"`{short_name(code, call)}` weighs the classes"
    return ""


def _says_another(code: Code) -> bool:
    """Whether another score is named anywhere, as `scoring="f1"` or `recall = tp / (tp + fn)`."""
    return bool(_OTHER_WORDS.search(code.text))


CHECK = Check(
    name="accuracy-of-rare-class",
    title="A rare class judged by accuracy alone",
    severity="risk",
    idea="Accuracy counts every row alike, so the common class decides it. Precision and recall ask about the rare class itself.",
    question="What accuracy does a model reach that calls every row the common class?",
    terms=("precision-recall", "f1-score", "fraud-detection"),
    bad="""
X, y = cards.drop(columns="is_fraud"), cards["is_fraud"]
X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=0)
model = LogisticRegression().fit(X_train, y_train)
print(accuracy_score(y_test, model.predict(X_test)))
""",
    good="""
X, y = cards.drop(columns="is_fraud"), cards["is_fraud"]
X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=0)
model = LogisticRegression().fit(X_train, y_train)
print(recall_score(y_test, model.predict(X_test)))
""",
    find=_find,
)
