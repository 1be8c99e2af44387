"""Sizes of tensors in code: which axis of which tensor a number is the size of, and what a tensor was made from."""

import ast
from typing import Final

from ..syntax import dotted, last, method, receiver
from .nets import Nets

_SAME: Final = frozenset(
    {
        "float",
        "double",
        "half",
        "to",
        "div",
        "contiguous",
        "astype",
        "clone",
        "copy",
        "byte",
        "type",
        "cuda",
        "cpu",
        "numpy",
    }
)
_TAKES: Final = frozenset({"from_numpy", "tensor", "as_tensor", "FloatTensor", "array", "asarray", "ascontiguousarray"})


def axis_of(nets: Nets, node: ast.expr) -> int | None:
    """The axis whose size this is, of whatever tensor: `x.size(1)`, or `T` of `B, T, C = x.shape`."""
    found = size_of(nets, node)
    return found[1] if found else None


def size_of(nets: Nets, node: ast.expr) -> tuple[str, int] | None:
    """The tensor, by its name, and the axis that a size is of."""
    for _ in range(4):
        direct = _direct(node)
        if direct or not isinstance(node, ast.Name | ast.Attribute):
            return direct
        bound = nets.code.binding(node)
        if bound is None or bound.kind != "assign" or bound.value is None:
            return None
        if bound.index is not None:
            owner = _shape(bound.value)
            return (dotted(owner), bound.index) if owner is not None else None
        node = bound.value
    return None


def _direct(node: ast.expr) -> tuple[str, int] | None:
    at: ast.expr | None = None
    owner: ast.expr | None = None
    if isinstance(node, ast.Call) and method(node) == "size" and len(node.args) == 1:
        owner, at = receiver(node), node.args[0]
    elif isinstance(node, ast.Subscript):
        owner, at = _shape(node.value), node.slice
    elif isinstance(node, ast.Call) and dotted(node.func) == "len" and len(node.args) == 1:
        owner, at = node.args[0], ast.Constant(0)
    if owner is None or not dotted(owner):
        return None
    if isinstance(at, ast.Constant) and isinstance(at.value, int):
        return dotted(owner), at.value
    return None


def _shape(node: ast.expr) -> ast.expr | None:
    """What `x.shape` and `x.size()` are the sizes of."""
    if isinstance(node, ast.Call) and method(node) == "size" and not node.args:
        return receiver(node)
    return node.value if isinstance(node, ast.Attribute) and node.attr == "shape" else None


def origin(nets: Nets, node: ast.expr | None) -> ast.expr | None:
    """What a tensor is a plain conversion of, as far back as it can be followed: its values lie in the same order."""
    for _ in range(10):
        if isinstance(node, ast.Call) and last(dotted(node.func)) in _TAKES and node.args:
            node = node.args[0]
        elif isinstance(node, ast.Call) and method(node) in _SAME and receiver(node) is not None:
            node = receiver(node)
        elif isinstance(node, ast.BinOp) and isinstance(node.right, ast.Constant):
            node = node.left
        elif isinstance(node, ast.Name):
            bound = nets.code.binding(node)
            if bound is None or bound.kind != "assign" or bound.index is not None or bound.value is None:
                return node
            if not isinstance(bound.value, ast.Call | ast.BinOp | ast.Name):
                return node
            following = origin(nets, bound.value) if bound.value is not node else None
            return following if following is not None else node
        else:
            return node
    return node
