"""Finds two factors that both begin with zeros, so that neither gets a gradient."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, last, method, names
from .nets import Nets

_ZEROS = frozenset({"torch.zeros", "torch.zeros_like"})


def _find(code: Code) -> Iterator[Hit]:
    nets = code.fact(Nets)
    for cls, forward in nets.forwards():
        zeros = _zeros(code, nets, cls)
        for node in forward.nodes if len(zeros) > 1 else ():
            if not isinstance(node, ast.BinOp | ast.Call) or isinstance(code.parents.get(node), ast.BinOp):
                continue
            found = [name for name in zeros if _is_factor(node, name)]
            if len(found) == 2 and _multiplies(_product(node, found), found):
                message = (
                    f"`{found[0]}` and `{found[1]}` both begin with zeros and are multiplied: the gradient of each has the other as a factor, so both "
                    "are 0, at this step and at every other."
                )
                yield hit(zeros[found[1]], message, zeros[found[0]], node)
                break


def _zeros(code: Code, nets: Nets, cls: ast.ClassDef) -> dict[str, ast.expr]:
    """The parameters, or layers by their weight, of a class that begin with zeros, and where they get them."""
    found: dict[str, ast.expr] = {}
    for name, bound in nets.attributes.get(cls, {}).items():
        value = bound[0].value
        made = isinstance(value, ast.Call) and last(code.called(value)) == "Parameter" and bool(value.args)
        if len(bound) == 1 and isinstance(value, ast.Call) and made and code.called(value.args[0]) in _ZEROS:
            found[name] = value
    for call in (call for scope in nets.methods(cls).values() for call in scope.calls):
        name = dotted(call.args[0]).removesuffix(".weight") if call.args else ""
        if name.startswith("self.") and name.count(".") == 1 and _fills(call):
            found[name] = call
        elif name in found and method(call).endswith("_"):
            del found[name]
    return found


def _fills(call: ast.Call) -> bool:
    """Whether an initialiser makes everything 0."""
    return method(call) == "zeros_" or (method(call) == "constant_" and ast.unparse(call.args[-1]) in ("0", "0.0"))


def _is_factor(node: ast.AST, name: str) -> bool:
    return name in names(node)


def _multiplies(node: ast.AST, both: list[str]) -> bool:
    """Whether an expression is the product of both: of two parameters, or of a layer with what another gave."""
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Mult | ast.MatMult) and not any(
            isinstance(n, ast.Add | ast.Sub) for n in ast.walk(node)
        )
    return isinstance(node, ast.Call) and (
        dotted(node.func) in both or method(node) in ("matmul", "mm", "bmm", "einsum")
    )


def _product(node: ast.AST, both: list[str]) -> ast.AST:
    """The smallest expression that has both factors."""
    for child in ast.iter_child_nodes(node):
        if all(_is_factor(child, name) for name in both):
            return _product(child, both)
    return node


_PROGRAM = """import torch
import torch.nn as nn

class Adapter(nn.Module):
    def __init__(self, dim, rank):
        super().__init__()
        self.down = nn.Parameter({down})
        self.up = nn.Parameter(torch.zeros(rank, dim))

    def forward(self, x):
        return x + x @ self.down @ self.up
"""
CHECK = Check(
    name="zero-times-zero",
    title="Two factors both begin with zeros",
    severity="bug",
    idea="The gradient of a product's factor is the other factor. In a low-rank update one of the two begins with zeros, the other at random.",
    question="What is the gradient of the first factor while the second is 0, and the reverse?",
    terms=("lora", "backpropagation"),
    bad=_PROGRAM.format(down="torch.zeros(dim, rank)"),
    good=_PROGRAM.format(down="torch.randn(dim, rank) * 0.01"),
    find=_find,
)
