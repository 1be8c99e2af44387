"""Steps that stand after the loop over the batches."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import end
from .evaluation import batch_source
from .events import Event
from .loops import Loop, Loops, within
from .words import part

_MOST = 400  # of one kind in one scope: pairs are compared


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for scope in loops.events:
        backwards = loops.of_kind(scope, "backward")
        unlearned = _unlearned(loops, scope) if backwards else {}
        for backward in backwards:
            statement = loops.code.statement(backward.node)
            ended = unlearned.get(loops.code.parents[statement], [])[:_MOST]
            batches = next((n for n in ended if (n.end_lineno or n.lineno) < statement.lineno), None)
            if batches is not None and _is_last_of(scope, batches, backward.of):
                message = (
                    f"backward() stands after the loop over the batches: {backward.of} is that of the last batch, and "
                    "all other batches are computed and thrown away."
                )
                yield hit(backward.node, message, batches)
        yield from _dedented_steps(loops, scope)


def _unlearned(loops: Loops, scope: Scope) -> dict[ast.AST, list[ast.For]]:
    """The loops over batches that compute no gradients themselves, by what they stand in."""
    found: dict[ast.AST, list[ast.For]] = {}
    for node in scope.nodes:
        if not isinstance(node, ast.For) or batch_source(loops.code, node) is None or part(node.iter) == "held":
            continue
        if "backward" not in loops.kinds_in(node):
            found.setdefault(loops.code.parents[node], []).append(node)
    return found


def _is_last_of(scope: Scope, loop: Loop, name: str) -> bool:
    """Whether a name gets a new value in each round of a loop, and keeps the last one alone."""
    bound = scope.bindings.get(name, [])
    inside = [b for b in bound if within(b.node, loop)]
    if not inside or any(b.kind != "assign" or name in _read(b.value) for b in inside):
        return False
    return not any(b.at > end(loop) for b in bound) and isinstance(inside[0].value, ast.Call)


def _read(value: ast.expr | None) -> set[str]:
    return {n.id for n in ast.walk(value) if isinstance(n, ast.Name)} if value is not None else set()


def _dedented_steps(loops: Loops, scope: Scope) -> Iterator[Hit]:
    """A step after the batches while each batch sets the gradients to zero: only the last batch's are left."""
    zeros = list(_zeros_without_step(loops, scope))
    for step in loops.of_kind(scope, "step")[:_MOST] if zeros else ():
        for zero, loop in zeros:
            if zero.of == step.of and not within(step.node, loop) and _follows(loops, step, loop):
                message = (
                    f"{step.of}.step() stands after the loop over the batches, and {zero.of}.zero_grad() in it: only "
                    "the gradients of the last batch reach the step."
                )
                yield hit(step.node, message, zero.node)
                return


def _zeros_without_step(loops: Loops, scope: Scope) -> Iterator[tuple[Event, Loop]]:
    """Where each round of a loop sets gradients to zero and computes them, and takes no step."""
    for zero in loops.of_kind(scope, "zero")[:_MOST]:
        loop = loops.loop(zero.node)
        inside = loops.kinds_in(loop) if loop is not None else set()
        if loop is not None and "backward" in inside and "step" not in inside and not loops.choices(zero.node, loop):
            yield zero, loop


def _follows(loops: Loops, step: Event, loop: Loop) -> bool:
    statement = loops.code.statement(step.node)
    return loops.code.parents.get(statement) is loops.code.parents.get(loop) and statement.lineno > loop.lineno


CHECK = Check(
    name="step-outside-batch-loop",
    title="Only the last batch is learned from",
    severity="bug",
    idea="What stands after a loop runs once, with what the last round left. Each batch needs its own backward and step "
    "inside the loop.",
    question="How many steps does the optimiser take in one epoch of 100 batches?",
    terms=("pytorch-training-loop", "python-loops"),
    bad="""\
def train(model, train_loader, criterion, optimizer, epochs):
    for epoch in range(epochs):
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
""",
    good="""\
def train(model, train_loader, criterion, optimizer, epochs):
    for epoch in range(epochs):
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
""",
    find=_find,
)
