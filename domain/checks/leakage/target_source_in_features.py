"""The column that the target was made of left among the features."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import dotted, method
from .roles import letter
from .targets import column_of, dropped, removals

_MAKING: Final = frozenset(
    {"astype", "map", "apply", "cut", "qcut", "where", "log", "log1p", "fit_transform", "replace", "int"}
)
_FREE: Final = frozenset({"shift", "diff", "rolling", "pct_change"})


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        targets = {
            column
            for name, bound in scope.bindings.items()
            for one in bound
            if letter(name) == "y" and one.kind == "assign" and (column := column_of(one.value))
        }
        for table, target in sorted(targets):
            made = _made_of(scope, table, target)
            if made is not None:
                yield from _in_scope(code, scope, table, target, *made)


def _made_of(scope: Scope, table: str, target: str) -> tuple[ast.Assign, str] | None:
    """The one column that the target column is made of, row by row, and where."""
    found = None
    for node in scope.nodes:
        if isinstance(node, ast.Assign) and column_of(node.targets[0]) == (table, target):
            sources = {
                c[1]
                for n in ast.walk(node.value)
                if isinstance(n, ast.Subscript) and (c := column_of(n)) and c[0] == table
            }
            calls = {method(n) for n in ast.walk(node.value) if isinstance(n, ast.Call)}
            compares = any(isinstance(n, ast.Compare) for n in ast.walk(node.value))
            if len(sources) != 1 or sources == {target} or calls & _FREE or not (compares or calls & _MAKING):
                return None
            found = (node, next(iter(sources)))
    return found


def _in_scope(code: Code, scope: Scope, table: str, target: str, made: ast.Assign, source: str) -> Iterator[Hit]:
    for name, bound in scope.bindings.items():
        for one in bound if letter(name) == "x" else ():
            call = one.value
            if one.kind != "assign" or not isinstance(call, ast.Call) or method(call) != "drop":
                continue
            on = call.func.value if isinstance(call.func, ast.Attribute) else None
            out = dropped(code, call)
            if on is None or dotted(on) != table or out is None or target not in out or source in out:
                continue
            if not any(gone is None or source in gone for kept in (table, name) for gone in removals(code, kept)):
                yield hit(
                    call,
                    f"`{target}` is made of `{source}` in line {made.lineno}, and `{name}` keeps `{source}`: the model only has to "
                    "find the rule by which the target was made.",
                    made,
                )


CHECK = Check(
    name="target-source-in-features",
    title="The target was made of one of the features",
    severity="leak",
    idea="A column that the answer was computed from gives the answer away. It must leave the features together with the target.",
    question="From which column can the target be told without any learning?",
    terms=("feature-selection", "sklearn-workflow"),
    bad="""
import pandas as pd
df = pd.read_csv("wine.csv")
df["good"] = (df["quality"] > 6).astype(int)
X = df.drop(columns=["good"])
y = df["good"]
""",
    good="""
import pandas as pd
df = pd.read_csv("wine.csv")
df["good"] = (df["quality"] > 6).astype(int)
X = df.drop(columns=["good", "quality"])
y = df["good"]
""",
    find=_find,
)
