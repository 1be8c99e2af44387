"""An inner loop that takes the outer loop's name."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import begin, end
from .flow import is_path


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for inner in scope.nodes:
            if not isinstance(inner, ast.For):
                continue
            for outer in code.loops(inner):
                taken = _names(inner.target) & _names(outer.target) if isinstance(outer, ast.For) else frozenset()
                if not taken:
                    continue
                read = [n for n in ast.walk(outer) if _reads(n, taken) and end(inner) < begin(n)]
                read = [
                    n
                    for n in read
                    if code.scope_of(n) is scope and is_path(code, inner, n) and not _renewed(outer, inner, n)
                ]
                if read and isinstance(read[0], ast.Name):
                    name = read[0].id
                    yield hit(
                        inner.target, f"The inner loop sets `{name}`, the outer loop's name: line {read[0].lineno} sees the inner loop's "
                        "last value.", outer, read[0],
                    )  # fmt: skip
                    break


def _names(target: ast.expr) -> frozenset[str]:
    return frozenset(n.id for n in ast.walk(target) if isinstance(n, ast.Name) and n.id.strip("_"))


def _reads(node: ast.AST, taken: frozenset[str]) -> bool:
    return isinstance(node, ast.Name) and node.id in taken and isinstance(node.ctx, ast.Load)


def _renewed(outer: ast.stmt, inner: ast.For, read: ast.AST) -> bool:
    """Whether the name gets another value between the inner loop and where it is read."""
    name = read.id if isinstance(read, ast.Name) else ""
    stores = (n for n in ast.walk(outer) if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store))
    within = any(isinstance(n, ast.comprehension) and name in _names(n.target) for n in ast.walk(outer))
    return within or any(end(inner) < begin(n) for n in stores)


CHECK = Check(
    name="loop-name-reused",
    title="The inner loop takes the outer loop's name",
    severity="bug",
    idea="Loops have no names of their own: both set the same one. After the inner loop the outer value is gone.",
    question="Which value has this name in the line after the inner loop?",
    terms=("Python loops",),
    bad="for i in range(3):\n    for i in range(2):\n        pass\n    print(i)\n",
    good="for i in range(3):\n    for j in range(2):\n        pass\n    print(i)\n",
    find=_find,
)
