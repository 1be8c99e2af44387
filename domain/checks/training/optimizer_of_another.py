"""Optimisers over the parameters of a network that isn't trained."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import dotted
from .events import Event
from .loops import Loop, Loops, within
from .optimizers import Made, optimizers


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    if not loops.is_torch:
        return
    made = {(one.scope, one.name): one for one in optimizers(code)}
    for scope, loop, events in loops.training_loops():
        steps = [e for e in events if e.kind == "step"]
        if len({e.of for e in steps}) != 1:
            continue
        one = made.get((scope, steps[0].of)) or made.get((code.module, steps[0].of))
        if one is not None and "." not in one.over and _is_other(loops, scope, loop, one):
            run = sorted({dotted(c.func) for c in loops.forwards(scope) if within(c, loop)})
            message = f"{one.name} holds the parameters of {one.over}, but this loop trains {run[0]}: no step ever changes {run[0]}."
            yield hit(one.call, message, _first(steps))


def _first(steps: list[Event]) -> ast.AST:
    return steps[0].node


def _is_other(loops: Loops, scope: Scope, loop: Loop, one: Made) -> bool:
    """Whether the one network that is run in the loop has nothing to do with the optimiser's."""
    run = {dotted(c.func) for c in loops.forwards(scope) if within(c, loop)}
    if len(run) != 1 or not one.over:
        return False
    name = run.pop()
    if name == one.over or "." in name or name in scope.parameters or one.over in scope.parameters:
        return False
    read = {n.id for n in ast.walk(loop) if isinstance(n, ast.Name)}
    bound = [*loops.code.bindings(name, scope), *loops.code.bindings(one.over, scope)]
    values = [b.value for b in bound if b.value is not None]
    linked = any(isinstance(n, ast.Name) and n.id in (name, one.over) for value in values for n in ast.walk(value))
    return one.over not in read and not linked and len(values) >= 2


CHECK = Check(
    name="optimizer-of-another-model",
    title="The optimiser holds another network's parameters",
    severity="bug",
    idea="An optimiser changes exactly the parameters that it was given, whichever network the loss came from.",
    question="Whose weights does step() change in this loop?",
    terms=("pytorch-training-loop",),
    bad="""\
def run(loader, criterion):
    model_a = nn.Linear(4, 2)
    model_b = nn.Linear(4, 2)
    optimizer = torch.optim.SGD(model_a.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model_b(x), y)
        loss.backward()
        optimizer.step()
""",
    good="""\
def run(loader, criterion):
    model_a = nn.Linear(4, 2)
    model_b = nn.Linear(4, 2)
    optimizer = torch.optim.SGD(model_b.parameters(), lr=0.1)
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model_b(x), y)
        loss.backward()
        optimizer.step()
""",
    find=_find,
)
