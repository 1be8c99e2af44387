"""Settings chosen by the score on the test part, which is then reported."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, keyword, last, method, names, receiver
from .estimators import short_name
from .models import Models
from .roles import role, tokens
from .splits import CROSS

_STOPPING: Final = ("early_stopping_rounds", "early_stopping")
_BEST: Final = frozenset({"best", "max", "top"})


def _find(code: Code) -> Iterator[Hit]:
    if "torch" in code.imported or "tensorflow" in code.imported or "keras" in code.imported:
        return
    models = code.fact(Models)
    for call, score in [*_early_stopped(code, models), *_chosen(code, models), *_picked(code, models)]:
        yield hit(
            call,
            f"The best {score} is chosen by the score on the test part, and that same score is reported: the best of many tries on "
            "one test is better than the model will be on new data.",
        )


def _chosen(code: Code, models: Models) -> Iterator[tuple[ast.expr, str]]:
    """`if score > best:` in a loop that fits models with other settings and scores them on the test part."""
    for scope in code.scopes:
        for node in scope.nodes:
            if (
                not isinstance(node, ast.If)
                or not isinstance(node.test, ast.Compare)
                or len(node.test.comparators) != 1
            ):
                continue
            loops = code.loops(node)
            sides = (node.test.left, node.test.comparators[0])
            best = [s for s in sides if set(tokens(dotted(s))) & _BEST]
            other = [s for s in sides if s not in best]
            if not loops or len(best) != 1 or len(other) != 1 or not _is_set(node, dotted(best[0])):
                continue
            if _is_test_score(models, other[0]) and _fits_in(code, loops[-1]) and not _has_validation(code):
                yield node.test, _setting(loops[0])


def _picked(code: Code, models: Models) -> Iterator[tuple[ast.expr, str]]:
    """`np.argmax(scores)`, where a loop has put the scores on the test part into `scores`."""
    told: set[str] = set()
    for call in code.calls:
        name = _picked_from(code, call)
        if not name or name in told or _has_validation(code):
            continue
        for kept in _kept_scores(code, call, name):
            loops = code.loops(kept)
            if loops and _is_test_score(models, kept) and _fits_in(code, loops[-1]):
                told.add(name)
                yield call, _setting(loops[0])
                break


def _kept_scores(code: Code, call: ast.Call, name: str) -> Iterator[ast.expr]:
    """What is put under that name before, by `scores.append(score)` or `scores[alpha] = score`."""
    for node in code.scope_of(call).nodes:
        added = isinstance(node, ast.Call) and method(node) == "append" and dotted(receiver(node) or node) == name
        if isinstance(node, ast.Call) and added and node.args:
            yield node.args[0]
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(node, ast.Assign) and isinstance(target, ast.Subscript) and dotted(target.value) == name:
            yield node.value


def _picked_from(code: Code, call: ast.Call) -> str:
    """The name of the scores of which the best is taken: `scores` of `np.argmax(scores)` and `max(scores, key=scores.get)`."""
    if not call.args or not (
        _picks(code, call) or (method(call) in ("max", "min") and keyword(call, "key") is not None)
    ):
        return ""
    of = call.args[0]
    inner = receiver(of) if isinstance(of, ast.Call) and method(of) in ("values", "items", "keys") else of
    return dotted(inner) if inner is not None else ""


def _picks(code: Code, call: ast.Call) -> bool:
    """Whether the best of several is taken: `np.argmax(a)`, `a.index(max(a))`, or told: `print(max(a))`."""
    return method(call) in ("argmax", "argmin") or (
        method(call) in ("max", "min") and method(code.parents.get(call, call)) in ("index", "print")
    )


def _is_set(node: ast.If, name: str) -> bool:
    return any(
        isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store)
        for one in node.body
        for n in ast.walk(one)
    )


def _setting(loop: ast.AST) -> str:
    return f"`{ast.unparse(loop.target)[:30]}`" if isinstance(loop, ast.For | ast.AsyncFor) else "setting"


def _fits_in(code: Code, loop: ast.AST) -> bool:
    """Whether models are made with other settings in the loop, and fitted."""
    fits = any(isinstance(n, ast.Call) and method(n) == "fit" for n in ast.walk(loop))
    if not fits or not isinstance(loop, ast.For):
        return False
    settings = {n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)}
    made = (
        n
        for n in ast.walk(loop)
        if isinstance(n, ast.Call)
        and (short_name(code, n)[:1].isupper() or method(n) in ("set_params", "train_test_split"))
    )
    return any(settings & names(a) for call in made for a in [*call.args, *(k.value for k in call.keywords)])


def _is_test_score(models: Models, node: ast.expr) -> bool:
    calls = models.splits.flow.lineage(node, through_estimators=False).calls
    for use in models.asked:
        if use.call in calls and method(use.call) in ("score", "evaluate") and models.splits.role(use.data) == "test":
            return True
    return any(call in calls and call.args and models.splits.role(call.args[0]) == "test" for call in models.metrics)


def _has_validation(code: Code) -> bool:
    """Whether there is a validation part or cross-validation besides."""
    parts = any(
        role(name) == "val" and one.kind not in ("import", "def")
        for scope in code.scopes
        for name, bound in scope.bindings.items()
        for one in bound
    )
    return parts or any(method(c) in CROSS for c in code.calls)


def _early_stopped(code: Code, models: Models) -> Iterator[tuple[ast.expr, str]]:
    """`eval_set=[(X_test, y_test)]` with early stopping, and a score on that same part afterwards."""
    watched = [(fit, given) for fit in models.fits if (given := keyword(fit.call, "eval_set")) is not None]
    stops = bool(watched) and any(
        last(dotted(c.func)) in ("early_stopping", "EarlyStopping") or any(keyword(c, word) for word in _STOPPING)
        for c in code.calls
    )
    for fit, given in watched if stops else ():
        roles = models.splits.roles(given)
        if "test" not in roles or "val" in roles:
            continue
        if any(u.model == fit.model and u.at > fit.at and models.splits.role(u.data) == "test" for u in models.asked):
            yield given, "number of rounds"


CHECK = Check(
    name="tuned-on-test",
    title="Chosen by the test part",
    severity="leak",
    idea="The test part may be asked once. To choose settings, use a validation part or cross-validation within the training part.",
    question="Which rows have had no say in the choice, and could judge it?",
    terms=("cross-validation", "overfitting", "sklearn-workflow"),
    bad="""
best = 0
for depth in range(1, 20):
    model = DecisionTreeClassifier(max_depth=depth, random_state=0)
    model.fit(X_train, y_train)
    score = model.score(X_test, y_test)
    if score > best:
        best = score
print("accuracy", best)
""",
    good="""
best = 0
for depth in range(1, 20):
    model = DecisionTreeClassifier(max_depth=depth, random_state=0)
    model.fit(X_train, y_train)
    score = model.score(X_val, y_val)
    if score > best:
        best, best_model = score, model
print("accuracy", best_model.score(X_test, y_test))
""",
    find=_find,
)
