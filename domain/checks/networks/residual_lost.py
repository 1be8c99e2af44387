"""Finds residual connections that add nothing of the input."""

import ast
import re
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import begin
from .nets import Nets
from .trails import short

_KEPT = re.compile(r"^(residual|identity|shortcut|skip|res)$")


def _find(code: Code) -> Iterator[Hit]:
    for cls, forward in code.fact(Nets).forwards():
        yield from _never_added(cls, forward)
        yield from _to_itself(forward)


def _never_added(cls: ast.ClassDef, forward: Scope) -> Iterator[Hit]:
    read = {n.id for n in ast.walk(forward.node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    for name, found in forward.bindings.items():
        first = found[0]
        if _KEPT.match(name) and name not in read and isinstance(first.node, ast.Assign):
            yield hit(
                first.node,
                f"`{name}` is kept in `{cls.name}.forward` and never added: the block has no residual connection.",
            )


def _to_itself(forward: Scope) -> Iterator[Hit]:
    for node in forward.nodes:
        left, right = None, None
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = node.left, node.right
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
            left, right = node.target, node.value
        if not isinstance(left, ast.Name) or not isinstance(right, ast.Name) or left.id != right.id:
            continue
        bound = [b for b in forward.bindings.get(left.id, ()) if b.at <= begin(node) and b.node is not node]
        if (
            bound
            and bound[-1].kind == "assign"
            and isinstance(bound[-1].value, ast.Call)
            and isinstance(node, ast.expr | ast.stmt)
        ):
            message = f"`{short(node)}` adds `{left.id}` to itself: what the layer was given is gone, so nothing goes around the layer."
            yield hit(node, message, bound[-1].node)


_PROGRAM = """import torch.nn as nn

class Block(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.inner = nn.Linear(dim, dim)

    def forward(self, x):
        out = self.inner(x)
        return out + {other}
"""
CHECK = Check(
    name="residual-lost",
    title="A residual connection adds nothing of the input",
    severity="bug",
    idea="A residual connection adds what a block was given to what it computed, so that the gradient has a way around.",
    question="Which value holds the block's input when the sum is made?",
    terms=("cnn", "transformer-block"),
    bad=_PROGRAM.format(other="out"),
    good=_PROGRAM.format(other="x"),
    find=_find,
)
