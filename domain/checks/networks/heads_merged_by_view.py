"""Finds attention heads that are put together by view alone."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import method, receiver
from .nets import Nets
from .trails import short


def _find(code: Code) -> Iterator[Hit]:
    nets = code.fact(Nets)
    for cls, forward in nets.forwards():
        for call in forward.calls:
            if method(call) not in ("view", "reshape") or len(call.args) != 3:
                continue
            inner = receiver(call)
            if inner is not None and method(inner) == "contiguous":
                inner = receiver(inner)
            bound = nets.settled(inner) if isinstance(inner, ast.Name) else None
            product = bound.value if bound and bound.kind == "assign" and bound.index is None else inner
            values = _right(product)
            made = nets.settled(values) if isinstance(values, ast.Name) else None
            if made is not None and isinstance(made.value, ast.expr) and _is_split(made.value):
                message = (
                    f"`{short(call)}` in `{cls.name}` joins heads that lie as [batch, heads, steps, size]: each position gets parts of several "
                    "positions of one head. Heads and positions must be exchanged back before."
                )
                yield hit(call, message, made.node)


def _right(node: ast.expr | None) -> ast.expr | None:
    """What the weights are multiplied with."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        return node.right
    if isinstance(node, ast.Call) and method(node) == "matmul" and node.args:
        return node.args[-1]
    return None


def _is_split(value: ast.expr) -> bool:
    """Whether heads are split off with their axis before the steps: `.view(B, T, heads, size).transpose(1, 2)`."""
    inner = receiver(value)
    exchanged = (
        method(value) == "transpose"
        and isinstance(value, ast.Call)
        and [ast.unparse(a) for a in value.args] == ["1", "2"]
    )
    return (
        exchanged
        and method(inner or value) in ("view", "reshape")
        and isinstance(inner, ast.Call)
        and len(inner.args) == 4
    )


_PROGRAM = """import torch.nn as nn

class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.value = nn.Linear(dim, dim)

    def forward(self, x, weights):
        B, T, C = x.shape
        v = self.value(x).view(B, T, self.heads, C // self.heads).transpose(1, 2)
        out = weights @ v
        return out{back}.reshape(B, T, C)
"""
CHECK = Check(
    name="heads-merged-by-view",
    title="Attention heads are joined by view alone",
    severity="bug",
    idea="view and reshape keep the order of the values. The axis of the heads must come to stand beside their size before both become one.",
    question="Which two axes must be neighbours so that they can be joined?",
    terms=("transformer-block", "pytorch-tensors"),
    bad=_PROGRAM.format(back=""),
    good=_PROGRAM.format(back=".transpose(1, 2)"),
    find=_find,
)
