"""Finds lists that hold the same layer several times."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, method
from .nets import Nets
from .trails import short


def _find(code: Code) -> Iterator[Hit]:
    nets = code.fact(Nets)
    for scope in code.scopes:
        for node in scope.nodes:
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
                one = next(
                    (s.elts[0] for s in (node.left, node.right) if isinstance(s, ast.List) and len(s.elts) == 1), None
                )
            elif isinstance(node, ast.ListComp) and isinstance(node.elt, ast.Name) and _is_counted(node):
                one = node.elt
            else:
                continue
            made = nets.made(one) if one is not None else None
            if (
                made is None
                or one is None
                or not (made.call or isinstance(one, ast.Call))
                or not nets.has_weights(made.name)
            ):
                continue
            if not _becomes_layers(node, code):
                continue
            message = (
                f"`{short(node)}` holds one and the same layer each time, not copies: all of them share their weights, so the "
                "network is as deep as it looks but has the parameters of one layer."
            )
            yield hit(node, message)


def _is_counted(node: ast.ListComp) -> bool:
    """Whether a comprehension only counts: the element doesn't come from its loop."""
    loop = node.generators[0]
    bound = {n.id for g in node.generators for n in ast.walk(g.target) if isinstance(n, ast.Name)}
    return isinstance(loop.iter, ast.Call) and dotted(loop.iter.func) == "range" and dotted(node.elt) not in bound


def _becomes_layers(node: ast.AST, code: Code) -> bool:
    outer = code.parents.get(node)
    outer = code.parents.get(outer) if isinstance(outer, ast.Starred) else outer
    return isinstance(outer, ast.Call) and method(outer) in ("ModuleList", "Sequential")


_PROGRAM = """import torch.nn as nn

class Encoder(nn.Module):
    def __init__(self, dim, depth):
        super().__init__()
        self.layers = nn.ModuleList({layers})

    def forward(self, x):
        for layer in self.layers:
            x = x + layer(x)
        return x
"""
CHECK = Check(
    name="layer-repeated",
    title="The same layer several times in a list",
    severity="risk",
    idea="Multiplying a list copies references, not what they point to. Layers that are meant to differ must each be made.",
    question="How many layers are made here, and how many names do they get?",
    terms=("transformer-block", "dense-networks"),
    bad=_PROGRAM.format(layers="[nn.Linear(dim, dim)] * depth"),
    good=_PROGRAM.format(layers="[nn.Linear(dim, dim) for _ in range(depth)]"),
    find=_find,
)
