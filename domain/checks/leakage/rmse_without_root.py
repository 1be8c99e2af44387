"""A mean squared error that is called its root."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, keyword, last, method, names
from .estimators import short_name

_NAME: Final = re.compile(r"(^|_)rmse(_|$)|^rmse", re.IGNORECASE)
_TEXT: Final = re.compile(r"\bRMSE\b", re.IGNORECASE)
_SQUARED: Final = frozenset(["mean_squared_error"])


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        if short_name(code, call) not in _SQUARED or keyword(call, "squared") is not None:
            continue
        parent = code.parents.get(call)
        name = dotted(parent.targets[0]) if isinstance(parent, ast.Assign) else ""
        said = isinstance(parent, ast.Call) and method(parent) == "print" and _says_root(parent)
        if said or (name and _NAME.search(last(name)) and not _rooted(code, call, name)):
            yield hit(
                call,
                "`mean_squared_error` gives the mean of the squares, and this is called RMSE: errors of 10 come out as 100, in squared units.",
            )


def _says_root(call: ast.Call) -> bool:
    return any(isinstance(a, ast.Constant) and isinstance(a.value, str) and _TEXT.search(a.value) for a in call.args)


def _rooted(code: Code, call: ast.Call, name: str) -> bool:
    """Whether the root is taken of the name anywhere, or the name gets another value."""
    scope = code.scope_of(call)
    if len(scope.bindings.get(name, ())) > 1:
        return True
    for node in scope.nodes:
        if (
            isinstance(node, ast.Call)
            and method(node) in ("sqrt", "power", "pow")
            and any(name in names(a) for a in node.args)
        ):
            return True
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and name in names(node.left):
            return True
    return False


CHECK = Check(
    name="rmse-without-root",
    title="The root of the mean squared error isn't taken",
    severity="bug",
    idea="The mean squared error is in squared units. Its root is in the units of the target, so the two can't be compared.",
    question="In which unit is this number, if the target is in euros?",
    terms=("evaluation-metrics", "linear-regression"),
    bad="""
from sklearn.metrics import mean_squared_error
y_pred = model.predict(X_test)
rmse = mean_squared_error(y_test, y_pred)
print(rmse)
""",
    good="""
from sklearn.metrics import mean_squared_error
y_pred = model.predict(X_test)
rmse = mean_squared_error(y_test, y_pred) ** 0.5
print(rmse)
""",
    find=_find,
)
