"""Frozen networks whose batch norm goes on learning."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, last, method
from .evaluation import is_harmless
from .events import Event
from .loops import Loops
from .origins import is_under


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    frozen = dict(_frozen(code)) if loops.is_torch else {}
    if not frozen:
        return
    events = [e for scope in loops.events for e in loops.of_kind(scope, "train", "eval")]
    for name, node in frozen.items():
        mine = [e for e in events if e.of == name]
        trains = next((e for e in mine if e.kind == "train" and _is_plain(e)), None)
        if (
            trains is None
            or any(e.kind == "eval" for e in mine)
            or not isinstance(trains.node, ast.Call)
            or _is_whole(code, name)
        ):
            continue
        on = trains.node.func
        if isinstance(on, ast.Attribute) and not is_harmless(code, on.value) and _runs_without_grad(code, name):
            message = (
                f"{name} is frozen, but in training mode: its batch norm replaces the means it was trained with by those of these batches, and its "
                "dropout makes its output noisy."
            )
            yield hit(trains.node, message, node)


def _is_plain(event: Event) -> bool:
    return isinstance(event.node, ast.Call) and not event.node.args and not event.node.keywords


def _frozen(code: Code) -> Iterator[tuple[str, ast.AST]]:
    """The networks that are frozen whole."""
    for scope in code.scopes:
        for node in scope.nodes:
            if isinstance(node, ast.Call) and method(node) == "requires_grad_" and isinstance(node.func, ast.Attribute):
                if (
                    node.args
                    and isinstance(node.args[0], ast.Constant)
                    and node.args[0].value is False
                    and dotted(node.func.value)
                ):
                    yield dotted(node.func.value), node
            elif isinstance(node, ast.For) and isinstance(node.iter, ast.Call) and method(node.iter) == "parameters":
                one = node.body[0]
                is_off = (
                    isinstance(one, ast.Assign)
                    and last(dotted(one.targets[0])) == "requires_grad"
                    and ast.unparse(one.value) == "False"
                )
                if is_off and isinstance(node.iter.func, ast.Attribute):
                    yield dotted(node.iter.func.value), node


def _is_whole(code: Code, name: str) -> bool:
    """Whether a part of it learns after all."""
    for call in code.calls:
        on = dotted(call.func)
        if on.startswith(f"{name}.") and on.endswith("parameters") and on.count(".") > name.count(".") + 1:
            return True
    return any(
        isinstance(n, ast.Assign) and dotted(n.targets[0]).endswith("requires_grad") and ast.unparse(n.value) == "True"
        for n in ast.walk(code.tree)
    )


def _runs_without_grad(code: Code, name: str) -> bool:
    """Whether it is only run to get its output: under no_grad, or as a teacher."""
    runs = [c for c in code.calls if dotted(c.func) == name]
    return "teacher" in name or (bool(runs) and all(is_under(code, c, "no_grad", "inference_mode") for c in runs))


CHECK = Check(
    name="frozen-in-train-mode",
    title="A frozen network is in training mode",
    severity="bug",
    idea="requires_grad=False keeps the weights, not the running means of batch norm: those change in every forward pass in "
    "training mode. A frozen network belongs into eval().",
    question="Which numbers in the frozen network change while the new head is trained?",
    terms=("transfer-learning", "normalisation-dropout"),
    bad="""\
def train(backbone, head, loader, criterion, optimizer):
    backbone.requires_grad_(False)
    backbone.train()
    for x, y in loader:
        with torch.no_grad():
            z = backbone(x)
        optimizer.zero_grad()
        loss = criterion(head(z), y)
        loss.backward()
        optimizer.step()
""",
    good="""\
def train(backbone, head, loader, criterion, optimizer):
    backbone.requires_grad_(False)
    backbone.eval()
    for x, y in loader:
        with torch.no_grad():
            z = backbone(x)
        optimizer.zero_grad()
        loss = criterion(head(z), y)
        loss.backward()
        optimizer.step()
""",
    find=_find,
)
