"""A `return` that ends the loop in its first round."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import begin, dotted, method, names, receiver
from .flow import statements


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for loop in scope.nodes:
            if not isinstance(loop, ast.For) or not isinstance(loop.body[-1], ast.Return):
                continue
            leaving, inner = loop.body[-1], list(statements(loop.body[:-1]))
            if leaving.value is None or any(isinstance(n, ast.Continue | ast.Yield | ast.YieldFrom) for n in inner):
                continue
            gathered = sorted(_gathered(inner) & names(leaving.value))
            started = [n for n in gathered if any(b.at < begin(loop) for b in scope.bindings.get(n, ()))]
            if started:
                yield hit(
                    leaving, f"This leaves the loop at the end of its first round: `{started[0]}` holds only what the first round gave.",
                    loop,
                )  # fmt: skip


def _gathered(inner: list[ast.AST]) -> frozenset[str]:
    """The names into which each round puts more."""
    found = {dotted(n.target) for n in inner if isinstance(n, ast.AugAssign)}
    for node in inner:
        of = receiver(node)
        if of is not None and method(node) in ("append", "extend", "add", "update"):
            found.add(dotted(of))
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            found.add(dotted(node.value))
    return frozenset(found - {""})


CHECK = Check(
    name="return-in-loop",
    title="The loop ends in its first round",
    severity="bug",
    idea="`return` ends the function at once, wherever it stands. What is gathered over all rounds is complete only after the loop.",
    question="How many rounds has this loop made when it gives its result?",
    terms=("Python loops", "Python functions"),
    bad="def total(values):\n    result = 0\n    for value in values:\n        result += value\n        return result\n",
    good="def total(values):\n    result = 0\n    for value in values:\n        result += value\n    return result\n",
    find=_find,
)
