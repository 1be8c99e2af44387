"""Evaluation that keeps what only learning needs."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, method
from .evaluation import Evaluation, Evaluations, is_without_grad
from .loops import Loops, within
from .no_grad_not_called import is_bare
from .words import label


def _find(code: Code) -> Iterator[Hit]:
    evaluations = Evaluations(code.fact(Loops))
    if not evaluations.loops.is_torch or _is_off(code):
        return
    for one in evaluations.found():
        if any(is_without_grad(code, node) for _, node in evaluations.above(one)) or _is_cut(code, one):
            continue
        message = (
            f"{label(one.first.func)}(…) is only looked at here, but every operation is kept for a backward() that "
            "never comes: memory grows with each batch whose result is kept, and it is slower than it must be."
        )
        yield hit(one.first, message, one.node)


def _is_off(code: Code) -> bool:
    """Whether gradients are switched off by a call somewhere, or asked for by hand, as of an attack or a saliency map."""
    for call in code.calls:
        name = method(call)
        first = argument(call, 0, "mode")
        if name == "set_grad_enabled" and not isinstance(code.parents.get(call), ast.withitem):
            return True
        if name == "requires_grad_" and isinstance(first, ast.Constant) and first.value is False:
            return True
        if name in ("grad", "enable_grad"):
            return True
    return False


def _is_cut(code: Code, one: Evaluation) -> bool:
    """Whether the output is cut from its graph at once, or gradients are computed where it stands."""
    outer = code.parents.get(one.first)
    if isinstance(outer, ast.Attribute) and outer.attr in ("detach", "data"):
        return True
    if any(isinstance(n, ast.Expr) and is_bare(n) for n in one.scope.nodes):
        return True  # no_grad() that stands alone is said by a check of its own
    around = one.node if not isinstance(one.node, ast.expr) else code.statement(one.node)
    cuts = ("requires_grad", "grad", "detach")
    return any(isinstance(n, ast.Attribute) and n.attr in cuts and within(n, around) for n in one.scope.nodes)


CHECK = Check(
    name="eval-without-no-grad",
    title="Evaluation without torch.no_grad()",
    severity="risk",
    idea="Every forward pass records its operations for backward() unless it is told not to. Where nothing is learned, "
    "the recording only costs memory and time.",
    question="For which backward() are the operations of this evaluation remembered?",
    terms=("pytorch-autograd", "pytorch-training-loop"),
    bad="""\
def evaluate(model, loader):
    model.eval()
    correct = 0
    for x, y in loader:
        correct += (model(x).argmax(dim=1) == y).sum().item()
    return correct / len(loader.dataset)
""",
    good="""\
@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    correct = 0
    for x, y in loader:
        correct += (model(x).argmax(dim=1) == y).sum().item()
    return correct / len(loader.dataset)
""",
    find=_find,
)
