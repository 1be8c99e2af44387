"""Numbers with fractions put into arrays of whole numbers."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, dotted, keyword, last, method
from .flow import only, shown

_FILLED: Final = frozenset({"zeros", "ones", "empty", "full", "zeros_like", "ones_like", "empty_like", "full_like"})
_INTEGERS: Final = frozenset(
    [
        "int",
        "int8",
        "int16",
        "int32",
        "int64",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "long",
        "short",
        "int_",
        "intp",
        "i4",
        "i8",
    ]
)
_FRACTIONAL: Final = frozenset(
    [
        "mean",
        "std",
        "var",
        "sqrt",
        "exp",
        "log",
        "log2",
        "log10",
        "sin",
        "cos",
        "tanh",
        "median",
        "average",
        "rand",
        "random",
        "normal",
        "uniform",
        "gauss",
        "sigmoid",
        "softmax",
        "norm",
        "random_sample",
        "standard_normal",
    ]
)


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for node in scope.nodes:
            if isinstance(node, ast.Assign) and len(node.targets) == 1:
                target = node.targets[0]
            elif isinstance(node, ast.AugAssign):
                target = node.target
            else:
                continue
            if not isinstance(target, ast.Subscript) or not _has_fraction(code, node):
                continue
            made = _whole_array(code, target.value)
            if made is not None:
                name = shown(target.value)
                yield hit(
                    node, f"`{name}` was made as an array of whole numbers, so what is put into it loses its fraction: "
                    "0.75 becomes 0.", made,
                )  # fmt: skip


def _whole_array(code: Code, node: ast.expr) -> ast.expr | None:
    """The call that made this array of whole numbers, when it is its only one."""
    bound = only(code, node) if dotted(node) else None
    made = bound.value if bound and bound.kind == "assign" and bound.index is None else None
    if not isinstance(made, ast.Call):
        return None
    root, _, rest = code.called(made).partition(".")
    if root not in ("numpy", "torch"):
        return None
    told = keyword(made, "dtype") or (
        argument(made, 1) if root == "numpy" and rest in ("zeros", "ones", "empty") else None
    )
    if told is not None:
        return made if rest in _FILLED | {"array", "tensor", "arange"} and _is_integer(code, told) else None
    listed = rest in ("array", "tensor", "asarray") and bool(made.args) and _is_whole(made.args[0])
    counted = rest == "arange" and bool(made.args) and all(_is_integer_value(code, a) for a in made.args)
    alike = rest in ("zeros_like", "ones_like", "empty_like") and bool(made.args)
    if listed or counted:
        return made
    return made if alike and _whole_array(code, made.args[0]) is not None and root == "numpy" else None


def _is_integer(code: Code, dtype: ast.expr) -> bool:
    if isinstance(dtype, ast.Constant):
        return dtype.value in _INTEGERS
    return last(dotted(dtype)) in _INTEGERS and (code.qualified(dtype) or "").split(".")[0] in ("int", "numpy", "torch")


def _is_whole(node: ast.expr) -> bool:
    """A list, or list of lists, of whole numbers."""
    if not isinstance(node, ast.List | ast.Tuple) or not node.elts:
        return False
    return all(_is_whole(e) if isinstance(e, ast.List | ast.Tuple) else _is_integer_literal(e) for e in node.elts)


def _is_integer_literal(node: ast.expr) -> bool:
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(inner, ast.Constant) and type(inner.value) is int


def _is_integer_value(code: Code, node: ast.expr) -> bool:
    value = code.value(node)
    return _is_integer_literal(value) or (isinstance(value, ast.Call) and code.called(value) == "len")


def _has_fraction(code: Code, node: ast.Assign | ast.AugAssign) -> bool:
    if isinstance(node, ast.AugAssign):
        if isinstance(node.op, ast.Div):
            return True
        return isinstance(node.op, ast.Add | ast.Sub | ast.Mult) and _is_fraction(code, node.value, 6)
    return _is_fraction(code, node.value, 6)


def _is_fraction(code: Code, node: ast.expr, steps: int) -> bool:
    """Whether a value surely has a fraction in general: a literal with one, a division, a mean, a random number."""
    if steps <= 0:
        return False
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float) and not node.value.is_integer()
    if isinstance(node, ast.BinOp):
        sides = (node.left, node.right) if isinstance(node.op, ast.Add | ast.Sub | ast.Mult) else ()
        return isinstance(node.op, ast.Div) or any(_is_fraction(code, side, steps - 1) for side in sides)
    if isinstance(node, ast.UnaryOp):
        return not isinstance(node.op, ast.Not) and _is_fraction(code, node.operand, steps - 1)
    if isinstance(node, ast.Call):
        known = code.called(node)
        return method(node) in _FRACTIONAL and (known.split(".")[0] in ("numpy", "math", "random", "torch", ""))
    if isinstance(node, ast.Name):
        value = _only_value(code, node)
        return value is not None and _is_fraction(code, value, steps - 1)
    return False


def _only_value(code: Code, node: ast.expr) -> ast.expr | None:
    """The only value that a name ever gets."""
    bound = only(code, node)
    return bound.value if bound is not None and bound.kind == "assign" and bound.index is None else None


CHECK = Check(
    name="float-into-int-array",
    title="An array of whole numbers cuts off fractions",
    severity="bug",
    idea="An array has one type for all its elements, fixed when it is made. What is put in later is converted to it without a word.",
    question="Which dtype has this array, and what does that type make of 0.75?",
    terms=("NumPy arrays", "numpy"),
    bad="import numpy as np\n\nweights = np.array([1, 2, 3])\nweights[0] = 0.75\n",
    good="import numpy as np\n\nweights = np.array([1.0, 2.0, 3.0])\nweights[0] = 0.75\n",
    find=_find,
)
