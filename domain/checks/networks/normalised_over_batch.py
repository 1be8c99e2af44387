"""Finds vectors that are normalised or compared across the batch."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, keyword, last, method
from .trails import short


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        name = code.called(call)
        if (
            name == "torch.nn.functional.normalize"
            and _is_first(keyword(call, "dim") or argument(call, 2))
            and call.args
        ):
            if _is_batch(code, call):
                message = f"`{short(call)}` makes each feature's length over the batch 1, not each vector's: the products of two of them are no cosines."
                yield hit(call, message)
        elif name == "torch.nn.functional.cosine_similarity" and _is_first(keyword(call, "dim") or argument(call, 2)):
            outer = code.parents.get(call)
            if isinstance(outer, ast.Attribute) and outer.attr in ("mean", "sum"):
                message = f"`{short(call)}` compares columns: one cosine for each feature over the batch, in place of one for each pair of vectors."
                yield hit(call, message)


def _is_first(axis: ast.expr | None) -> bool:
    return isinstance(axis, ast.Constant) and axis.value == 0 and type(axis.value) is int


def _is_batch(code: Code, call: ast.Call) -> bool:
    """Whether rows are vectors: several are joined, a network gave them, or all are multiplied with all."""
    given = code.value(call.args[0])
    if isinstance(given, ast.Call) and (
        last(code.called(given) or method(given)) in ("cat", "stack", "vstack", "concat")
        or method(given)
        in (
            "encoder",
            "projector",
            "model",
            "backbone",
            "encode_image",
            "encode_text",
            "image_encoder",
            "text_encoder",
            "projection",
        )
    ):
        return True
    outer = code.parents.get(call)
    names = {n.id for n in getattr(outer, "targets", ()) if isinstance(n, ast.Name)}
    for node in code.scope_of(call).nodes:
        if (
            isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.MatMult)
            and isinstance(node.left, ast.Name)
            and node.left.id in names
        ):
            return "T" in ast.unparse(node.right).replace(".t()", ".T").replace("transpose", "T")
    return False


_PROGRAM = """import torch
import torch.nn.functional as F

def similarities(encoder, first, second):
    z = F.normalize(torch.cat([encoder(first), encoder(second)]), dim={dim})
    return z @ z.T
"""
CHECK = Check(
    name="normalised-over-batch",
    title="Vectors are normalised across the batch",
    severity="bug",
    idea="Axis 0 of a batch counts the examples. A vector's length is taken over its own features, the last axis.",
    question="Which numbers should have squares that sum to 1: those of a row, or those of a column?",
    terms=("embeddings", "vectors", "pytorch-tensors"),
    bad=_PROGRAM.format(dim=0),
    good=_PROGRAM.format(dim=-1),
    find=_find,
)
