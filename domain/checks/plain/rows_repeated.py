"""`[[0] * n] * m`: one row under m names."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import dotted, method, receiver
from .flow import shown

_MUTABLE: Final = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
_MAKERS: Final = frozenset(
    {"list", "dict", "set", "collections.defaultdict", "collections.deque", "numpy.zeros", "numpy.ones", "numpy.empty"}
)
_CHANGING: Final = frozenset(
    ["append", "extend", "add", "update", "insert", "pop", "remove", "setdefault", "clear", "sort"]
)


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for node in scope.nodes:
            inner = _repeated(code, node)
            if inner is None or not isinstance(node, ast.expr):
                continue
            parent = code.parents.get(node)
            name = dotted(parent.targets[0]) if isinstance(parent, ast.Assign) and parent.value is node else ""
            change = _change(code, scope, name) if name else None
            if change is not None:
                yield hit(
                    node, f"`{shown(node)}` holds one and the same `{shown(inner)}` again and again: what line {change.lineno} "
                    "changes in one is changed in all.", change,
                )  # fmt: skip


def _repeated(code: Code, node: ast.AST) -> ast.expr | None:
    """What can be changed and is repeated by `*`, or given to all keys by `dict.fromkeys`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        rows = node.left if isinstance(node.left, ast.List) else node.right
        inner = rows.elts[0] if isinstance(rows, ast.List) and len(rows.elts) == 1 else None
    elif isinstance(node, ast.Call) and dotted(node.func) == "dict.fromkeys" and len(node.args) == 2:
        inner = node.args[1]
    else:
        return None
    if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Mult) and isinstance(inner.left, ast.List):
        return inner
    return inner if isinstance(inner, _MUTABLE) or (inner is not None and code.called(inner) in _MAKERS) else None


def _change(code: Code, scope: Scope, name: str) -> ast.expr | None:
    """Where a single element of one of its rows is changed."""
    scopes = code.scopes if name.startswith("self.") or not scope.name else [scope]
    for one in scopes:
        for node in one.nodes:
            if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and _is_row(node.value, name):
                return node
            of = receiver(node) if isinstance(node, ast.Call) else None
            if isinstance(node, ast.Call) and of is not None and _is_row(of, name) and method(node) in _CHANGING:
                return node
    return None


def _is_row(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice) and dotted(node.value) == name


CHECK = Check(
    name="rows-repeated",
    title="All rows are the same list",
    severity="bug",
    idea="`*` repeats references, not contents. A comprehension makes a new row each time.",
    question="After setting grid[0][0], what is in grid[1][0]?",
    terms=("Arrays, stacks and queues", "Python basics: values and names"),
    bad="grid = [[0] * 3] * 3\ngrid[0][0] = 1\n",
    good="grid = [[0] * 3 for _ in range(3)]\ngrid[0][0] = 1\n",
    find=_find,
)
