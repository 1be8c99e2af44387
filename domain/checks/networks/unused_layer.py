"""Finds layers and buffers that a module makes and never uses."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import dotted, last
from .linear_into_linear import CHECK as LINEAR
from .nets import Nets
from .trails import short

_ACTIVATIONS = frozenset({"ReLU", "LeakyReLU", "Tanh", "Sigmoid", "GELU", "ELU", "SiLU"})
_OPEN = frozenset(
    {"getattr", "modules", "children", "named_children", "named_modules", "setattr", "vars", "_modules", "__dict__"}
)


def _find(code: Code) -> Iterator[Hit]:
    nets = code.fact(Nets)
    read = {n.attr for s in code.scopes for n in s.nodes if isinstance(n, ast.Attribute) and _is_read(n)}
    if read & _OPEN or any(dotted(c.func) in _OPEN for c in code.calls):
        return
    based = {last(dotted(base)) for cls in code.classes.values() for base in cls.bases}
    for cls, forward in nets.forwards():
        known = all(base.startswith("torch.nn.") or last(base) == "LightningModule" for base in code.bases(cls))
        if cls.name in based or not known or not nets.returns(forward):
            continue
        for name, found in nets.attributes.get(cls, {}).items():
            layer = found[0].value
            if (
                name[5:] in read
                or "." in name[5:]
                or len(found) != 1
                or not isinstance(layer, ast.Call)
                or isinstance(found[0].node, ast.AugAssign)
            ):
                continue
            made = code.called(layer)
            if last(made) in _ACTIVATIONS and any(
                cls.lineno < one.line <= (cls.end_lineno or 0) for one in LINEAR.find(code)
            ):
                continue
            if made.startswith("torch.nn.") and made != "torch.nn.Parameter" and not made.endswith("Loss"):
                message = f"`{name}` (`{short(layer)}`) is made in `{cls.name}` but nothing uses it"
                yield hit(
                    layer,
                    f"{message}: forward leaves it out, so its weights never change and its effect is missing.",
                    forward.node,
                )
        yield from _buffers(cls, forward, read)


def _buffers(cls: ast.ClassDef, forward: Scope, read: set[str]) -> Iterator[Hit]:
    for node in ast.walk(cls):
        if isinstance(node, ast.Call) and dotted(node.func) == "self.register_buffer" and node.args:
            name = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
            if isinstance(name, str) and name not in read:
                message = f"The buffer `{name}` is registered in `{cls.name}` but nothing reads it: what it was for (a mask?) isn't done."
                yield hit(node, message, forward.node)


def _is_read(node: ast.Attribute) -> bool:
    return isinstance(node.ctx, ast.Load | ast.Del) and not (
        isinstance(node.value, ast.Name) and node.value.id in ("torch", "F", "np", "nn")
    )


_PROGRAM = """import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 32)
        self.dropout = nn.Dropout(0.5)
        self.fc2 = nn.Linear(32, 2)

    def forward(self, x):
        x = self.fc1(x).relu()
        {line}return self.fc2(x)
"""
CHECK = Check(
    name="unused-layer",
    title="A layer is made but never used",
    severity="smell",
    idea="What __init__ makes only says what a network has; what it does is written in forward.",
    question="Where does the data pass through this layer?",
    terms=("dense-networks", "debug-training"),
    bad=_PROGRAM.format(line=""),
    good=_PROGRAM.format(line="x = self.dropout(x)\n        "),
    find=_find,
)
