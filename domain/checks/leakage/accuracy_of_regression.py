"""A score of classes for predictions that are numbers."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, method, receiver
from .estimators import kind, short_name

_OF_CLASSES: Final = frozenset(
    ["accuracy_score", "f1_score", "precision_score", "recall_score", "confusion_matrix", "classification_report"]
)
_REGRESSORS: Final = frozenset(
    [
        "LinearRegression",
        "Ridge",
        "RidgeCV",
        "Lasso",
        "LassoCV",
        "ElasticNet",
        "ElasticNetCV",
        "SVR",
        "LinearSVR",
        "BayesianRidge",
        "Lars",
    ]
)


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        name = short_name(code, call)
        given = argument(call, 1, "y_pred") if name in _OF_CLASSES else None
        guess = code.value(given) if given is not None else None
        if not isinstance(guess, ast.Call) or method(guess) != "predict":
            continue
        model = kind(code, receiver(guess))
        if model in _REGRESSORS or model.endswith("Regressor"):
            yield hit(
                call,
                f"`{model}` predicts numbers such as 2.37, and `{name}` counts equal classes: scikit-learn raises ValueError (classification "
                "metrics can't handle a mix of targets).",
                guess,
            )


CHECK = Check(
    name="accuracy-of-regression",
    title="A score of classes for predicted numbers",
    severity="bug",
    idea="A regression is judged by how far off its numbers are, a classification by how many classes are right.",
    question="Could this model's prediction ever be exactly the true value, and would it have to be?",
    terms=("evaluation-metrics", "linear-regression", "logistic-regression"),
    bad="""
from sklearn.linear_model import LinearRegression
from sklearn.metrics import accuracy_score
model = LinearRegression().fit(X_train, y_train)
print(accuracy_score(y_test, model.predict(X_test)))
""",
    good="""
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score
model = LinearRegression().fit(X_train, y_train)
print(r2_score(y_test, model.predict(X_test)))
""",
    find=_find,
)
