"""Finds contrastive losses in which each vector also is its own rival."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, dotted, last, method, receiver
from .losses import losses
from .trails import Trails, short

_HIDES = ("eye(", "fill_diagonal", "diag", "masked_fill", "mask", "-inf", "1e9", "triu", "tril", "logical_not")


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for loss in losses(trails):
        scope = code.scope_of(loss.call)
        product = _product(code, loss.output) if loss.kind == "CrossEntropyLoss" else None
        if product is None or any(word in ast.unparse(scope.node) for word in _HIDES):
            continue
        message = (
            f"`{short(product)}` also compares each vector with itself, which is the highest of all similarities: in `{short(loss.call)}` it is a "
            "rival that the true partner can never beat."
        )
        yield hit(loss.call, message, product)


def _product(code: Code, node: ast.expr | None) -> ast.expr | None:
    """The product of all vectors with all behind scores, when they are two views behind each other, multiplied with themselves."""
    for _ in range(6):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.Mult):
            node = node.left
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            return node if _is_same(node.left, node.right) and _is_joined(code, node.left) else None
        elif isinstance(node, ast.Call) and method(node) in ("matmul", "mm") and len(node.args) == 2:
            return node if _is_same(node.args[0], node.args[1]) and _is_joined(code, node.args[0]) else None
        else:
            bound = code.binding(node) if isinstance(node, ast.Name) else None
            node = bound.value if bound and bound.kind == "assign" and bound.index is None else None
    return None


def _is_same(left: ast.expr, right: ast.expr) -> bool:
    inner = (
        receiver(right)
        if method(right) in ("t", "transpose")
        else right.value
        if isinstance(right, ast.Attribute)
        else None
    )
    return inner is not None and bool(dotted(left)) and dotted(left) == dotted(inner)


def _is_joined(code: Code, node: ast.expr) -> bool:
    for _ in range(4):
        bound = code.binding(node) if isinstance(node, ast.Name) else None
        value = bound.value if bound and bound.index is None else node
        if not isinstance(value, ast.Call):
            return False
        if last(code.called(value) or method(value)) in ("cat", "concat", "vstack"):
            return True
        if last(code.called(value) or method(value)) != "normalize":
            return False
        given = argument(value, 0, "input")
        if given is None:
            return False
        node = given
        if isinstance(node, ast.Call) and last(code.called(node) or method(node)) in ("cat", "concat", "vstack"):
            return True
    return False


_PROGRAM = """import torch
import torch.nn.functional as F

def contrast(first, second, heat=0.1):
    n = first.size(0)
    z = F.normalize(torch.cat([first, second]), dim=1)
    scores = z @ z.T / heat
{hide}    partners = torch.cat([torch.arange(n, 2 * n), torch.arange(n)])
    return F.cross_entropy(scores, partners)
"""
CHECK = Check(
    name="pairs-with-themselves",
    title="Each vector is compared with itself too",
    severity="bug",
    idea="A contrastive loss picks the partner among the other vectors. The vector itself must be taken out of the choice.",
    question="Which entry of a row of these similarities is the highest, before anything is learned?",
    terms=("embeddings", "clip-paper", "loss-functions"),
    bad=_PROGRAM.format(hide=""),
    good=_PROGRAM.format(hide='    scores.fill_diagonal_(float("-inf"))\n'),
    find=_find,
)
