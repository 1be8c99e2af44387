"""`zip`, `map`, generators: read a second time they are empty."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import begin
from .flow import is_path, statements

_ONCE: Final = frozenset(
    {"zip", "map", "filter", "reversed", "enumerate", "csv.reader", "csv.DictReader", "itertools.chain"}
)
_ALL: Final = frozenset(["list", "tuple", "set", "sorted", "sum", "dict", "max", "min", "frozenset"])


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for name, found in scope.bindings.items():
            if len(found) != 1 or found[0].kind != "assign" or found[0].index is not None or "." in name:
                continue
            value = found[0].value
            if not _is_read_once(code, value) or value is None:
                continue
            uses = [n for n in scope.nodes if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)]
            if any(code.scope_of(n) is not scope for n in uses) or not all(_is_whole(code, n) for n in uses):
                continue
            again = _second(code, found[0].node, uses)
            if again is not None:
                yield hit(
                    again, f"`{name}` can be gone through once; here it is already used up, so this sees nothing at all.", value
                )  # fmt: skip


def _is_read_once(code: Code, value: ast.expr | None) -> bool:
    return isinstance(value, ast.GeneratorExp) or (value is not None and code.called(value) in _ONCE)


def _is_whole(code: Code, use: ast.Name) -> bool:
    """Whether a use goes through all of it, so that nothing is left."""
    parent = code.parents.get(use)
    if isinstance(parent, ast.For) and parent.iter is use:
        return not any(isinstance(n, ast.Break | ast.Return) for n in statements(parent.body))
    if isinstance(parent, ast.comprehension):
        return parent.iter is use
    return isinstance(parent, ast.Call) and use in parent.args and code.called(parent) in _ALL and len(parent.args) == 1


def _second(code: Code, made: ast.AST, uses: list[ast.Name]) -> ast.Name | None:
    """The use at which it is surely used up."""
    outside = len(code.loops(made))
    for number, use in enumerate(uses):
        parent = code.parents.get(use)
        within = [loop for loop in code.loops(use) if loop is not parent and begin(loop) > begin(made)]
        if len(within) > 0 and len(code.loops(use)) > outside and not any(_leaves(loop) for loop in within):
            return use
        if any(is_path(code, earlier, use) and begin(earlier) < begin(use) for earlier in uses[:number]):
            return use
    return None


def _leaves(loop: ast.For | ast.AsyncFor | ast.While) -> bool:
    return any(isinstance(n, ast.Break | ast.Return) for n in statements(loop.body))


CHECK = Check(
    name="iterator-used-up",
    title="An iterator is gone through a second time",
    severity="bug",
    idea="`zip`, `map` and generators make their values as they are asked and keep none. "
    "What is needed more than once belongs into a list.",
    question="What does a second `list(…)` of the same zip give?",
    terms=("Python loops", "Python functions"),
    bad="pairs = zip(xs, ys)\nfor epoch in range(10):\n    for x, y in pairs:\n        step(x, y)\n",
    good="pairs = list(zip(xs, ys))\nfor epoch in range(10):\n    for x, y in pairs:\n        step(x, y)\n",
    find=_find,
)
