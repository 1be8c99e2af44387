"""Values that one axis was taken out of, as `q.max(1)[0]`, and those that were picked as a column with gather."""

import ast
from typing import Final

from ..syntax import argument, keyword, last, method, receiver
from .trails import Trails

_PASSES: Final = frozenset({"detach", "float", "to", "double", "clone", "cuda", "cpu", "clamp"})
_REDUCES: Final = frozenset({"max", "min", "amax", "sum", "mean", "logsumexp"})
_FLATTENS: Final = frozenset({"squeeze", "flatten", "ravel"})
_MOST: Final = 8


def is_reduced(trails: Trails, node: ast.expr | None, deep: int = 0) -> bool:
    """Whether a value surely has lost its second axis, `q.max(1)[0]`, alone or in a sum with others."""
    if node is None or deep > _MOST:
        return False
    if isinstance(node, ast.BinOp):
        return is_reduced(trails, node.left, deep + 1) or is_reduced(trails, node.right, deep + 1)
    if isinstance(node, ast.Call):
        return _is_reducing(trails, node, deep)
    if isinstance(node, ast.Subscript | ast.Attribute):
        first = isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and node.slice.value == 0
        return (first or (isinstance(node, ast.Attribute) and node.attr == "values")) and _reduces(trails, node.value)
    bound = trails.settled(node)
    if bound is None or bound.kind != "assign" or bound.value is None:
        return False
    if bound.index == 0:
        return _reduces(trails, bound.value)
    return bound.index is None and is_reduced(trails, bound.value, deep + 1)


def _is_reducing(trails: Trails, call: ast.Call, deep: int) -> bool:
    if method(call) in _PASSES:
        return is_reduced(trails, receiver(call), deep + 1)
    if method(call) in _FLATTENS:
        return _picks(trails, receiver(call)) is not None
    return method(call) == "amax" and _reduces(trails, call)


def _reduces(trails: Trails, node: ast.expr) -> bool:
    if not isinstance(node, ast.Call) or method(node) not in _REDUCES or keyword(node, "keepdim") is not None:
        return False
    at = 1 if trails.code.called(node).startswith("torch.") else 0
    axis = argument(node, at, "dim")
    return axis is not None and ast.unparse(axis) in ("1", "-1") and len(node.args) <= at + 1


def picked(trails: Trails, node: ast.expr | None) -> ast.Call | None:
    """The gather along axis 1 with a column of indices that a value comes from with shape [N, 1]."""
    for _ in range(_MOST):
        call = _picks(trails, node)
        if call is not None:
            return call
        if isinstance(node, ast.Call) and method(node) in _PASSES:
            node = receiver(node)
            continue
        bound = trails.settled(node) if node is not None else None
        if bound is None or bound.kind != "assign" or bound.index is not None:
            return None
        node = bound.value
    return None


def _picks(trails: Trails, node: ast.expr | None) -> ast.Call | None:
    if not isinstance(node, ast.Call) or method(node) != "gather":
        return None
    at = 1 if last(trails.code.called(node)) == "gather" else 0
    axis, index = argument(node, at, "dim"), argument(node, at + 1, "index")
    return node if axis is not None and ast.unparse(axis) in ("1", "-1") and index is not None else None
