"""`np.empty` taken for zeros."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import begin, dotted, end
from .flow import shown

_EMPTY: Final = frozenset({"numpy.empty", "numpy.empty_like", "torch.empty", "torch.empty_like"})


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for name, found in scope.bindings.items():
            bound = found[0]
            if (
                bound.kind != "assign"
                or bound.value is None
                or bound.index is not None
                or code.called(bound.value) not in _EMPTY
            ):
                continue
            first = _first_use(scope, name, end(bound.node))
            if first is not None:
                yield hit(
                    first, f"`{shown(bound.value)}` holds whatever was in memory; adding to it gives that plus the sum.", bound.value
                )  # fmt: skip


def _first_use(scope: Scope, name: str, after: tuple[int, int]) -> ast.stmt | None:
    """The statement that adds to an array before anything is put into it."""
    for node in scope.nodes:
        if begin(node) <= after:
            continue
        if isinstance(node, ast.AugAssign):
            target = node.target.value if isinstance(node.target, ast.Subscript) else node.target
            if dotted(target) == name:
                return node
        if isinstance(node, ast.Name | ast.Attribute) and dotted(node) == name:
            return None
    return None


CHECK = Check(
    name="empty-taken-for-zeros",
    title="An empty array is taken for zeros",
    severity="bug",
    idea="`empty` only reserves memory and leaves in it what was there. `zeros` starts at 0.",
    question="Which numbers are in this array before the first addition?",
    terms=("NumPy arrays", "PyTorch tensors"),
    bad="import numpy as np\n\ntotal = np.empty(3)\nfor row in rows:\n    total += row\n",
    good="import numpy as np\n\ntotal = np.zeros(3)\nfor row in rows:\n    total += row\n",
    find=_find,
)
