"""Finds modules that set layers without having called nn.Module's own __init__."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import begin, dotted, method
from .nets import Nets


def _find(code: Code) -> Iterator[Hit]:
    nets = code.fact(Nets)
    for cls in nets.modules:
        scope = nets.methods(cls).get("__init__")
        if scope is None or any(base in code.classes for base in code.bases(cls)) or cls.decorator_list:
            continue
        layers = [
            b
            for name, found in scope.bindings.items()
            if name.startswith("self.")
            for b in found
            if _is_layer(nets, b.value)
        ]
        calls = [c for c in scope.calls if method(c) == "__init__" or dotted(c.func) == "super"]
        if layers and not calls:
            yield hit(_line(layers[0].node), _message(cls, layers[0].name, "never calls"), scope.node)
        elif layers and begin(layers[0].node) < begin(calls[0]):
            yield hit(_line(layers[0].node), _message(cls, layers[0].name, "doesn't yet call"), calls[0])


def _is_layer(nets: Nets, value: ast.expr | None) -> bool:
    return isinstance(value, ast.Call) and (
        nets.code.called(value).startswith("torch.nn.") or nets.is_module(nets.code.called(value))
    )


def _line(node: ast.AST) -> ast.stmt:
    assert isinstance(node, ast.stmt)
    return node


def _message(cls: ast.ClassDef, name: str, how: str) -> str:
    return (
        f'`{cls.name}.__init__` {how} `super().__init__()` before it sets `{name}`: making the network stops with "cannot assign '
        'module before Module.__init__() call".'
    )


_PROGRAM = """import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        {first}self.fc = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc(x)
"""
CHECK = Check(
    name="super-init-missing",
    title="nn.Module's __init__ isn't called before layers are set",
    severity="bug",
    idea="nn.Module's __init__ makes the tables in which layers and parameters are registered. A class with an __init__ of its own "
    "must call it first.",
    question="Where would the module note its first layer, if nothing has prepared it?",
    terms=("pytorch-training-loop", "dense-networks"),
    bad=_PROGRAM.format(first=""),
    good=_PROGRAM.format(first="super().__init__()\n        "),
    find=_find,
)
