"""Finds networks that are trained with all parameters frozen."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, begin, dotted, method, receiver
from .trails import short


def _find(code: Code) -> Iterator[Hit]:
    if "get_peft_model" in code.text:
        return
    frees = {name for name, line in _frees(code)}
    for scope in code.scopes:
        for node in scope.nodes:
            name = _frozen(node)
            if not name or name in frees or any(f.startswith(name + ".") for f in frees) or "" in frees:
                continue
            later = [
                n
                for s in code.scopes
                for n in s.nodes
                if isinstance(n, ast.Assign) and _is_part(n.targets[0], name) and begin(n) > begin(node)
            ]
            optimiser = next((c for c in code.calls if _trains(code, c, name)), None)
            if not later and optimiser is not None and isinstance(node, ast.stmt):
                message = (
                    f"All parameters of `{name}` are frozen here and none is set free again or replaced after it, but `{short(optimiser)}` is to "
                    'train them: backward stops with "does not require grad", or nothing changes.'
                )
                yield hit(node, message, optimiser)


def _frozen(node: ast.AST) -> str:
    """The network whose parameters a loop freezes one and all."""
    if (
        isinstance(node, ast.For)
        and isinstance(node.iter, ast.Call)
        and method(node.iter) in ("parameters", "named_parameters")
        and len(node.body) == 1
    ):
        one = node.body[0]
        if isinstance(one, ast.Assign) and dotted(one.targets[0]).endswith(".requires_grad"):
            return (
                dotted(receiver(node.iter) or node)
                if isinstance(one.value, ast.Constant) and one.value.value is False
                else ""
            )
    if isinstance(node, ast.Expr) and method(node.value) == "requires_grad_":
        call = node.value
        given = argument(call, 0, "requires_grad") if isinstance(call, ast.Call) else None
        return dotted(receiver(call) or node) if isinstance(given, ast.Constant) and given.value is False else ""
    return ""


def _frees(code: Code) -> Iterator[tuple[str, int]]:
    """What has its gradients switched on anywhere; "" when that isn't known."""
    for scope in code.scopes:
        for node in scope.nodes:
            if isinstance(node, ast.Assign) and dotted(node.targets[0]).endswith("requires_grad"):
                if not (isinstance(node.value, ast.Constant) and node.value.value is False):
                    yield "", node.lineno
            elif method(node) == "requires_grad_" and isinstance(node, ast.Call):
                given = argument(node, 0, "requires_grad")
                if not (isinstance(given, ast.Constant) and given.value is False):
                    yield "", node.lineno


def _is_part(target: ast.AST, name: str) -> bool:
    base = target.value if isinstance(target, ast.Subscript) else target
    return dotted(base).startswith(name + ".") and not dotted(base).endswith("requires_grad")


def _trains(code: Code, call: ast.Call, name: str) -> bool:
    if not code.called(call).startswith("torch.optim.") or not call.args:
        return False
    given = call.args[0]
    if isinstance(given, ast.Call) and dotted(given.func) == "filter":
        given = given.args[-1]
    if not isinstance(given, ast.Call) or method(given) != "parameters":
        return False
    return dotted(receiver(given) or given) == name or _is_part(receiver(given) or given, name)


_PROGRAM = """import torch
from torch import nn, optim
from torchvision import models

model = models.resnet18(weights="DEFAULT")
{lines}
optimizer = optim.Adam(model.parameters(), lr=1e-3)

def step(x, y):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(x), y).backward()
    optimizer.step()
"""
_FREEZE = "for param in model.parameters():\n    param.requires_grad = False"
_HEAD = "model.fc = nn.Linear(512, 10)"
CHECK = Check(
    name="everything-frozen",
    title="All parameters are frozen, also those to be trained",
    severity="bug",
    idea="A frozen parameter gets no gradient. In transfer learning the body is frozen first, and then a new head is put on, whose parameters "
    "are free.",
    question="Which parameters still require gradients when the optimiser is made?",
    terms=("transfer-learning", "pytorch-autograd"),
    bad=_PROGRAM.format(lines=f"{_HEAD}\n{_FREEZE}"),
    good=_PROGRAM.format(lines=f"{_FREEZE}\n{_HEAD}"),
    find=_find,
)
