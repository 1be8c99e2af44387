"""Finds layer classes that are called with a tensor in place of their settings."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import last
from .trails import Trails, short

_NO_TENSORS = frozenset({
    "ReLU", "LeakyReLU", "ELU", "GELU", "SiLU", "Sigmoid", "Tanh", "Softmax", "LogSoftmax", "Flatten", "Dropout", "Dropout2d",
    "MaxPool1d", "MaxPool2d", "AvgPool2d", "BatchNorm1d", "BatchNorm2d", "ReLU6", "Softplus",
})  # fmt: skip


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for scope in code.scopes:
        if last(scope.name) != "forward" or scope.owner not in trails.modules:
            continue
        for call in scope.calls:
            name = code.called(call)
            if (
                name.startswith("torch.nn.")
                and last(name) in _NO_TENSORS
                and call.args
                and _is_tensor(trails, scope, call.args[0])
            ):
                message = (
                    f"`{short(call)}` makes a layer with the tensor as its setting; nothing is applied to it. What follows gets a layer in "
                    f"place of a tensor and stops with a TypeError. It takes two steps: make `nn.{last(name)}()`, then call it."
                )
                yield hit(call, message)


def _is_tensor(trails: Trails, scope: Scope, node: ast.expr) -> bool:
    step = next(trails.steps(node), None)
    if isinstance(node, ast.Name) and scope.parameters[1:2] == [node.id]:
        return True
    return step is not None and step.op not in ("?", "input") and not isinstance(node, ast.Constant)


_PROGRAM = """import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 8)
        self.fc2 = nn.Linear(8, 2)

    def forward(self, x):
        x = {relu}(self.fc1(x))
        return self.fc2(x)
"""
CHECK = Check(
    name="layer-class-on-tensor",
    title="A layer class is given a tensor",
    severity="bug",
    idea="Names in nn are classes: calling one makes a layer from settings. Functions that work on tensors are in nn.functional.",
    question="What does `nn.ReLU(...)` give back: a tensor, or something that can be called with one?",
    terms=("dense-networks", "pytorch-tensors"),
    bad=_PROGRAM.format(relu="nn.ReLU"),
    good=_PROGRAM.format(relu="F.relu"),
    find=_find,
)
