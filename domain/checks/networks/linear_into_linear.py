"""Finds two linear layers with nothing between them."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import keyword, method
from .runs import runs, setting
from .trails import Step, Trails


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for run in runs(trails):
        after = next(run)
        if after.op != "linear" or not _is_full(after):
            continue
        before = next((step for step in run if step.op not in ("dropout", "identity")), None)
        if before is None or before.op != "linear" or before.layer is after.layer or not _is_full(before):
            continue
        if not _is_projection(before) and not _loses_result(trails, after):
            message = (
                f"`{setting(before)}` goes straight into `{setting(after)}`: without an activation between them two linear layers "
                "can only do what a single one can."
            )
            yield hit(after.layer or after.node, message, before.layer or before.node, before.node, after.node)


def _loses_result(trails: Trails, after: Step) -> bool:
    """Whether the function around calls something and takes no result, as `F.relu(x)`: another check speaks of that."""
    return bool(trails.owner(after.node)) and trails.code.scope_of(after.node) in trails.code.fact(_losing)


def _losing(code: Code) -> set[Scope]:
    activations = ("relu", "gelu", "tanh", "sigmoid", "act", "activation")
    return {
        scope
        for scope in code.scopes
        for node in scope.nodes
        if isinstance(node, ast.Expr) and method(node.value) in activations
    }


def _is_projection(before: Step) -> bool:
    """Whether a layer is called a projection: one that another layer may follow on purpose."""
    called = before.node.func if isinstance(before.node, ast.Call) else before.node
    return any(word in ast.unparse(called).lower() for word in ("proj", "embed", "lora", "bottleneck"))


def _is_full(step: Step) -> bool:
    """Whether a layer has a bias: without one it is half of a product on purpose."""
    return step.layer is not None and keyword(step.layer, "bias") is None and len(step.layer.args) < 3


_PROGRAM = """import torch.nn as nn

model = nn.Sequential(
    nn.Linear(20, 64),
    {act}nn.Linear(64, 64),
    nn.ReLU(),
    nn.Linear(64, 1),
)
"""
CHECK = Check(
    name="linear-into-linear",
    title="No activation between two linear layers",
    severity="risk",
    idea="A linear function of a linear function is linear. Only what is nonlinear between layers makes a deep network more than one "
    "layer.",
    question="Can you write the two layers as one matrix?",
    terms=("dense-networks", "backpropagation"),
    bad=_PROGRAM.format(act=""),
    good=_PROGRAM.format(act="nn.ReLU(),\n    "),
    find=_find,
)
