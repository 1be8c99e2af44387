"""Finds networks whose forward is called in place of the network."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit, replaced
from ..code import Code
from ..syntax import dotted, method, receiver
from .nets import Nets
from .trails import short


def _find(code: Code) -> Iterator[Hit]:
    nets = code.fact(Nets)
    for call in code.calls:
        owner = receiver(call)
        if method(call) != "forward" or owner is None or dotted(owner) in ("", "self", "cls") or _is_own(nets, owner):
            continue
        made = nets.made(owner)
        if made and (nets.is_module(made.name) or made.name.startswith(("torch.nn.", "torchvision.models."))):
            message = (
                f"`{short(call)}` runs only the method: hooks (of profilers, quantisation, weight norm, pruning) are passed by. "
                f"`{short(owner)}(…)` calls forward and them."
            )
            yield hit(call, message, edits=replaced(call.func, ast.unparse(owner)))


def _is_own(nets: Nets, owner: ast.expr) -> bool:
    """Whether a class itself is named, as a subclass calls its parent's forward."""
    return dotted(owner) in nets.code.classes or nets.code.qualified(owner).startswith("torch.nn.")


_PROGRAM = """import torch
import torch.nn as nn

model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
x = torch.randn(3, 4)
out = {call}(x)
"""
CHECK = Check(
    name="forward-called",
    title="forward is called in place of the network",
    severity="smell",
    idea="Calling a module runs its hooks and then forward. Who calls forward by name leaves the hooks out.",
    question="What does `model(x)` do besides calling `forward`?",
    terms=("pytorch-training-loop", "dense-networks"),
    bad=_PROGRAM.format(call="model.forward"),
    good=_PROGRAM.format(call="model"),
    find=_find,
)
