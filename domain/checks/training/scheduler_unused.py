"""Schedulers that never step."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import last
from .loops import Loops

_LOOKS = frozenset({"get_last_lr", "state_dict", "get_lr", "load_state_dict"})


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    if "lr_scheduler" not in code.text or not any(e.kind == "step" for events in loops.events.values() for e in events):
        return
    used: set[str] | None = None
    for scope in code.scopes:
        for name, bound in scope.bindings.items():
            first = bound[0]
            if len(bound) != 1 or first.index is not None or not isinstance(first.value, ast.Call):
                continue
            if "lr_scheduler." not in code.called(first.value) or not isinstance(first.node, ast.Assign):
                continue
            used = _used(code) if used is None else used
            if ("." not in name or name.startswith("self.")) and last(name) not in used:
                yield hit(
                    first.node, f"{name} is made and never stepped: the learning rate stays what it was at the start."
                )


def _used(code: Code) -> set[str]:
    """The last parts of all names that are read for more than a look at the rate."""
    found: set[str] = set()
    for scope in code.scopes:
        for node in scope.nodes:
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                outer = code.parents.get(node)
                if not (isinstance(outer, ast.Attribute) and outer.attr in _LOOKS):
                    found.add(node.attr if isinstance(node, ast.Attribute) else node.id)
    return found


CHECK = Check(
    name="scheduler-never-stepped",
    title="The learning rate scheduler is never stepped",
    severity="bug",
    idea="A scheduler changes the learning rate only when its step() is called.",
    question="What is the learning rate in the last epoch?",
    terms=("learning-rate-schedulers",),
    bad="""\
def train(model, loader, criterion, optimizer, epochs):
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=10)
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
""",
    good="""\
def train(model, loader, criterion, optimizer, epochs):
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=10)
    for epoch in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        scheduler.step()
""",
    find=_find,
)
