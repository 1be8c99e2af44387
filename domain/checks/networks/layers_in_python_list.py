"""Finds layers that an nn.Module keeps in a plain list or dict."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, method
from .nets import Nets
from .trails import short

_REGISTERS = frozenset(
    {
        "ModuleList",
        "ParameterList",
        "ParameterDict",
        "register_parameter",
        "ModuleDict",
        "Sequential",
        "add_module",
        "register_module",
        "setattr",
    }
)


def _find(code: Code) -> Iterator[Hit]:
    nets = code.fact(Nets)
    for cls in nets.modules:
        bound = nets.attributes.get(cls, {})
        registers = frozenset(n.func for n in ast.walk(cls) if isinstance(n, ast.Call) and method(n) in _REGISTERS)
        given = {
            dotted(n)
            for func in registers
            for n in ast.walk(code.parents[func])
            if isinstance(n, ast.Attribute | ast.Name)
        }
        for name, found in bound.items():
            made = [_local(nets, b.value) for b in found if b.value is not None and b.index is None]
            if name in given or len(made) != len(found) or any(not isinstance(value, _PLAIN) for _, value in made):
                continue
            local, value = made[0]
            layer = _layer_in(nets, value) or _appended(nets, cls, name) or _appended(nets, cls, local)
            if layer is not None and found[0].value is not None and value is not None and local not in given:
                message = (
                    f"`{name}` is a plain Python {_kind(value)}, so the layers in it (`{short(layer)}`) aren't part of the "
                    f"module: `{cls.name}().parameters()` leaves them out, no optimiser trains them, and `.to(device)` doesn't move them."
                )
                yield hit(found[0].value, message, layer, value)


_PLAIN = ast.List | ast.ListComp | ast.Dict | ast.DictComp | ast.Tuple | ast.BinOp


def _local(nets: Nets, value: ast.expr | None) -> tuple[str, ast.expr | None]:
    """The list that a local variable holds, with its name; else the value itself."""
    bound = nets.settled(value) if isinstance(value, ast.Name) else None
    return (bound.name, bound.value) if bound and bound.kind == "assign" and bound.index is None else ("", value)


def _kind(value: ast.expr) -> str:
    return {"L": "list", "D": "dict", "T": "tuple", "B": "list"}[type(value).__name__[0]]


def _layer_in(nets: Nets, value: ast.expr | None) -> ast.expr | None:
    """A layer with weights of its own that is made inside a list or dict."""
    parts: list[ast.expr] = []
    if isinstance(value, ast.BinOp):
        return _layer_in(nets, value.left) if isinstance(value.left, ast.List) else None
    if isinstance(value, ast.List | ast.Tuple):
        parts = value.elts
    elif isinstance(value, ast.Dict):
        parts = value.values
    elif isinstance(value, ast.ListComp):
        parts = [value.elt]
    elif isinstance(value, ast.DictComp):
        parts = [value.value]
    return next((p for p in parts if isinstance(p, ast.Call) and _has_weights(nets, p)), None)


def _has_weights(nets: Nets, call: ast.Call) -> bool:
    name = nets.code.called(call)
    return nets.has_weights(name) or name in ("torch.nn.Parameter", "torch.nn.parameter.Parameter")


def _appended(nets: Nets, cls: ast.ClassDef, name: str) -> ast.expr | None:
    for call in nets.calls.get(f"{name}.append", ()) if name else ():
        value = call.args[0] if call.args else None
        if nets.owner(call) is cls and isinstance(value, ast.Call) and _has_weights(nets, value):
            return value
    return None


_PROGRAM = """import torch.nn as nn

class Net(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.layers = {layers}
        self.out = nn.Linear(width, 1)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x).relu()
        return self.out(x)
"""
CHECK = Check(
    name="layers-in-python-list",
    title="Layers in a plain list are never trained",
    severity="bug",
    idea="A module knows the layers that are its attributes or stand in a ModuleList or ModuleDict. What Python's own lists hold it "
    "doesn't see.",
    question="How many parameters does the network say it has, and how many did you expect?",
    terms=("pytorch-training-loop", "dense-networks"),
    bad=_PROGRAM.format(layers="[nn.Linear(width, width) for _ in range(depth)]"),
    good=_PROGRAM.format(layers="nn.ModuleList([nn.Linear(width, width) for _ in range(depth)])"),
    find=_find,
)
