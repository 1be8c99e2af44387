"""Finds constant tensors of a module that don't move with it."""

import ast
import re
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, last, method, receiver
from .nets import Nets

_MAKES = frozenset(
    {
        "torch.zeros",
        "torch.ones",
        "torch.tensor",
        "torch.arange",
        "torch.linspace",
        "torch.tril",
        "torch.triu",
        "torch.eye",
        "torch.full",
    }
)
_SHAPES = frozenset({"unsqueeze", "view", "transpose", "reshape", "float", "bool", "t"})
_MOVED = re.compile(r"model\.to\(|net\.to\(|\.to\(device\)|\.cuda\(\)|\.to\(['\"]cuda")


def _find(code: Code) -> Iterator[Hit]:
    if not _MOVED.search(code.text):
        return
    nets = code.fact(Nets)
    for cls, forward in nets.forwards():
        text = ast.unparse(cls)
        if "device" in text or ".to(" in text or ".cuda(" in text or "type_as" in text:
            continue
        for name, found in nets.attributes.get(cls, {}).items():
            value = found[0].value
            if len(found) != 1 or last(code.scope_of(found[0].node).name) != "__init__" or value is None:
                continue
            if not _is_made(code, value) or not any(dotted(n) == name for n in forward.nodes):
                continue
            message = (
                f"`{name}` is a plain tensor: `{cls.name}().to(device)` leaves it on the CPU, and it isn't in the state_dict. On a GPU forward stops "
                "with an error about two devices."
            )
            yield hit(value, message)


def _is_made(code: Code, node: ast.expr) -> bool:
    for _ in range(6):
        node = code.value(node)
        if not isinstance(node, ast.Call):
            return False
        if code.called(node) in _MAKES:
            wanted = [k for k in node.keywords if k.arg in ("requires_grad", "device")]
            return not wanted
        inner = receiver(node) if method(node) in _SHAPES else None
        if inner is None:
            return False
        node = inner
    return False


_PROGRAM = """import torch
import torch.nn as nn

class Scaled(nn.Module):
    def __init__(self, dim):
        super().__init__()
        {line}

    def forward(self, x):
        return x * self.scale

model = Scaled(8).to(device)
"""
CHECK = Check(
    name="buffer-missing",
    title="A module's constant tensor doesn't move with it",
    severity="risk",
    idea="A module moves and saves its parameters and buffers. Any other tensor that it holds stays where it was made.",
    question="On which device is this tensor after the module was moved?",
    terms=("gpu-basics", "pytorch-tensors"),
    bad=_PROGRAM.format(line="self.scale = torch.ones(dim)"),
    good=_PROGRAM.format(line='self.register_buffer("scale", torch.ones(dim))'),
    find=_find,
)
