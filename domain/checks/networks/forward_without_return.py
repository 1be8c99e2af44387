"""Finds a forward that gives nothing back."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .nets import Nets


def _find(code: Code) -> Iterator[Hit]:
    for cls, forward in code.fact(Nets).forwards():
        if any(isinstance(n, ast.Return | ast.Yield | ast.YieldFrom | ast.Raise) for n in forward.nodes):
            continue
        node = forward.node
        assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        end = node.body[-1]
        if node.decorator_list or not isinstance(end, ast.Assign | ast.AugAssign) or _is_kept(end) or not forward.calls:
            continue
        yield hit(
            end,
            f"`{cls.name}.forward` computes but has no `return`: `model(x)` is None, and the loss stops with an error.",
            node,
        )


def _is_kept(end: ast.Assign | ast.AugAssign) -> bool:
    """Whether the last thing sets an attribute or item, which outlives the call."""
    target = end.targets[0] if isinstance(end, ast.Assign) else end.target
    return not isinstance(target, ast.Name)


_PROGRAM = """import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        x = self.fc(x)
{end}"""
CHECK = Check(
    name="forward-without-return",
    title="forward returns nothing",
    severity="bug",
    idea="A function without return gives None; what was computed in it is lost.",
    question="What is the value of `model(x)` when forward ends here?",
    terms=("dense-networks", "functions"),
    bad=_PROGRAM.format(end=""),
    good=_PROGRAM.format(end="        return x\n"),
    find=_find,
)
