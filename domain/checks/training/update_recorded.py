"""Hand-written updates that become part of the graph."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import keyword
from .evaluation import is_without_grad
from .loops import Loops


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for scope in loops.events:
        if not loops.of_kind(scope, "backward"):
            continue
        for event in loops.of_kind(scope, "update"):
            node = event.node
            if (
                is_without_grad(code, node)
                or not isinstance(node, ast.Assign | ast.AugAssign)
                or ".data" in ast.unparse(node)
            ):
                continue
            if not _is_leaf(code, event.of):
                continue
            if isinstance(node, ast.AugAssign):
                message = (
                    f"{event.of} is a leaf that requires gradients and is changed in place while operations are recorded: "
                    "“a leaf Variable that requires grad is being used in an in-place operation”."
                )
            else:
                message = (
                    f"{event.of} is no leaf any more after this line but the result of an operation: in the next round "
                    f"{event.of}.grad is None, and the update stops."
                )
            yield hit(node, message)


def _is_leaf(code: Code, name: str) -> bool:
    """Whether a tensor was made to require gradients."""
    for scope in code.scopes:
        for bound in scope.bindings.get(name, ()):
            value = bound.value
            if isinstance(value, ast.Call):
                wants = keyword(value, "requires_grad")
                if (isinstance(wants, ast.Constant) and wants.value is True) or "requires_grad_" in ast.unparse(
                    value.func
                ):
                    return True
                if code.called(value).endswith("nn.Parameter"):
                    return True
    return f"{name}.requires_grad = True" in code.text or f"{name}.requires_grad_(" in code.text


CHECK = Check(
    name="update-recorded",
    title="Weights are updated while operations are recorded",
    severity="bug",
    idea="The update of a weight is no part of the function that is learned. It runs under no_grad(), in place, so that the "
    "weight stays the leaf that gets the gradients.",
    question="Does autograd take this update for a part of the computation?",
    terms=("pytorch-autograd", "gradient-descent"),
    bad="""\
def fit(x, y, lr):
    w = torch.zeros(3, requires_grad=True)
    for step in range(100):
        loss = ((x @ w - y) ** 2).mean()
        loss.backward()
        w -= lr * w.grad
        w.grad.zero_()
    return w
""",
    good="""\
def fit(x, y, lr):
    w = torch.zeros(3, requires_grad=True)
    for step in range(100):
        loss = ((x @ w - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
        w.grad.zero_()
    return w
""",
    find=_find,
)
