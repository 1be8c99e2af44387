"""Finds layers and tensor methods whose result nobody takes."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import keyword, last, method, receiver
from .trails import Trails, short

_ONLY_TENSORS = frozenset(
    {
        "masked_fill",
        "unsqueeze",
        "permute",
        "log_softmax",
        "softmax",
        "contiguous",
        "clamp",
        "masked_scatter",
        "index_fill",
        "sigmoid",
    }
)
_TORCH = _ONLY_TENSORS | frozenset(
    [
        "relu",
        "tanh",
        "squeeze",
        "transpose",
        "flatten",
        "reshape",
        "cat",
        "stack",
        "where",
        "exp",
        "log",
        "abs",
        "tril",
        "triu",
        "dropout",
        "normalize",
    ]
)
_GIVES_NEW = _ONLY_TENSORS | frozenset(
    [
        "view",
        "reshape",
        "permute",
        "transpose",
        "squeeze",
        "unsqueeze",
        "flatten",
        "contiguous",
        "float",
        "long",
        "double",
        "half",
        "detach",
        "masked_fill",
        "softmax",
        "log_softmax",
        "sigmoid",
        "relu",
        "tanh",
        "clamp",
        "expand",
        "repeat",
    ]
)


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for scope in code.scopes:
        in_forward = scope.owner in trails.modules and last(scope.name) == "forward"
        for node in scope.nodes:
            if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
                continue
            call = node.value
            if last(scope.name).startswith("test_") or (
                code.contexts(call)[:1] and "aises" in ast.unparse(code.contexts(call)[0])
            ):
                continue
            if (
                _is_tensor_method(trails, call, in_forward)
                or _is_function(code, call)
                or (in_forward and _is_applied(trails, call))
            ):
                message = (
                    f"The result of `{short(call)}` is thrown away: it gives a new tensor and leaves the old one as it was, so "
                    "what follows goes on without it."
                )
                yield hit(call, message)


def _is_tensor_method(trails: Trails, call: ast.Call, in_forward: bool) -> bool:
    owner = receiver(call)
    if not isinstance(owner, ast.Name) or method(call) not in _GIVES_NEW or trails.code.called(call):
        return False
    if method(call) in _ONLY_TENSORS and method(call) not in ("clamp", "sigmoid"):
        return True
    if method(call) in ("float", "half", "double") and trails.made(owner):
        return False
    step = next(trails.steps(owner), None)
    known = step is not None and step.op not in ("?", "input")
    made = trails.made(owner)
    return (
        known
        or (in_forward and owner.id != "self")
        or bool(made and made.name.startswith("torch.") and "nn." not in made.name)
    )


def _is_function(code: Code, call: ast.Call) -> bool:
    """Whether it is a function of torch that gives a new tensor."""
    module, _, name = code.called(call).rpartition(".")
    return (
        module in ("torch", "torch.nn.functional")
        and name in _TORCH
        and not any(k.arg in ("out", "inplace") for k in call.keywords)
    )


def _is_applied(trails: Trails, call: ast.Call) -> bool:
    name = trails.code.called(call)
    if name.startswith("torch.nn.functional."):
        inplace = keyword(call, "inplace")
        return not name.endswith("_") and not (isinstance(inplace, ast.Constant) and inplace.value)
    made = trails.made(call.func) if not name and call.args else None
    if not made or not made.call or not made.name.startswith("torch.nn.") or made.name.endswith("Loss"):
        return False
    inplace = keyword(made.call, "inplace")
    return inplace is None and last(made.name) != "Sequential"


_PROGRAM = """import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Conv1d(4, 8, 3)
        self.fc2 = nn.Linear(8, 2)

    def forward(self, x):
        x = self.fc1(x)
        {line}
        return self.fc2(x).log_softmax(-1)
"""
CHECK = Check(
    name="tensor-result-thrown-away",
    title="The result of a layer or tensor method isn't kept",
    severity="bug",
    idea="Layers and most tensor methods give a new tensor. Only methods that end with an underscore change the one that they are "
    "called on.",
    question="Which name holds the changed tensor after this line?",
    terms=("pytorch-tensors", "dense-networks"),
    bad=_PROGRAM.format(line="F.relu(x)"),
    good=_PROGRAM.format(line="x = F.relu(x)"),
    find=_find,
    is_fine_at_cell_end=True,
)
