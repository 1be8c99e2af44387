"""Finds methods of a module whose names are near misses."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .nets import Nets

_NEAR = {
    "forward": (
        "foward",
        "farward",
        "forwad",
        "forwrd",
        "froward",
        "forword",
        "fowrard",
        "forwards",
        "_forward_",
        "__forward__",
        "Forward",
        "forward_",
    ),
    "__init__": ("_init_", "__int__", "__init", "init__", "_init__", "__init_", "__intit__", "__inti__"),
}


def _find(code: Code) -> Iterator[Hit]:
    nets = code.fact(Nets)
    for cls in nets.modules:
        methods = nets.methods(cls)
        for right, wrongs in _NEAR.items():
            for wrong in wrongs:
                if wrong in methods and right not in methods and f"self.{wrong}" not in nets.calls:
                    node = methods[wrong].node
                    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                    happens = (
                        "calling the network raises NotImplementedError"
                        if right == "forward"
                        else "it never runs, so the layers are missing"
                    )
                    message = f"`{cls.name}.{wrong}` is no name that nn.Module knows; `{right}` was meant: {happens}."
                    yield hit(node, message)


_PROGRAM = """import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)

    def {name}(self, x):
        return self.fc(x)
"""
CHECK = Check(
    name="module-method-misspelled",
    title="A method of the module has a misspelled name",
    severity="bug",
    idea="PyTorch finds what to do by the exact names `__init__` and `forward`. Any other name is just another method.",
    question="Letter by letter: which method does `model(x)` look for?",
    terms=("dense-networks", "classes"),
    bad=_PROGRAM.format(name="foward"),
    good=_PROGRAM.format(name="forward"),
    find=_find,
)
