"""Computed numbers with fractions compared for equality."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import begin, dotted, method
from .flow import shown

_COMPUTING: Final = frozenset(
    [
        "mean",
        "std",
        "var",
        "sqrt",
        "exp",
        "log",
        "item",
        "norm",
        "average",
        "median",
        "dot",
        "sin",
        "cos",
        "tan",
        "random",
        "uniform",
    ]
)
_STEPS: Final = 4


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for node in scope.nodes:
            if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq | ast.NotEq):
                left, right = node.left, node.comparators[0]
                if _is_unsafe(code, left, right) or _is_unsafe(code, right, left):
                    sign = "==" if isinstance(node.ops[0], ast.Eq) else "!="
                    yield hit(
                        node, f"`{shown(left)} {sign} {shown(right)}` compares rounded numbers to the last bit: "
                        f"{'0.1 + 0.2 == 0.3 is False' if sign == '==' else '0.1 + 0.2 != 0.3 is True'}.",
                    )  # fmt: skip


def _is_unsafe(code: Code, computed: ast.expr, other: ast.expr) -> bool:
    if _is_stepped(code, computed):
        return _is_number(other) and not isinstance(code.statement(computed), ast.Assert)
    if _is_mean(computed) and not isinstance(code.statement(computed), ast.Assert):
        return isinstance(other, ast.Constant) and isinstance(other.value, float) and not other.value.is_integer()
    return _is_inexact(other) and _is_computed(code, computed, _STEPS)


def _is_mean(node: ast.expr) -> bool:
    """`df["age"].mean()`: a sum divided by how many there are, whose last bit depends on the order."""
    return (
        method(node) in ("mean", "std", "var") and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    )


def _is_number(node: ast.expr) -> bool:
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(inner, ast.Constant) and type(inner.value) in (int, float)


def _is_inexact(node: ast.expr) -> bool:
    """A literal that no binary fraction of a few digits equals: 0.1, but not 0.25."""
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    if isinstance(inner, ast.BinOp):
        return _is_inexact(inner.left) or _is_inexact(inner.right)
    return isinstance(inner, ast.Constant) and isinstance(inner.value, float) and not (inner.value * 1024).is_integer()


def _is_stepped(code: Code, node: ast.expr) -> bool:
    """A name that is moved by inexact steps, as `x += 0.1`."""
    name = dotted(node)
    found = code.bindings(name, code.scope_of(node)) if name else []
    return any(_is_inexact_range(code, b.value) for b in found if b.kind == "for") or any(
        b.kind == "augmented"
        and b.value is not None
        and isinstance(getattr(b.node, "op", None), ast.Add | ast.Sub)
        and _is_inexact(code.value(b.value))
        and (b.at < begin(node) or _is_round(code, b.node, node))
        for b in found
    )


def _is_inexact_range(code: Code, value: ast.expr | None) -> bool:
    """`np.arange(0, 1, 0.1)`: numbers that are computed by inexact steps."""
    inexact = isinstance(value, ast.Call) and any(_is_inexact(arg) for arg in value.args)
    return value is not None and inexact and code.called(value) == "numpy.arange"


def _is_round(code: Code, step: ast.AST, node: ast.expr) -> bool:
    """Whether a step is made in a loop that compares again after it."""
    return any(loop in code.around(node) for loop in code.loops(step))


def _is_computed(code: Code, node: ast.expr, steps: int) -> bool:
    """Whether a value is surely computed with fractions, so that it was rounded."""
    if steps <= 0:
        return False
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, ast.Div):
            return True
        sides = (node.left, node.right)
        return isinstance(node.op, ast.Add | ast.Sub | ast.Mult) and (
            any(_is_inexact(s) or _is_computed(code, s, steps - 1) for s in sides)
        )
    if isinstance(node, ast.Call):
        return method(node) in _COMPUTING and not isinstance(code.parents.get(node), ast.Subscript) and bool(
            isinstance(node.func, ast.Attribute)
        )  # fmt: skip
    if isinstance(node, ast.Name):
        value = code.value(node)
        return value is not node and not isinstance(value, ast.Name) and _is_computed(code, value, steps - 1)
    return False


CHECK = Check(
    name="float-equality",
    title="Computed fractions are compared for equality",
    severity="risk",
    idea="Most decimal fractions have no exact binary form, and each step of a computation rounds. "
    "Ask whether two numbers are close, or compare with < and >.",
    question="Which digits does Python show for 0.1 + 0.2?",
    terms=("Python basics: values and names", "NumPy arrays"),
    bad="rate = 0.0\nwhile rate != 1.0:\n    rate += 0.1\n",
    good="rate = 0.0\nwhile rate < 0.95:\n    rate += 0.1\n",
    find=_find,
)
