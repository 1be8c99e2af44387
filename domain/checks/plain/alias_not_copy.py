"""A second name for an array, meant as a copy of it."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..bindings import Binding
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import begin, dotted, end, last, method, names, receiver
from .flow import reads
from .frames import Data
from .none_results import is_inplace

_KEPT: Final = re.compile(
    r"(^|_)(best|old|prev|previous|original|orig|backup|copy|initial|init|before|saved|snapshot)(_|$|\d)", re.I
)
_CHANGING: Final = frozenset(
    ["append", "extend", "sort", "reverse", "insert", "remove", "clear", "update", "fill", "pop"]
)


def _find(code: Code) -> Iterator[Hit]:
    data = code.fact(Data)
    yield from _seen_under_both(code, data)
    for scope in code.scopes:
        for name, found in scope.bindings.items():
            if not _KEPT.search(last(name)):
                continue
            for bound in found:
                value = bound.value
                if bound.kind != "assign" or bound.index is not None or not isinstance(value, ast.Name):
                    continue
                kind = data.kind(value)
                change = (
                    _change(code, scope, bound, value.id, kind) if kind and kind not in ("text", "number") else None
                )
                if change is not None and any(end(bound.node) < begin(r) for r in _later(code, scope, name, bound)):
                    line = getattr(change, "lineno", 0)
                    yield hit(
                        value, f"`{name}` and `{value.id}` are two names of one object: what line {line} changes in `{value.id}` "
                        f"is changed in `{name}` too.", line,
                    )  # fmt: skip


def _seen_under_both(code: Code, data: Data) -> Iterator[Hit]:
    """`Y = X`, then a change of the one in place, then the other is read as if it had stayed as it was."""
    for scope in code.scopes:
        for name, found in scope.bindings.items():
            value = found[0].value
            if (
                sum(b.kind != "augmented" for b in found) != 1
                or found[0].kind != "assign"
                or found[0].index is not None
                or not isinstance(value, ast.Name)
            ):
                continue
            kind, bound = data.kind(value), found[0]
            if kind not in ("array", "frame", "list") or _KEPT.search(name) or "." in name or code.loops(bound.node):
                continue
            change = _change(code, scope, bound, name, kind)
            if change is None or begin(change) < bound.at or _is_given_on(scope, name, value.id):
                continue
            read = next(
                (r for r in _reads_of_other(code, scope, value.id) if end(code.statement(change)) < begin(r)), None
            )
            if read is not None and not any(
                end(bound.node) < b.at < begin(read) for b in scope.bindings.get(value.id, ())
            ):
                yield hit(
                    value, f"`{name}` and `{value.id}` are two names of one object: what line {begin(change)[0]} changes in `{name}` "
                    f"has changed in `{value.id}` too, which line {read.lineno} reads.", change, read,
                )  # fmt: skip


def _reads_of_other(code: Code, scope: Scope, name: str) -> list[ast.expr]:
    """Where the first name is read for its values, in order; not where it is changed."""
    found = [r for r in reads(code, name, scope) if code.scope_of(r) is scope]
    return sorted((r for r in found if not isinstance(getattr(code.parents.get(r), "ctx", None), ast.Store)), key=begin)


def _is_given_on(scope: Scope, name: str, other: str) -> bool:
    """Whether both names are meant as one: the first gets its value from the second again."""
    bound = scope.bindings.get(other, ())
    return any(b.value is not None and name in names(b.value) for b in bound)


def _later(code: Code, scope: Scope, name: str, bound: Binding) -> Iterator[ast.expr]:
    return (node for node in reads(code, name, scope) if begin(node) > bound.at)


def _change(code: Code, scope: Scope, bound: Binding, name: str, kind: str) -> ast.AST | None:
    """The first change in place of the object after (or in the same loop as) it got its second name."""
    loops = code.loops(bound.node)
    first = begin(loops[-1]) if loops else end(bound.node)
    renewed = [b.at for b in scope.bindings.get(name, ()) if b.kind != "augmented" and b.at > first]
    until = min((at for at in renewed if not loops or at < end(loops[-1])), default=(10**9, 0))
    if loops and until < end(loops[-1]):
        return None  # a new object in each round
    for node in scope.nodes:
        if first < begin(node) < until and _changes(node, name, kind):
            return node
    return None


def _changes(node: ast.AST, name: str, kind: str) -> bool:
    if isinstance(node, ast.AugAssign):
        target = node.target
        if isinstance(target, ast.Name):
            return target.id == name and kind in ("array", "list", "frame", "series", "tensor")
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
        base = (
            node.value.value
            if isinstance(node.value, ast.Attribute) and node.value.attr in ("loc", "iloc", "at")
            else node.value
        )
        return dotted(base) == name
    if isinstance(node, ast.Call):
        of = receiver(node)
        same = of is not None and dotted(of) == name
        return same and (is_inplace(node) or (kind in ("list", "dict", "set") and method(node) in _CHANGING))
    return False


CHECK = Check(
    name="alias-not-copy",
    title="Two names of one object, not a copy",
    severity="bug",
    idea="`b = a` gives the same object a second name. What is changed in place is seen under both; `a.copy()` is another object.",
    question="How many arrays are there after this line?",
    terms=("Python basics: values and names", "NumPy arrays"),
    bad="import numpy as np\n\nw = np.zeros(3)\nold_w = w\nw += 1\nprint(w - old_w)\n",
    good="import numpy as np\n\nw = np.zeros(3)\nold_w = w.copy()\nw += 1\nprint(w - old_w)\n",
    find=_find,
)
