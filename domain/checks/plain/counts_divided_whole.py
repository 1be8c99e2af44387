"""Shares of counts by `//`, or cut off by `int`."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from ...finding import Edit, Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, last, method
from .flow import shown

_COUNTED: Final = re.compile(
    r"(^|_)(correct|corrects|num_correct|n_correct|hits|matches|right|tp|tn|fp|fn|true_positives?|wins|errors|wrong|mistakes)(_|$)",
    re.IGNORECASE,
)
_ALL: Final = re.compile(
    r"(^|_)(total|n|num|count|samples|size|len|length|seen|all)(_|$|s$)|(^|_)(num|n)_", re.IGNORECASE
)
_SHARE: Final = re.compile(
    r"(^|_)(acc|loss|accuracy|accuracies|precision|recall|f1|mean|average|avg|error_rate|fraction|proportion|probability|prob)(_|$)",
    re.IGNORECASE,
)
_COUNT: Final = re.compile(r"size|len|length|count|idx|index|step|num|width|height|pos|bits|digits", re.IGNORECASE)


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for node in scope.nodes:
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv) and _is_share(code, node):
                edits = _edits(code, node)
                message = f"`{shown(node)}` drops the fraction: with 9 of 10 it is 0, and only all of them give 1."
                yield hit(node, message, edits=edits)
            elif (
                isinstance(node, ast.Call)
                and code.called(node) in ("int", "round")
                and len(node.args) == 1 == _given(node)
            ):
                inner = node.args[0]
                if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Div) and _are_counts(inner):
                    yield hit(node, f"`{shown(node)}` leaves 0 or 1 of a share: {_rounded(node)}.")


def _given(node: ast.Call) -> int:
    return len(node.args) + len(node.keywords)


def _rounded(node: ast.Call) -> str:
    return "with 9 of 10 it is 0" if method(node) == "int" else "with 6 of 10 it is 1"


def _is_share(code: Code, node: ast.BinOp) -> bool:
    if _are_counts(node):
        return True
    if not _is_total(node.right) or isinstance(node.left, ast.Constant):
        return False
    if _is_sum(node.left) and not _is_scaled(node):
        return (
            _target(code, node) != ""
            and bool(_SHARE.search(_target(code, node)))
            and not _COUNT.search(_target(code, node))
        )
    return False


def _target(code: Code, node: ast.expr) -> str:
    parent = code.parents.get(node)
    if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Mult):
        parent = code.parents.get(parent)
    return last(dotted(parent.targets[0])) if isinstance(parent, ast.Assign) else ""


def _is_sum(node: ast.expr) -> bool:
    """`sum(…)`, `x.sum()`, or a name of a total."""
    return method(node) == "sum" or bool(re.search(r"(^|_)(sum|total|running)(_|$)", last(dotted(node)), re.IGNORECASE))


def _are_counts(node: ast.BinOp) -> bool:
    """What was counted, divided by how many there are."""
    inner = node.left
    while isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and inner.func.attr in ("item", "sum"):
        inner = inner.func.value
    return bool(_COUNTED.search(last(dotted(inner)))) and _is_total(node.right) and not _is_scaled(node)


def _is_scaled(node: ast.BinOp) -> bool:
    return isinstance(node.left, ast.BinOp)


def _is_total(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return method(node) in ("len", "size", "numel", "count")
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Attribute) and node.value.attr == "shape"
    return bool(_ALL.search(last(dotted(node))))


def _edits(code: Code, node: ast.BinOp) -> tuple[Edit, ...]:
    line = code.text.split("\n")[node.lineno - 1]
    at = line.find("//", node.left.end_col_offset or 0, node.right.col_offset)
    if node.lineno != node.end_lineno or not line.isascii() or at < 0:
        return ()
    return (Edit(node.lineno, at + 1, node.lineno, at + 3, "/"),)


CHECK = Check(
    name="counts-divided-whole",
    title="A share is cut down to a whole number",
    severity="bug",
    idea="`//` and `int` drop the fraction, and a share between 0 and 1 is nothing but fraction.",
    question="What does this give when 9 of 10 are right?",
    terms=("What a metric says and hides", "Python basics: values and names"),
    bad="def accuracy(correct, total):\n    return correct // total\n",
    good="def accuracy(correct, total):\n    return correct / total\n",
    find=_find,
)
