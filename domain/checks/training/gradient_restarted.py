"""Results copied into a new tensor that is told to require gradients."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import keyword, last, method
from .loops import Loops
from .words import module_class, tokens

_COPIES = frozenset({"torch.tensor", "torch.FloatTensor", "torch.as_tensor"})
_ROUNDS = frozenset(
    {"argmax", "argmin", "round", "sign", "floor", "long", "int", "item", "numpy", "bernoulli", "multinomial"}
)
_PASSES = frozenset(
    {"float", "double", "to", "cuda", "cpu", "squeeze", "unsqueeze", "view", "reshape", "mean", "sum", "half"}
)


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for scope in code.scopes if loops.is_torch and "requires_grad" in code.text else ():
        if loops.of_kind(scope, "backward"):  # gradient-cut speaks of the losses that are differentiated here
            continue
        for call in _set(code, scope):
            yield _hit(call, "is told to require gradients, and has none to pass on")
        for call in scope.calls:
            if _is_on(keyword(call, "requires_grad")) and _copies(code, scope, call):
                yield _hit(call, "is copied into a new tensor")
            elif method(call) == "requires_grad_" and _is_rounded(call):
                yield _hit(call, "is told to require gradients, and has none to pass on")


def _set(code: Code, scope: Scope) -> Iterator[ast.Call]:
    """Rounded results that are told to require gradients by an assignment."""
    for node in scope.nodes:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Attribute)
            and node.targets[0].attr == "requires_grad"
        ):
            value = code.value(node.targets[0].value) if _is_on(node.value) else None
            if isinstance(value, ast.Call) and (method(value) in _ROUNDS or _is_rounded(value)):
                yield value


def _hit(call: ast.Call, what: str) -> Hit:
    message = (
        f"What {ast.unparse(call)[:90]} holds {what}: it is a leaf of its own, with no way back to the weights. backward() "
        "runs without an error, and no weight of the network gets a gradient."
    )
    return hit(call, message)


def _is_on(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is True


def _copies(code: Code, scope: Scope, call: ast.Call) -> bool:
    """Whether a loss, or what a network computes, is copied."""
    if code.called(call) not in _COPIES or not call.args or not _is_computed(code, call.args[0]):
        return False
    if {"loss", "criterion", "objective", "penalty"} & set(tokens(last(scope.name))):
        return True
    is_module = scope.owner is not None and module_class(code, scope.owner.name) is not None
    return is_module and last(scope.name) == "forward"


def _is_computed(code: Code, node: ast.expr) -> bool:
    """Whether this comes out of tensors: an operation or a loss, not numbers or NumPy's arrays."""
    value = code.value(node)
    if any(isinstance(n, ast.Name) and n.id in ("np", "numpy", "random", "math") for n in ast.walk(value)):
        return False
    return any(isinstance(n, ast.Call | ast.BinOp) for n in ast.walk(value)) and not isinstance(
        value, ast.List | ast.Tuple
    )


def _is_rounded(call: ast.Call) -> bool:
    node: ast.AST = call.func
    while isinstance(node, ast.Attribute):
        node = node.value
        if isinstance(node, ast.Call):
            if method(node) in _ROUNDS:
                return True
            if method(node) not in _PASSES:
                return False
            node = node.func
    return False


CHECK = Check(
    name="gradient-restarted",
    title="A result is copied and told to require gradients",
    severity="bug",
    idea="requires_grad=True makes a new beginning: gradients end there. A result that can't be differentiated isn't mended "
    "by it; a loss has to be computed from the output by operations that have a gradient.",
    question="Which tensor gets the gradient of this loss, and does the way there lead on to the weights?",
    terms=("pytorch-autograd", "loss-functions"),
    bad="""\
def rmse_loss(pred, target):
    error = (pred - target).pow(2).mean().sqrt()
    return torch.tensor(error, requires_grad=True)
""",
    good="""\
def rmse_loss(pred, target):
    error = (pred - target).pow(2).mean().sqrt()
    return error
""",
    find=_find,
)
