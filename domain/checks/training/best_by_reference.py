"""Weights that are kept and go on changing."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..bindings import Binding
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import argument, begin, dotted, last, method, receiver
from .loops import Loop, Loops, within
from .words import is_model, tokens

_KEPT = frozenset({"best", "state", "weights", "wts", "checkpoint", "model", "snapshot", "params"})
_KEEPERS = frozenset(
    {"stopping", "stopper", "stop", "early", "best", "checkpoint", "checkpointer", "keeper", "tracker"}
)


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for scope in code.scopes:
        bound = [
            b
            for found in scope.bindings.values()
            for b in found
            if b.kind == "assign" and b.value is not None and b.index is None
        ]
        for one in bound:
            owner = _owner(code, one)
            if not owner or not isinstance(one.node, ast.stmt):
                continue
            evidence = (
                _in_loop(loops, scope, one, owner)
                or _in_keeper(code, scope, one)
                or _for_reset(loops, scope, one, owner)
            )
            if evidence is not None:
                message = (
                    f"{one.name} is no copy: it holds {owner}'s own tensors, which the next step changes. Afterwards {one.name} holds the "
                    "last weights, not those of this moment."
                )
                yield hit(one.node, message, evidence)


def _owner(code: Code, one: Binding) -> str:
    """The network whose weights are kept as they are; empty when it is a copy."""
    value = _original(one.value)
    if (
        isinstance(value, ast.Call)
        and method(value) == "state_dict"
        and isinstance(value.func, ast.Attribute)
        and not value.args
    ):
        return dotted(value.func.value) if is_model(code, value.func.value) else ""
    if isinstance(value, ast.Name | ast.Attribute) and "best" in tokens(one.name) and is_model(code, value):
        return dotted(value) if code.fact(Loops).is_torch or "copy" in code.text else ""
    return ""


def _original(value: ast.expr | None) -> ast.expr | None:
    """What a copy of the dict alone is made of, whose tensors are the same ones."""
    if (
        isinstance(value, ast.DictComp)
        and isinstance(value.value, ast.Name)
        and method(value.generators[0].iter) == "items"
    ):
        return receiver(value.generators[0].iter)
    if isinstance(value, ast.Call) and method(value) == "copy" and isinstance(value.func, ast.Attribute):
        inner = value.args[0] if value.args else value.func.value
        return inner if method(inner) == "state_dict" else value
    if isinstance(value, ast.Call) and dotted(value.func) in ("dict", "OrderedDict") and len(value.args) == 1:
        return value.args[0] if method(value.args[0]) == "state_dict" else value
    return value


def _in_loop(loops: Loops, scope: Scope, one: Binding, owner: str) -> ast.AST | None:
    """The loop that trains on after the weights are kept in one of its rounds."""
    around = loops.code.loops(one.node)
    if not around or not _trains(loops, scope, around[-1]) or _is_new(scope, around[-1], owner):
        return None
    return around[-1] if _outlives(scope, around[0], one.name) else None


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


def _in_keeper(code: Code, scope: Scope, one: Binding) -> ast.AST | None:
    """The condition under which a class that watches the training keeps the weights."""
    if (
        not one.name.startswith("self.")
        or scope.owner is None
        or last(scope.name) == "__init__"
        or code.loops(one.node)
    ):
        return None
    words = {*tokens(scope.owner.name)} & _KEEPERS or "best" in tokens(one.name)
    if not words or not _KEPT & set(tokens(one.name)) or "deepcopy" in ast.unparse(scope.owner):
        return None
    return next((n for n in code.around(one.node) if isinstance(n, ast.If)), None)


def _for_reset(loops: Loops, scope: Scope, one: Binding, owner: str) -> ast.AST | None:
    """Where weights kept before a training are given back after it, or in each round of a loop around it."""
    if loops.code.loops(one.node):
        return None
    for call in scope.calls:
        if (
            method(call) != "load_state_dict"
            or begin(call) < begin(one.node)
            or dotted(call.func) != f"{owner}.load_state_dict"
        ):
            continue
        given = argument(call, 0, "state_dict")
        if given is None or dotted(given) != one.name:
            continue
        later = [e for e in loops.of_kind(scope, "step") if begin(e.node) > begin(one.node)]
        called = [
            c
            for c in scope.calls
            if begin(c) > begin(one.node) and {"train", "fit"} & set(tokens(method(c))) and loops.called(c)
        ]
        trained = [e.node for e in later] + [c for c in called if "step" in loops.kinds_in(c)]
        if any(
            begin(t) < begin(call) or (loops.code.loops(call) and within(t, loops.code.loops(call)[-1]))
            for t in trained
        ):
            return call
    return None


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
