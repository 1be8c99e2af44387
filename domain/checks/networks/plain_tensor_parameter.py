"""Finds weights of a module that are no parameters."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import keyword, last, method, receiver
from .nets import Nets

_RANDOM = frozenset(
    {"torch.randn", "torch.rand", "torch.zeros", "torch.ones", "torch.tensor", "torch.empty", "torch.Tensor"}
)
_MOVES = frozenset({"to", "cuda", "cpu", "float", "double", "half", "clone"})


def _find(code: Code) -> Iterator[Hit]:
    nets = code.fact(Nets)
    for cls in nets.modules:
        for name, found in nets.attributes.get(cls, {}).items():
            value = found[0].value
            if (
                len(found) != 1
                or not isinstance(value, ast.expr)
                or last(code.scope_of(found[0].node).name) != "__init__"
            ):
                continue
            message = _made_plain(code, name, value, cls)
            if message and not _is_given_to_optimiser(nets, cls, name):
                yield hit(value, message)


def _made_plain(code: Code, name: str, value: ast.expr, cls: ast.ClassDef) -> str:
    if isinstance(value, ast.Call) and code.called(value) in _RANDOM:
        wanted = keyword(value, "requires_grad")
        if isinstance(wanted, ast.Constant) and wanted.value is True:
            return (
                f"`{name}` is a plain tensor, not an nn.Parameter: `{cls.name}().parameters()` doesn't contain it, so the optimiser "
                "never changes it, and it is neither saved nor moved with the module."
            )
    if (
        isinstance(value, ast.Call)
        and method(value) == "requires_grad_"
        and code.called(receiver(value) or value) in _RANDOM
    ):
        return f"`{name}` is a plain tensor, not an nn.Parameter: no optimiser over `{cls.name}().parameters()` ever changes it."
    inner = receiver(value) if method(value) in _MOVES else value.left if isinstance(value, ast.BinOp) else None
    if inner is not None and code.called(inner) in ("torch.nn.Parameter", "torch.nn.parameter.Parameter"):
        how = f".{method(value)}()" if isinstance(value, ast.Call) else "the arithmetic"
        return (
            f"`{name}` is what {how} makes of an nn.Parameter, which is a plain tensor: the module doesn't know it as a parameter, and "
            "no optimiser trains it."
        )
    return ""


def _is_given_to_optimiser(nets: Nets, cls: ast.ClassDef, name: str) -> bool:
    """Whether the tensor is read as an attribute outside of its class, or registered."""
    attribute = name.partition(".")[2]
    for scope in nets.code.scopes:
        for node in scope.nodes:
            if isinstance(node, ast.Attribute) and node.attr == attribute and nets.owner(node) is not cls:
                return True
            registers = isinstance(node, ast.Call) and method(node) in (
                "register_parameter",
                "register_buffer",
                "ParameterList",
            )
            if registers and (name in ast.unparse(node) or repr(attribute) in ast.unparse(node)):
                return True
    return False


_PROGRAM = """import torch
import torch.nn as nn

class Scale(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.weight = {weight}

    def forward(self, x):
        return x * self.weight
"""
CHECK = Check(
    name="plain-tensor-parameter",
    title="A weight that isn't a parameter of its module",
    severity="bug",
    idea="A module trains, saves and moves only what it knows: attributes that are nn.Parameter. A tensor that requires gradients gets "
    "them, but no optimiser steps it.",
    question="Which type must an attribute have to appear in `parameters()`?",
    terms=("pytorch-autograd", "pytorch-training-loop"),
    bad=_PROGRAM.format(weight="torch.randn(dim, requires_grad=True)"),
    good=_PROGRAM.format(weight="nn.Parameter(torch.randn(dim))"),
    find=_find,
)
