"""`and`, `or`, `not` and `if` on columns and arrays."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, last, method, names, receiver
from .flow import shown
from .frames import Data

_ANSWERS: Final = frozenset(
    ["isna", "isnull", "notna", "notnull", "isin", "between", "duplicated", "eq", "ne", "gt", "ge", "lt", "le"]
)
_OF_TEXT: Final = frozenset(
    ["contains", "startswith", "endswith", "isdigit", "isalpha", "isnumeric", "match", "fullmatch", "isupper"]
)
"""Methods that give one truth for each row."""


def _find(code: Code) -> Iterator[Hit]:
    data, given = code.fact(Data), _given_rows(code)
    for scope in code.scopes:
        if scope.name and (scope.name in given or last(scope.name) in given):
            continue
        for node in scope.nodes:
            part = _asked(code, data, node)
            if part is not None:
                named = node.op if isinstance(node, ast.BoolOp | ast.UnaryOp) else node
                word = type(named).__name__.lower().removesuffix("exp")
                place = node if isinstance(node, ast.BoolOp | ast.UnaryOp) else part
                yield hit(
                    place, f"`{word}` asks `{shown(part)}` for one truth, but it holds one for each row: ValueError, "
                    '"The truth value … is ambiguous".',
                )  # fmt: skip


def _asked(code: Code, data: Data, node: ast.AST) -> ast.expr | None:
    """The part with many truths that this asks for one."""
    if isinstance(node, ast.BoolOp):
        outer = code.parents.get(node)
        if isinstance(outer, ast.BoolOp):
            return None
        parts = [p for v in node.values for p in (v.values if isinstance(v, ast.BoolOp) else [v])]
        return next((p for p in parts if _is_many(data, p) or _is_filter(code, node, p)), None)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return node.operand if _is_many(data, node.operand) else None
    if isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert):
        return node.test if _is_many(data, node.test) else None
    return None


def _is_many(data: Data, node: ast.expr) -> bool:
    if isinstance(node, ast.Compare):
        return data.kind(node) in ("frame", "series") or (
            data.kind(node) in ("array", "tensor") and _is_whole(data, node)
        )
    if isinstance(node, ast.Call) and not data.code.called(node):
        on = receiver(node)
        of = on.value if isinstance(on, ast.Attribute) and on.attr == "str" else on
        answers = _OF_TEXT if of is not on else _ANSWERS
        return method(node) in answers and data.kind(of) in ("frame", "series")
    return False


def _is_whole(data: Data, node: ast.Compare) -> bool:
    """An array is compared by its name with a number; it might be of one element only when it is computed."""
    sides = (node.left, *node.comparators)
    return any(isinstance(s, ast.Name) and data.kind(s) == "array" and _is_long(data, s) for s in sides)


def _is_long(data: Data, name: ast.Name) -> bool:
    value = data.code.value(name)
    return isinstance(value, ast.Call) and bool(value.args) and isinstance(value.args[0], ast.List)


def _is_filter(code: Code, node: ast.BoolOp, part: ast.expr) -> bool:
    """`x[x.a > 0 and …]`: whatever x is, it is picked from by its own comparison."""
    outer = code.parents.get(node)
    if not isinstance(outer, ast.Subscript) or outer.slice is not node or not isinstance(part, ast.Compare):
        return False
    name = dotted(outer.value)
    return bool(name) and isinstance(part.left, ast.Subscript | ast.Attribute | ast.Name) and name in names(part.left)


def _given_rows(code: Code) -> frozenset[str]:
    """The functions that are given to `apply`, so that their parameter may be a row whatever it is called."""
    found: set[str] = set()
    for call in code.calls:
        if isinstance(call.func, ast.Attribute) and call.func.attr in (
            "apply",
            "map",
            "filter",
            "transform",
            "agg",
            "pipe",
        ):
            for value in (*call.args, *(k.value for k in call.keywords)):
                found.add(dotted(value) if not isinstance(value, ast.Lambda) else code.scope_of(value.body).name)
    return frozenset(found)


CHECK = Check(
    name="array-as-truth",
    title="A whole column where one truth is wanted",
    severity="bug",
    idea="`if`, `and`, `or` and `not` need one truth; a column or an array has one for each element. `&`, `|` and `~` work "
    "element by element (each comparison in parentheses), `.any()` and `.all()` make one truth of many.",
    question="How many True and False values does this comparison give, and which of them should decide?",
    terms=("Tables with pandas", "NumPy arrays"),
    bad='import pandas as pd\n\ndf = pd.read_csv("a.csv")\nyoung = df[(df["age"] < 30) and (df["income"] > 1000)]\n',
    good='import pandas as pd\n\ndf = pd.read_csv("a.csv")\nyoung = df[(df["age"] < 30) & (df["income"] > 1000)]\n',
    find=_find,
)
