"""Finds whole numbers that should have gradients."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, keyword, last
from .trails import short


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        wanted = keyword(call, "requires_grad")
        name = code.called(call)
        if not (isinstance(wanted, ast.Constant) and wanted.value is True) or not name.startswith("torch."):
            continue
        kind = keyword(call, "dtype")
        text = last(dotted(kind)) if kind is not None else ""
        given = _numbers(call.args[0]) if name == "torch.tensor" and call.args else []
        whole = kind is None and bool(given) and all(type(one) is int for one in given)
        counts = (
            name == "torch.arange"
            and kind is None
            and all(_numbers(a) and type(_numbers(a)[0]) is int for a in call.args)
        )
        if whole or counts or text in ("int", "long", "int32", "int64", "int8", "int16", "uint8", "bool"):
            message = f'`{short(call)}` holds whole numbers: "only Tensors of floating point and complex dtype can require gradients".'
            yield hit(call, message)


def _numbers(node: ast.expr) -> list[object]:
    """All numbers of a written list, flat; nothing when any part isn't a number."""
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.List | ast.Tuple):
        parts = [_numbers(one) for one in node.elts]
        return [n for part in parts for n in part] if all(parts) else []
    return []


CHECK = Check(
    name="integer-requires-grad",
    title="Gradients of whole numbers",
    severity="bug",
    idea="A gradient says what a small change would do. Whole numbers can't change by a little, so only floats have gradients.",
    question="Of which type is a tensor made from `[1, 2, 3]`?",
    terms=("pytorch-autograd", "pytorch-tensors"),
    bad="import torch\n\nx = torch.tensor([1, 2, 3], requires_grad=True)\n",
    good="import torch\n\nx = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)\n",
    find=_find,
)
