"""A score of training rows only, while a test part lies unused."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import begin, method, receiver
from .estimators import is_classifier, short_name
from .flow import Event
from .models import Models, Use
from .roles import held_out, role
from .splits import CROSS, Splits

_PREPARING: Final = frozenset(
    {"transform", "reshape", "astype", "len", "print", "display", "toarray", "fillna", "drop", "head"}
)


def _find(code: Code) -> Iterator[Hit]:
    models = code.fact(Models)
    if not models.splits.once:
        yield from _with_no_test(code, models)
        return
    if any(method(c) in CROSS or method(c) == "split" for c in code.calls) or _uses_test(code, models.splits):
        return
    for call, what in _scores(models):
        split = models.splits.once[0].node
        yield hit(
            call,
            f"`{ast.unparse(call)[:70]}` is a score on {what}, rows that the model was fitted on. The test part of line "
            f"{split.lineno} is never asked: a model that learned the rows by heart would get 1.0 here.",
            split,
        )
        return


def _with_no_test(code: Code, models: Models) -> Iterator[Hit]:
    """A model fitted on `X, y` and scored on the same, in code that holds nothing back at all."""
    if any(role(name) for scope in code.scopes for name in scope.bindings) or models.splits.folds:
        return
    for use in models.asked:
        fit = models.fit_before(use)
        if (
            fit is None
            or fit.target is None
            or models.splits.roles(fit.data)
            or not _is_same(models, fit, use)
            or _scores_elsewhere(models, fit)
        ):
            continue
        metric = _printed_score(code, models, use, ast.unparse(fit.target))
        if metric is not None and not _says_so(code, metric):
            yield hit(
                metric,
                f"`{fit.model}` was fitted on `{ast.unparse(fit.data)[:50]}` and is scored on the same rows: a model that learned "
                "them by heart would get 1.0 here. No row is held back that could tell how it does on new data.",
                fit.call,
            )
            return


def _says_so(code: Code, metric: ast.Call) -> bool:
    """Whether the words beside the score call it that of the training."""
    words = (n.value for n in code.scope_of(metric).nodes if isinstance(n, ast.Constant) and isinstance(n.value, str))
    return any("train" in word.lower() for word in words)


def _is_same(models: Models, fit: Use, use: Use) -> bool:
    event = models.splits.flow.event
    return ast.unparse(fit.data) == ast.unparse(use.data) and event(fit.data) is event(use.data)


def _scores_elsewhere(models: Models, fit: Use) -> bool:
    others = [u for u in models.asked if u.model == fit.model]
    return not all(ast.unparse(u.data) == ast.unparse(fit.data) for u in others)


def _printed_score(code: Code, models: Models, use: Use, target: str) -> ast.Call | None:
    """The share of right answers on the rows that were learned, when it is computed to be told."""
    if not is_classifier(code, receiver(use.call)):
        return None
    if method(use.call) == "score" and use.target is not None and ast.unparse(use.target) == target:
        return use.call
    for call in models.metrics:
        told = short_name(code, call) in ("accuracy_score", "f1_score") and len(call.args) > 1
        if told and models.predicting(call.args[1]) is use and ast.unparse(call.args[0]) == target:
            return call
    return None


def _scores(models: Models) -> Iterator[tuple[ast.expr, str]]:
    for use in models.asked:
        if method(use.call) in ("score", "evaluate") and models.splits.role(use.data) == "train":
            yield use.call, f"`{ast.unparse(use.data)[:50]}`"
    for call in models.metrics:
        if len(call.args) > 1 and all(models.splits.role(a) == "train" for a in call.args[:2]):
            yield call, "the training part"
    for node, truth, use in models.compared:
        if models.splits.role(use.data) == "train" and models.splits.role(truth) == "train":
            yield node, "the training part"


def _uses_test(code: Code, splits: Splits) -> bool:
    """Whether a held-out part goes anywhere but into what prepares data."""
    tested = {e.name for s in splits.once for e in _parts(splits, s.node) if held_out(role(e.name))}
    if not tested:
        return True
    read = (n for s in code.scopes for n in s.nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))
    return any(held_out(role(name.id)) and not _prepares(code, name) for name in read)


def _parts(splits: Splits, node: ast.expr) -> Iterator[Event]:
    for scope in splits.code.scopes:
        for events in splits.flow.events(scope).values():
            yield from (e for e in events if node in e.values)


def _prepares(code: Code, node: ast.Name) -> bool:
    parent = code.parents.get(node)
    if isinstance(parent, ast.Attribute):
        grand = code.parents.get(parent)
        return parent.attr in ("shape", "columns", "index") or (
            isinstance(grand, ast.Call) and grand.func is parent and parent.attr in _PREPARING
        )
    return isinstance(parent, ast.Call) and method(parent) in _PREPARING and begin(node) > begin(parent.func)


CHECK = Check(
    name="scored-on-train",
    title="Scored on the rows it learned from",
    severity="bug",
    idea="On its own training rows a model can be right by memory. Only rows it hasn't seen tell how it does on new data.",
    question="What would a model score here that learned every training row by heart?",
    terms=("overfitting", "evaluation-metrics", "sklearn-workflow"),
    bad="""
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
model = DecisionTreeClassifier(random_state=0).fit(X_train, y_train)
print("accuracy", model.score(X_train, y_train))
""",
    good="""
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
model = DecisionTreeClassifier(random_state=0).fit(X_train, y_train)
print("accuracy", model.score(X_test, y_test), "in training", model.score(X_train, y_train))
""",
    find=_find,
)
