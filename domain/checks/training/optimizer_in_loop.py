"""Optimisers that are made anew and forget."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import dotted, method
from .loops import Loop, Loops, within
from .optimizers import Made, optimizers

_ANEW = frozenset(
    {"load_state_dict", "reset_parameters", "apply", "deepcopy", "train_test_split", "split", "init_weights"}
)


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    if not loops.is_torch:
        return
    for made in optimizers(code):
        for loop in code.loops(made.call)[:1]:
            owner = made.over.partition(".")[0]
            if not owner or not _trains(loops, made, loop) or _is_new(made.scope, loop, owner, made.over):
                continue
            if not loops.choices(made.call, loop) and _is_over_epochs(loops, loop):
                message = (
                    f"{made.name} is made anew in each round of this loop: its momentum and averages are forgotten, and the "
                    "schedule begins again."
                )
                yield hit(made.call, message, loop)


def _trains(loops: Loops, made: Made, loop: Loop) -> bool:
    steps = [e for e in loops.of_kind(made.scope, "step") if e.of == made.name and within(e.node, loop)]
    return bool(steps) and "backward" in loops.kinds_in(loop)


def _is_new(scope: Scope, loop: Loop, owner: str, over: str) -> bool:
    """Whether the network, or what it begins with, is new in each round as well."""
    bound = any(within(b.node, loop) for name in (owner, over) for b in scope.bindings.get(name, ()))
    return bound or any(method(c) in _ANEW for c in scope.calls if within(c, loop))


def _is_over_epochs(loops: Loops, loop: Loop) -> bool:
    """Whether the rounds are epochs or batches, and not experiments, tasks or folds."""
    if not isinstance(loop, ast.For):
        return False
    if "epoch" in dotted(loop.target).lower() or "epoch" in ast.unparse(loop.iter).lower():
        return True
    return "backward" in {
        e.kind for e in loops.events.get(loops.code.scope_of(loop), ()) if loops.loop(e.node) is loop
    } and ("loader" in ast.unparse(loop.iter))


CHECK = Check(
    name="optimizer-in-loop",
    title="The optimiser is made anew in the training loop",
    severity="risk",
    idea="Adam and momentum remember earlier gradients. An optimiser made in the loop has no past: it is made once, before.",
    question="What does Adam know about the gradients of the last round when it has just been made?",
    terms=("gradient-descent", "pytorch-training-loop"),
    bad="""\
def train(model, loader, criterion, epochs):
    for epoch in range(epochs):
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
""",
    good="""\
def train(model, loader, criterion, epochs):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
""",
    find=_find,
)
