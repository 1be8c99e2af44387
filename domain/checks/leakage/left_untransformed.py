"""A model fitted on scaled rows and asked about unscaled ones, or the other way round."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, method, receiver
from .estimators import ENCODERS, SAMPLERS, SELECTORS, kind, steps
from .models import Models, Use
from .roles import held_out

_PREPARING = ("fit_transform", "transform")


def _find(code: Code) -> Iterator[Hit]:
    models = code.fact(Models)
    told: set[str] = set()
    for use in models.asked:
        fit = models.fit_before(use)
        if fit is None or ast.unparse(use.data) in told or not held_out(models.splits.role(use.data)):
            continue
        if models.splits.role(fit.data) != "train":
            continue
        made, asked = _prepared(models, fit), _prepared(models, use)
        one = made[0] if made and not asked else asked[0] if asked and not made else None
        if one is None or not _is_alone(models, use if made else fit):
            continue
        told.add(ast.unparse(use.data))
        data, name = ast.unparse(use.data)[:50], kind(code, receiver(one))
        if made:
            said = f"`{fit.model}` was fitted on rows that `{name}` transformed (line {one.lineno}), and `{data}` isn't transformed"
        else:
            said = f"`{data}` went through `{name}` (line {one.lineno}), and the rows that `{fit.model}` was fitted on did not"
        yield hit(use.call, f"{said}: the same value stands for different things in training and here.", fit.call, one)


def _prepared(models: Models, use: Use) -> list[ast.Call]:
    """The calls of known transformers that the rows have gone through."""
    calls = models.splits.flow.lineage(use.data, through_estimators=False).calls
    found = [c for c in calls if method(c) in _PREPARING and receiver(c) is not None]
    known = [c for c in found if _changes_values(models, c)]
    return sorted(known, key=lambda c: c.lineno) if len(known) == len(found) else []


def _changes_values(models: Models, call: ast.Call) -> bool:
    names = steps(models.code, receiver(call))
    return bool(names) and not names & (SAMPLERS | SELECTORS | ENCODERS)


def _is_alone(models: Models, use: Use) -> bool:
    """Whether nothing that isn't known happened to the rows that seem untouched."""
    lineage = models.splits.flow.lineage(use.data, through_estimators=False)
    calls = [c for c in lineage.calls if method(c) not in ("train_test_split", "load_data")]
    return bool(dotted(use.data)) and not calls and bool(lineage.stopped) and not use.scope.owner


CHECK = Check(
    name="left-untransformed",
    title="Training rows transformed, test rows not",
    severity="bug",
    idea="Every row that a model is asked about must go through what the training rows went through, fitted on these.",
    question="What range do the values of the training rows have here, and what range those of the test rows?",
    terms=("scaling", "sklearn-workflow"),
    bad="""
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
scaler = StandardScaler()
X_scaled = scaler.fit_transform(X_train)
model = LogisticRegression().fit(X_scaled, y_train)
print(model.score(X_test, y_test))
""",
    good="""
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
scaler = StandardScaler()
X_scaled = scaler.fit_transform(X_train)
model = LogisticRegression().fit(X_scaled, y_train)
print(model.score(scaler.transform(X_test), y_test))
""",
    find=_find,
)
