"""A default value that a function changes or gives away."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import dotted, method, receiver
from .flow import shown

_MUTABLE: Final = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
_MAKERS: Final = frozenset(
    {"list", "dict", "set", "collections.defaultdict", "collections.deque", "collections.Counter"}
)
_CHANGING: Final = frozenset(
    [
        "append",
        "extend",
        "add",
        "update",
        "insert",
        "pop",
        "popitem",
        "remove",
        "setdefault",
        "clear",
        "sort",
        "reverse",
        "appendleft",
        "discard",
    ]
)

_ON_PURPOSE: Final = re.compile(r"^_|cache|memo", re.IGNORECASE)


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        if not isinstance(scope.node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for arg, default in _defaults(scope.node.args):
            if _ON_PURPOSE.search(arg.arg) or (
                not isinstance(default, _MUTABLE) and code.called(default) not in _MAKERS
            ):
                continue
            change = _change(code, scope, arg.arg)
            if change is not None:
                yield hit(
                    default, f"`{arg.arg}={shown(default, 30)}` is made once, when `{scope.node.name}` is defined, and shared by all its "
                    f"calls: what line {change.lineno} changes in the first call is still changed in the second.", change,
                )  # fmt: skip


def _defaults(args: ast.arguments) -> Iterator[tuple[ast.arg, ast.expr]]:
    plain = [*args.posonlyargs, *args.args]
    yield from zip(plain[len(plain) - len(args.defaults) :], args.defaults, strict=False)
    yield from ((arg, default) for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=False) if default)


def _change(code: Code, scope: Scope, name: str) -> ast.expr | ast.stmt | None:
    """Where the parameter's object is changed, or kept in `self`; None when it gets another object first."""
    if any(b.kind != "parameter" and b.kind != "augmented" for b in scope.bindings.get(name, ())):
        return None
    for node in scope.nodes:
        if _changes(node, name) and isinstance(node, ast.expr | ast.stmt):
            return node
        kept = dotted(node.targets[0]) if isinstance(node, ast.Assign) and dotted(node.value) == name else ""
        if isinstance(node, ast.Assign) and kept.startswith("self.") and _is_changed(code, scope, kept):
            return node
    return None


def _is_changed(code: Code, scope: Scope, kept: str) -> bool:
    """Whether any method of the class changes what `self` keeps."""
    return any(_changes(node, kept) for one in code.scopes if one.owner is scope.owner for node in one.nodes)


def _changes(node: ast.AST, name: str) -> bool:
    """Whether a node changes the object of that name in place."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.ctx, ast.Store | ast.Del) and dotted(node.value) == name
    if isinstance(node, ast.AugAssign):
        return dotted(node.target) == name
    of = receiver(node)
    return of is not None and dotted(of) == name and method(node) in _CHANGING


CHECK = Check(
    name="mutable-default",
    title="A default value is shared by all calls",
    severity="bug",
    idea="A default value is made once, when the function is defined, and every call that gives none gets the same object.",
    question="What does the list hold at the start of the second call?",
    terms=("Python functions", "Python basics: values and names"),
    bad="def add(value, values=[]):\n    values.append(value)\n    return values\n",
    good="def add(value, values=None):\n    values = [] if values is None else values\n    values.append(value)\n    return values\n",
    find=_find,
)
