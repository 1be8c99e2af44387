"""Finds attention scores that aren't divided by the root of the size."""

import ast
import re
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import method
from .attention import Attention, attentions
from .nets import Nets
from .trails import short

_SCALES = ("sqrt", "scale", "** 0.5", "**0.5", "** -0.5", "rsqrt", "temperature", "temper", "norm", "tau")


def _find(code: Code) -> Iterator[Hit]:
    nets = code.fact(Nets)
    for found in attentions(nets):
        inside = nets.owner(found.softmax) or found.scope.node
        text = ast.unparse(inside)
        raised = next((n for n in found.between if _is_raised(n)), None)
        if raised is not None:
            message = f"`{short(raised)}` multiplies the scores with the root of the size in place of dividing by it: for 64 values per head they come out 64 times too large."
            yield hit(found.softmax, message, raised)
            continue
        divided = any(isinstance(n, ast.BinOp) and isinstance(n.op, ast.Div | ast.Mult) for n in found.between)
        if divided or not _weighs(found) or any(word in text for word in _SCALES):
            continue
        message = (
            f"`{short(found.product)}` goes into the softmax as it is. Its spread grows with the root of the size: for 64 values per head the "
            "scores lie around ±8, the softmax puts nearly all weight on one position, and its gradient vanishes."
        )
        yield hit(found.softmax, message, found.product)


def _is_raised(node: ast.expr) -> bool:
    """Whether scores are multiplied with a root as it is written out."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult):
        return False
    texts = [ast.unparse(one) for one in (node.left, node.right)]
    return any(re.fullmatch(r"(math|np|torch)\.sqrt\([\w.()-]+\)|[\w.()-]+ \*\* 0\.5", text) for text in texts)


def _weighs(found: Attention) -> bool:
    """Whether values are weighted in the same place, so that all of the attention is there."""
    products = (n for n in found.scope.nodes if n is not found.product)
    return any(
        (isinstance(n, ast.BinOp) and isinstance(n.op, ast.MatMult)) or method(n) in ("matmul", "bmm", "einsum")
        for n in products
    )


_PROGRAM = """import torch.nn.functional as F

def attention(q, k, v):
    scores = q @ k.transpose(-2, -1){scale}
    weights = F.softmax(scores, dim=-1)
    return weights @ v
"""
CHECK = Check(
    name="attention-unscaled",
    title="Attention scores aren't scaled",
    severity="risk",
    idea="A sum of d products of independent numbers varies with the root of d. Dividing by it keeps the scores where softmax still has a "
    "gradient.",
    question="How large do scores become when the vectors get longer?",
    terms=("transformer-block", "transformer-intro"),
    bad=_PROGRAM.format(scale=""),
    good=_PROGRAM.format(scale=" / q.size(-1) ** 0.5"),
    find=_find,
)
