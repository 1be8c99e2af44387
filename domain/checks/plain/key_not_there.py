"""`counts[word] += 1` in a plain dict that nothing has filled."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import dotted, method
from .flow import is_within, shown

_CHANGING: Final = frozenset(["append", "add", "extend", "update"])
_HARMLESS: Final = frozenset(["print", "len", "sorted", "max", "min", "sum", "dict", "list"])
_READING: Final = frozenset(["items", "keys", "values", "get", "most_common"])


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for name, bound in scope.bindings.items():
            if "." in name or not all(
                b.kind == "assign" and b.index is None and _is_empty(code, b.value) for b in bound
            ):
                continue
            first = _first_use(code, scope, name)
            if first is not None and not _may_be_filled(code, scope, name):
                yield hit(
                    first,
                    f"`{name}` is an empty dict (line {bound[0].at[0]}), and `{shown(first)}` is read before anything was put there: "
                    "KeyError for the first key.",
                    bound[0].at[0],
                )


def _is_empty(code: Code, value: ast.expr | None) -> bool:
    parent = code.parents.get(value) if value is not None else None
    if isinstance(parent, ast.Assign) and len(parent.targets) > 1:
        return False  # filled under its other name, perhaps
    if isinstance(value, ast.Dict):
        return not value.keys
    return isinstance(value, ast.Call) and code.called(value) == "dict" and not value.args and not value.keywords


def _first_use(code: Code, scope: Scope, name: str) -> ast.Subscript | None:
    """The first place that reads a key to change what is there: `d[k] += 1`, `d[k].append(x)`."""
    for node in scope.nodes:
        if isinstance(node, ast.Subscript) and dotted(node.value) == name and _is_changed(code, node):
            return node
    return None


def _is_changed(code: Code, node: ast.Subscript) -> bool:
    parent = code.parents.get(node)
    if isinstance(parent, ast.AugAssign):
        return parent.target is node
    outer = code.parents.get(parent) if isinstance(parent, ast.Attribute) else None
    return (
        isinstance(parent, ast.Attribute)
        and parent.attr in _CHANGING
        and isinstance(outer, ast.Call)
        and outer.func is parent
    )


def _may_be_filled(code: Code, scope: Scope, name: str) -> bool:
    """Whether the dict is filled anywhere, or goes where it may be, or its keys are asked about."""
    uses = [
        n
        for s in code.scopes
        if s is scope or is_within(s, scope)
        for n in s.nodes
        if isinstance(n, ast.Name) and n.id == name
    ]
    return any(
        code.scope_of(use) is not scope or (isinstance(use.ctx, ast.Load) and not _is_harmless(code, use))
        for use in uses
    ) or any(isinstance(n, ast.Try) for n in scope.nodes)


def _is_harmless(code: Code, use: ast.Name) -> bool:
    parent = code.parents.get(use)
    if isinstance(parent, ast.Subscript):
        return isinstance(parent.ctx, ast.Load) or _is_changed(code, parent)
    if isinstance(parent, ast.Attribute):
        return parent.attr in _READING
    if isinstance(parent, ast.Call):
        return method(parent) in _HARMLESS
    return isinstance(parent, ast.Return | ast.For | ast.FormattedValue)


CHECK = Check(
    name="key-not-there",
    title="A key is read that nothing has put there",
    severity="bug",
    idea="`d[key] += 1` reads `d[key]` first, and a plain dict has no answer for a key it doesn't know. "
    "`collections.defaultdict` and `Counter` do, and `d.get(key, 0)`.",
    question="What is read on the right-hand side when this word comes up for the first time?",
    terms=("hash-tables-trees", "Python basics: values and names"),
    bad="counts = {}\nfor word in words:\n    counts[word] += 1\nprint(counts)\n",
    good="counts = {}\nfor word in words:\n    counts[word] = counts.get(word, 0) + 1\nprint(counts)\n",
    find=_find,
)
