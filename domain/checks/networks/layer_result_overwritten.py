"""Finds results of layers in forward that are overwritten before anything reads them."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .trails import Trails, short


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for cls, forward in trails.forwards():
        node = forward.node
        assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if not any(isinstance(n, ast.FunctionDef | ast.Lambda) for n in forward.nodes):
            yield from _block(trails, cls, node.body)


def _block(trails: Trails, cls: ast.ClassDef, body: list[ast.stmt]) -> Iterator[Hit]:
    """Only plain assignments one after another are looked at: what branches may read what it likes."""
    waiting: dict[str, ast.Assign] = {}
    for one in body:
        read = {n.id for n in ast.walk(one) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        waiting = {name: made for name, made in waiting.items() if name not in read}
        if not isinstance(one, ast.Assign) or len(one.targets) != 1 or not isinstance(one.targets[0], ast.Name):
            continue
        name = one.targets[0].id
        if name in waiting:
            message = (
                f"`{name} = {short(waiting[name].value)}` has no effect: `{name}` is set again here from something else before "
                f"anything reads it, so that step of `{cls.name}` is left out."
            )
            yield hit(one, message, waiting[name])
        if isinstance(one.value, ast.Call) and _is_layer(trails, one.value):
            waiting[name] = one
    end = body[-1]
    if isinstance(end, ast.Return) and isinstance(end.value, ast.Name):
        for name, made in waiting.items():
            message = f"`{name}` is computed by `{short(made.value)}` but `{end.value.id}` is returned: that step of `{cls.name}` is lost."
            yield hit(end, message, made)


def _is_layer(trails: Trails, call: ast.Call) -> bool:
    step = next(trails.steps(call), None)
    return step is not None and step.op not in ("?", "input", "size") and step.node is call


_PROGRAM = """import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 8)
        self.fc2 = nn.Linear(8, 8)

    def forward(self, x):
        out = F.relu(self.fc1(x))
        out = self.fc2({given})
        return out
"""
CHECK = Check(
    name="layer-result-overwritten",
    title="A layer's result is overwritten before it is used",
    severity="bug",
    idea="In forward each layer gets the result of the one before. A result that nothing reads takes its layer out of the network.",
    question="Which tensor should the second layer be given?",
    terms=("dense-networks", "debug-training"),
    bad=_PROGRAM.format(given="x"),
    good=_PROGRAM.format(given="out"),
    find=_find,
)
