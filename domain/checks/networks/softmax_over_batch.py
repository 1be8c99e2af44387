"""Finds softmax over the examples of a batch."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, keyword, last, method, receiver
from .losses import doubled
from .runs import reads_batch
from .trails import Step, Trails, number, short


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for cls, forward in trails.forwards():
        if "att" in cls.name.lower():
            continue
        steps = trails.steps(trails.returned(forward))
        yield from _over_batch(trails, next(steps, None), next(steps, None))
    for call in code.calls:
        if code.called(call) == "torch.nn.Sequential":
            layers = trails.layers(call)
            yield from _over_batch(trails, next(layers, None), next(layers, None))
    yield from _elsewhere(trails)


def _elsewhere(trails: Trails) -> Iterator[Hit]:
    """Softmax outside of forward: over what a layer of the class gives, or a network for the inputs of a loader."""
    if "gym" in trails.code.text:
        return
    for call in trails.code.calls:
        scope = trails.code.scope_of(call)
        if (
            last(trails.code.called(call) or method(call)) not in ("softmax", "log_softmax")
            or last(scope.name) == "forward"
        ):
            continue
        given = call.args[0] if trails.code.called(call) and call.args else receiver(call)
        if given is None or trails.code.called(call).startswith(("numpy.", "scipy.")):
            continue
        source = trails.code.value(given)
        is_own = scope.owner in trails.modules and "att" not in scope.name.lower()
        if isinstance(source, ast.Subscript) and _is_last_step(source) and isinstance(call.func, ast.Attribute):
            yield from _over_batch(trails, Step("softmax", call), Step("linear", source))
        if isinstance(source, ast.Call) and (is_own or reads_batch(trails, source)):
            first = next(trails.steps(source), None)
            known = first if first and first.op == "linear" else Step("linear", source) if not is_own else None
            yield from _over_batch(trails, Step("softmax", call), known)


def _is_last_step(node: ast.Subscript) -> bool:
    """Whether the scores of the last step are taken for each sequence: `logits[:, -1]`, `logits[:, -1, :]`."""
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
    return [ast.unparse(one) for one in parts[:2]] == [":", "-1"]


def _over_batch(trails: Trails, end: Step | None, before: Step | None) -> Iterator[Hit]:
    if end is None or before is None or end.op not in ("softmax", "log_softmax") or before.op != "linear":
        return
    if isinstance(end.node, ast.Call) and number(trails, _axis(end)) == 0 and end.node not in doubled(trails):
        message = (
            f"`{short(end.layer or end.node)}` makes the values of each class sum to 1 over the batch, not over the classes: in a "
            "batch of one every probability is 1."
        )
        yield hit(end.layer or end.node, message, before.node)


def _axis(step: Step) -> ast.expr | None:
    if step.layer is not None:
        return argument(step.layer, 0, "dim")
    call = step.node
    assert isinstance(call, ast.Call)
    return keyword(call, "dim") or (call.args[-1] if call.args and isinstance(call.args[-1], ast.Constant) else None)


_PROGRAM = """import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(20, 5)

    def forward(self, x):
        x = self.fc(x)
        return F.log_softmax(x, dim={dim})
"""
CHECK = Check(
    name="softmax-over-batch",
    title="Softmax over the batch in place of the classes",
    severity="bug",
    idea="Axis 0 of a batch counts the examples, axis 1 the classes. Probabilities are those of the classes of one example.",
    question="Which numbers should sum to 1: those of a row, or those of a column?",
    terms=("dense-networks", "pytorch-tensors"),
    bad=_PROGRAM.format(dim=0),
    good=_PROGRAM.format(dim=1),
    find=_find,
)
