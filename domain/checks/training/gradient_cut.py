"""Losses that are cut off from the network."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import begin, dotted, keyword, last, method
from .events import Event
from .loops import Loops
from .words import is_model, label

_CUTS = frozenset({"item", "detach", "numpy", "tolist", "argmax", "round", "sign", "long", "int", "bool"})
_COPIES = frozenset({"torch.tensor", "torch.Tensor", "torch.FloatTensor", "torch.as_tensor", "torch.from_numpy"})
_ROUNDS = frozenset({"torch.argmax", "torch.round", "torch.sign", "torch.floor", "torch.bernoulli"})
_PASSES = frozenset(
    {
        "float",
        "to",
        "cuda",
        "cpu",
        "squeeze",
        "view",
        "unsqueeze",
        "reshape",
        "flatten",
        "double",
        "type",
        "requires_grad_",
        "mean",
        "sum",
    }
)


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for scope in loops.events:
        seen: set[str] = set()
        for event in loops.of_kind(scope, "backward"):
            if event.of and event.of not in seen:
                seen.add(event.of)
                yield from _of_loss(code, scope, event)


def _of_loss(code: Code, scope: Scope, event: Event) -> Iterator[Hit]:
    forced = _forced(scope, event)
    if forced is not None:
        message = (
            f"{event.of} is made to require gradients by hand: it is a leaf of its own then, with no way back to the "
            "network. backward() runs, and no weight gets a gradient."
        )
        yield hit(forced, message, event.node)
        return
    bound = [b for b in scope.bindings.get(event.of, ()) if b.at <= begin(event.node)]
    if not bound or bound[-1].kind != "assign" or bound[-1].value is None or bound[-1].index is not None:
        return
    value = bound[-1].value
    cut = _cut(code, value)
    if cut is None and isinstance(value, ast.Call) and value.args and _is_loss(code, value):
        cut = _cut_prediction(code, value)
    if cut is not None:
        message = (
            f"{ast.unparse(cut)[:80]} gives numbers without their history, and {event.of} is computed from them: no gradient "
            "gets back to the network (“does not require grad”, or weights that never change)."
        )
        yield hit(cut, message, event.node)


def _forced(scope: Scope, event: Event) -> ast.expr | ast.stmt | None:
    """Where the loss is told to require gradients."""
    for node in scope.nodes:
        if isinstance(node, ast.Assign) and dotted(node.targets[0]) == f"{event.of}.requires_grad":
            return node
        if isinstance(node, ast.Call) and dotted(node.func) == f"{event.of}.requires_grad_":
            return node
    return None


def _is_loss(code: Code, call: ast.Call) -> bool:
    name = (code.made_by(call.func) or code.called(call) or dotted(call.func)).lower()
    return any(word in name for word in ("loss", "criterion", "entropy", "objective")) and not is_model(code, call.func)


def _cut_prediction(code: Code, loss: ast.Call) -> ast.expr | None:
    """The cut of a loss's prediction, when nothing else that it gets comes from a network."""
    cuts = [_cut(code, argument) for argument in loss.args]
    from_network = [a for a, c in zip(loss.args, cuts, strict=True) if c is None and not _is_given(code, a)]
    found = [c for c in cuts[:1] if c is not None and _comes_from_network(code, c)]
    return found[0] if found and not from_network and not loss.keywords else None


def _is_given(code: Code, node: ast.expr) -> bool:
    """Whether a value comes from the data: straight from a loop over it, or moved or cast only."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and method(node) in _PASSES:
        node = node.func.value
    bound = code.binding(node) if isinstance(node, ast.Name) else None
    if bound is None:
        return isinstance(node, ast.Constant) or bool(
            isinstance(node, ast.Name) and node.id in ("y", "labels", "target", "targets")
        )
    if bound.kind in ("for", "parameter"):
        return True
    value = bound.value
    return isinstance(value, ast.Call) and dotted(getattr(value.func, "value", value)) == dotted(node)


def _cut(code: Code, node: ast.expr) -> ast.expr | None:
    """The place in a value at which all gradients end, if there is one."""
    for _ in range(6):
        if isinstance(node, ast.Name):
            bound = code.binding(node)
            if bound is None or bound.kind != "assign" or bound.value is None:
                return None
            if bound.index is not None:
                return bound.value if bound.index == 1 and code.called(bound.value) == "torch.max" else None
            node = bound.value
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and method(node) in _PASSES
            and not code.called(node)
        ):
            node = node.func.value
        else:
            return node if _is_cut(code, node) else None
    return None


def _is_cut(code: Code, node: ast.expr) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "data" and bool(label(node.value))
    if isinstance(node, ast.Subscript):
        return code.called(node.value) == "torch.max" and ast.unparse(node.slice) == "1"
    if isinstance(node, ast.Compare):
        return isinstance(node.left, ast.Name | ast.Call)
    if not isinstance(node, ast.Call):
        return False
    name = code.called(node)
    if name in _ROUNDS:
        return True
    if name in _COPIES:
        copied = bool(node.args) and not isinstance(node.args[0], ast.List | ast.Constant)
        return copied or keyword(node, "requires_grad") is not None
    return not name and isinstance(node.func, ast.Attribute) and last(node.func.attr) in _CUTS


def _comes_from_network(code: Code, cut: ast.expr) -> bool:
    """Whether what is cut is the output of a network."""
    waiting, seen = [cut], 0
    while waiting and seen < 200:
        node = waiting.pop()
        seen += 1
        for one in ast.walk(node):
            if isinstance(one, ast.Call) and is_model(code, one.func):
                return True
            if isinstance(one, ast.Name):
                bound = code.binding(one)
                if (
                    bound is not None
                    and bound.kind == "assign"
                    and bound.value is not None
                    and begin(bound.node) < begin(node)
                ):
                    waiting.append(bound.value)
    return False


CHECK = Check(
    name="gradient-cut",
    title="The loss is cut off from the network",
    severity="bug",
    idea="Gradients go back along the operations that were recorded. detach(), item(), argmax() and a new tensor made of old "
    "numbers end that way.",
    question="By which operations does backward() get from this loss to the first layer?",
    terms=("pytorch-autograd", "backpropagation"),
    bad="""\
def train(model, loader, criterion, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        out = model(x).detach()
        loss = criterion(out, y)
        loss.backward()
        optimizer.step()
""",
    good="""\
def train(model, loader, criterion, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        out = model(x)
        loss = criterion(out, y)
        loss.backward()
        optimizer.step()
""",
    find=_find,
)
