"""Finds leaves of the graph that are changed in place."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..bindings import Binding
from ..check import Check, hit
from ..code import Code
from ..syntax import begin, dotted, keyword, method, receiver
from .trails import short


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        leaves = {
            name: found
            for name, found in scope.bindings.items()
            if len(_made(found)) == 1 and _is_leaf(code, _made(found)[0].value)
        }
        for node in scope.nodes if leaves else ():
            target = _changed(node)
            if target not in leaves or begin(node) < begin(leaves[target][0].node) or ".grad" in ast.unparse(node):
                continue
            if any("grad" in ast.unparse(one) or "inference" in ast.unparse(one) for one in code.contexts(node)):
                continue
            assert isinstance(node, ast.expr | ast.stmt)
            message = (
                f"`{target}` is a leaf that requires gradients (made with `requires_grad=True`), and `{short(node)}` changes it in place: PyTorch "
                'stops with "a leaf Variable that requires grad is being used in an in-place operation".'
            )
            yield hit(node, message, leaves[target][0].node)


def _made(found: list[Binding]) -> list[Binding]:
    return [b for b in found if b.kind != "augmented"]


def _is_leaf(code: Code, value: ast.expr | None) -> bool:
    if not isinstance(value, ast.Call) or not code.called(value).startswith("torch."):
        return False
    wanted = keyword(value, "requires_grad")
    return isinstance(wanted, ast.Constant) and wanted.value is True


def _changed(node: ast.AST) -> str:
    """The name of what is changed in place."""
    if isinstance(node, ast.AugAssign):
        return dotted(node.target.value if isinstance(node.target, ast.Subscript) else node.target)
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
        return dotted(node.targets[0].value)
    name = method(node)
    if (
        isinstance(node, ast.Call)
        and name.endswith("_")
        and name not in ("requires_grad_", "retain_grad_")
        and not name.startswith("_")
    ):
        return dotted(receiver(node) or node)
    return ""


_PROGRAM = """import torch

w = torch.zeros(3, requires_grad=True)
{line}
loss = (w * torch.ones(3)).sum()
loss.backward()
"""
CHECK = Check(
    name="in-place-on-leaf",
    title="A leaf that requires gradients is changed in place",
    severity="bug",
    idea="Autograd computes gradients for the value that a leaf had. It refuses to let that value change under it, except within no_grad.",
    question="For which value of the tensor would the gradient be: the one before, or after the change?",
    terms=("pytorch-autograd",),
    bad=_PROGRAM.format(line="w += 1"),
    good=_PROGRAM.format(line="v = w + 1"),
    find=_find,
)
