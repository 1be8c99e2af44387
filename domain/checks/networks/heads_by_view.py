"""Finds attention heads that are split off by view alone."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, method, receiver
from .trails import Trails, short


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for cls, forward in trails.forwards():
        shapes = [
            n
            for n in forward.nodes
            if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Tuple) and len(n.targets[0].elts) == 3
        ]
        known = [
            n
            for n in shapes
            if isinstance(n.targets[0], ast.Tuple) and ("shape" in short(n.value) or "size" in short(n.value))
        ]
        if not known or not isinstance(known[0].targets[0], ast.Tuple):
            continue
        batch, steps, _ = (dotted(one) for one in known[0].targets[0].elts)
        for call in forward.calls:
            if method(call) in ("view", "reshape") and len(call.args) == 4 and batch and steps:
                sizes = [dotted(one) for one in call.args]
                if (
                    sizes[0] == batch
                    and sizes[2] == steps
                    and sizes[1] != steps
                    and _is_projected(trails, receiver(call))
                ):
                    message = (
                        f"`{short(call)}` in `{cls.name}` counts the values off as heads first, but they lie as [{batch}, {steps}, heads, size]: each "
                        "head gets parts of several positions. Positions and heads must be exchanged after a view in their true order."
                    )
                    yield hit(call, message, known[0])


def _is_projected(trails: Trails, node: ast.expr | None) -> bool:
    step = next(trails.steps(node), None)
    return step is not None and step.op == "linear"


_PROGRAM = """import torch.nn as nn

class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(dim, dim)

    def forward(self, x):
        B, T, C = x.shape
        q = self.query(x){split}
        return q
"""
CHECK = Check(
    name="heads-by-view",
    title="Attention heads are split off by view alone",
    severity="bug",
    idea="view keeps the order of the values. Heads lie beside each other within a position, so the position's axis must come first, and be "
    "exchanged with transpose.",
    question="After the projection, which values lie next to each other in memory: those of one head at one position, or of one head at all?",
    terms=("transformer-block", "pytorch-tensors"),
    bad=_PROGRAM.format(split=".view(B, self.heads, T, C // self.heads)"),
    good=_PROGRAM.format(split=".view(B, T, self.heads, C // self.heads).transpose(1, 2)"),
    find=_find,
)
