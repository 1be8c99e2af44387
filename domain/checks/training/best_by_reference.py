"""Best weights that go on changing."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import dotted, method
from .loops import Loop, Loops, within
from .words import is_model, tokens


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for scope in code.scopes if loops.is_torch else ():
        for node in scope.nodes:
            if not isinstance(node, ast.Assign) or not dotted(node.targets[0]):
                continue
            around = code.loops(node)
            name = dotted(node.targets[0])
            owner = _owner(code, node.value, name)
            if (
                owner
                and around
                and _trains(loops, scope, around[-1])
                and not _is_new(scope, around[-1], owner)
                and _outlives(scope, around[0], name)
            ):
                message = (
                    f"{name} is no copy: it is {owner}'s own weights, which the next step changes. After the loop {name} holds the "
                    "last weights, not the best."
                )
                yield hit(node, message, around[-1])


def _owner(code: Code, value: ast.expr, name: str) -> str:
    """The network whose weights are kept as they are; empty when it is a copy."""
    if (
        isinstance(value, ast.Call)
        and method(value) == "state_dict"
        and isinstance(value.func, ast.Attribute)
        and not value.args
    ):
        return dotted(value.func.value) if is_model(code, value.func.value) else ""
    if isinstance(value, ast.Name | ast.Attribute) and "best" in tokens(name) and is_model(code, value):
        return dotted(value)
    return ""


def _trains(loops: Loops, scope: Scope, loop: Loop) -> bool:
    if {"backward", "step"} & loops.kinds_in(loop):
        return True
    return any(within(c, loop) and "train" in method(c).lower() and c.args for c in scope.calls)


def _is_new(scope: Scope, loop: Loop, owner: str) -> bool:
    return any(within(b.node, loop) and b.kind == "assign" for b in scope.bindings.get(owner, ()))


def _outlives(scope: Scope, loop: Loop, name: str) -> bool:
    """Whether it is used after the round: given back to a network, or returned."""
    reads = [n for n in scope.nodes if isinstance(n, ast.Name | ast.Attribute) and isinstance(n.ctx, ast.Load)]
    return name.startswith("self.") or any(dotted(n) == name and not within(n, loop) for n in reads)


CHECK = Check(
    name="best-weights-not-copied",
    title="The best weights are kept without a copy",
    severity="bug",
    idea="state_dict() gives references to the very tensors that training changes. What is to stay as it is has to be copied "
    "or saved.",
    question="After one more step, what do the kept weights hold?",
    terms=("pytorch-tensors", "pytorch-training-loop", "overfitting"),
    bad="""\
def fit(model, loader, criterion, optimizer, epochs):
    best, best_state = float("inf"), None
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        if validation_loss(model) < best:
            best = validation_loss(model)
            best_state = model.state_dict()
    model.load_state_dict(best_state)
""",
    good="""\
def fit(model, loader, criterion, optimizer, epochs):
    best, best_state = float("inf"), None
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        if validation_loss(model) < best:
            best = validation_loss(model)
            best_state = copy.deepcopy(model.state_dict())
    model.load_state_dict(best_state)
""",
    find=_find,
)
