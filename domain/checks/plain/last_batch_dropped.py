"""Batches that leave out the rest at the end."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, last, method
from .flow import shown, statements

_BATCH: Final = re.compile(r"^(bs|batch|batch_?size|minibatch_?size|b)$", re.IGNORECASE)


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for loop in scope.nodes:
            if (
                not isinstance(loop, ast.For)
                or code.called(loop.iter) != "range"
                or not isinstance(loop.iter, ast.Call)
            ):
                continue
            args = loop.iter.args
            if not isinstance(loop.target, ast.Name) or _is_drawn_anew(code, loop):
                continue
            said = _stepped(args) if len(args) == 3 else _counted(code, args[0]) if len(args) == 1 else ""
            if said and _slices(loop, loop.target.id):
                yield hit(loop.iter, f"`{shown(loop.iter)}` {said}")


def _stepped(args: list[ast.expr]) -> str:
    """`range(0, len(X) - batch, batch)`."""
    stop, step = args[1], dotted(args[2])
    less = isinstance(stop, ast.BinOp) and isinstance(stop.op, ast.Sub) and bool(step) and dotted(stop.right) == step
    if less and isinstance(stop, ast.BinOp) and _BATCH.search(last(step)) and _is_length(stop.left):
        return f"ends before the last `{step}` rows: of 100 rows in batches of 10 only 90 are used."
    return ""


def _counted(code: Code, stop: ast.expr) -> str:
    """`range(len(X) // batch)`."""
    count = code.value(stop)
    if isinstance(count, ast.Call) and code.called(count) == "int" and len(count.args) == 1:
        count = count.args[0]
    if not isinstance(count, ast.BinOp) or not isinstance(count.op, ast.FloorDiv | ast.Div):
        return ""
    if _BATCH.search(last(dotted(count.right))) and _is_length(count.left):
        return (
            f"counts only full batches: of 105 rows in batches of 10 the last 5 are never used ({shown(count)} is 10)."
        )
    return ""


def _is_length(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return method(node) == "len" or method(node) == "size"
    return isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "shape"


def _slices(loop: ast.For, name: str) -> bool:
    """Whether rows are picked by slices that the loop's number gives."""
    slices = (node for node in statements(loop.body) if isinstance(node, ast.Slice) and node.upper is not None)
    lower = (node.lower for node in slices if node.lower is not None)
    return any(isinstance(n, ast.Name) and n.id == name for first in lower for n in ast.walk(first))


def _is_drawn_anew(code: Code, loop: ast.For) -> bool:
    """Whether each epoch has another order, so that the rows left out change."""
    outer = code.loops(loop)
    nodes = statements(outer[0].body) if outer else iter(())
    return any(isinstance(n, ast.Call) and method(n) in ("shuffle", "permutation", "randperm", "sample") for n in nodes)


CHECK = Check(
    name="last-batch-dropped",
    title="The last rows are in no batch",
    severity="risk",
    idea="Rows rarely divide by the size of a batch. `range(0, len(X), batch)` also gives the short batch at the end; "
    "a slice past the end is no error.",
    question="With 105 rows and batches of 10, in which batch is row 104?",
    terms=("Python loops", "A training loop in PyTorch"),
    bad="for i in range(0, len(X) - batch_size, batch_size):\n    step(X[i:i + batch_size])\n",
    good="for i in range(0, len(X), batch_size):\n    step(X[i:i + batch_size])\n",
    find=_find,
)
