"""Statements after `return`, `raise`, `break` or `continue`."""

import ast
from collections.abc import Iterator
from itertools import pairwise

from ...finding import Hit
from ..check import Check, hit
from ..code import Code


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for node in scope.nodes:
            for name in ("body", "orelse", "finalbody"):
                statements = getattr(node, name, None)
                if isinstance(statements, list):
                    yield from _after(statements)
    yield from _after(code.tree.body)


def _after(statements: list[ast.stmt]) -> Iterator[Hit]:
    for leaving, following in pairwise(statements):
        if isinstance(leaving, ast.Return | ast.Raise | ast.Break | ast.Continue) and not _is_on_purpose(following):
            word = type(leaving).__name__.lower()
            yield hit(
                following,
                f"The `{word}` in line {leaving.lineno} always leaves before this, so it never runs.",
                leaving,
            )
            return


def _is_on_purpose(statement: ast.stmt) -> bool:
    """`yield` after `return` makes a generator; definitions, texts and second exits do no harm."""
    if any(isinstance(n, ast.Yield | ast.YieldFrom | ast.Await) for n in ast.walk(statement)):
        return True
    text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return text or isinstance(
        statement, ast.Pass | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Return | ast.Raise | ast.Break
    )


CHECK = Check(
    name="never-reached",
    title="This line never runs",
    severity="smell",
    idea="`return`, `raise`, `break` and `continue` leave at once; what follows in the same block is dead.",
    question="Which path through the function leads to this line?",
    terms=("Python functions", "Python loops"),
    bad="def mean(values):\n    return sum(values) / len(values)\n    print(values)\n",
    good="def mean(values):\n    print(values)\n    return sum(values) / len(values)\n",
    find=_find,
)
