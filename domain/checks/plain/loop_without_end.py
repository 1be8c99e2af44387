"""A `while` loop in which nothing changes what it asks."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import dotted, last, method
from .flow import is_within, shown

_LEAVING: Final = frozenset(
    ["exit", "quit", "_exit", "abort", "next", "get", "recv", "read", "readline", "send", "fail", "skip", "kill"]
)
_KNOWN: Final = frozenset(
    ["print", "len", "range", "append", "sleep", "input", "int", "float", "str", "round", "abs", "sum", "min", "max", "sqrt", "format",
     "step", "backward", "zero_grad", "item", "random", "randint", "choice", "join", "strip", "lower", "upper", "predict", "fit"]
)  # fmt: skip


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for loop in scope.nodes:
            if (
                isinstance(loop, ast.While)
                and (names := _asked(scope, loop))
                and not _may_end(code, scope, loop, names)
            ):
                yield hit(
                    loop.test,
                    f"Nothing in the loop changes `{'` or `'.join(sorted(names))}`: once `{shown(loop.test)}` is true it stays so, "
                    "and the loop never ends.",
                )


def _asked(scope: Scope, loop: ast.While) -> frozenset[str]:
    """The names of numbers that the loop compares; none when it asks anything else."""
    test = loop.test
    if not isinstance(test, ast.Compare) or not all(
        isinstance(op, ast.Lt | ast.LtE | ast.Gt | ast.GtE | ast.NotEq) for op in test.ops
    ):
        return frozenset()
    sides = [_counted(side) for side in (test.left, *test.comparators)]
    names = frozenset(s.id for s in sides if isinstance(s, ast.Name))
    if not all(isinstance(s, ast.Name | ast.Constant) for s in sides) or not all(
        name in scope.bindings for name in names
    ):
        return frozenset()
    return names if any(_is_number(scope, name) for name in names) else frozenset()


def _counted(side: ast.expr) -> ast.expr:
    """`items` of `len(items)`; else the side itself."""
    return side.args[0] if isinstance(side, ast.Call) and dotted(side.func) == "len" and len(side.args) == 1 else side


def _is_number(scope: Scope, name: str) -> bool:
    found = scope.bindings.get(name, [])
    values = [b.value for b in found if b.kind == "assign" and b.index is None]
    return bool(values) and all(isinstance(v, ast.Constant) and isinstance(v.value, int | float) for v in values[:1])


def _may_end(code: Code, scope: Scope, loop: ast.While, names: frozenset[str]) -> bool:
    """Whether the loop changes a name, is left, or calls what isn't known to come back."""
    inner = [s for s in code.scopes if is_within(s, scope)]
    if any(isinstance(n, ast.Global | ast.Nonlocal) and names & set(n.names) for s in (scope, *inner) for n in s.nodes):
        return True
    for node in ast.walk(loop):
        if isinstance(
            node, ast.Break | ast.Return | ast.Raise | ast.Yield | ast.YieldFrom | ast.Await | ast.Assert | ast.Try
        ):
            return True
        if isinstance(node, ast.Name) and node.id in names and _may_change(code, node):
            return True
        if isinstance(node, ast.Call) and (method(node) in _LEAVING or method(node) not in _KNOWN):
            return True
        if isinstance(node, ast.Call) and last(dotted(node.func)) in code.functions:
            return True
    return False


def _may_change(code: Code, node: ast.Name) -> bool:
    """Whether a name gets a value here, or is something that a method, an item or another name changes."""
    parent = code.parents.get(node)
    item = isinstance(parent, ast.Subscript) and isinstance(parent.ctx, ast.Store | ast.Del)
    return (
        isinstance(node.ctx, ast.Store | ast.Del)
        or item
        or isinstance(parent, ast.Attribute | ast.Assign | ast.Starred)
    )


CHECK = Check(
    name="loop-without-end",
    title="Nothing in this loop can end it",
    severity="bug",
    idea="A `while` loop ends when its condition becomes false, so something in its body has to change what the condition asks.",
    question="Which line of the body brings the condition nearer to being false?",
    terms=("Python loops",),
    bad="i = 0\nwhile i < 10:\n    print(i)\n",
    good="i = 0\nwhile i < 10:\n    print(i)\n    i += 1\n",
    find=_find,
)
