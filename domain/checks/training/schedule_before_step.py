"""Schedulers that step before the optimiser does."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import begin
from .loops import Loops, within
from .schedules import stepped


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for step in stepped(loops):
        loop = loops.loop(step.call)
        if loop is None or step.kind == "ReduceLROnPlateau" or step.call.args or step.call.keywords:
            continue
        steps = [e.node for e in loops.of_kind(step.scope, "step") if within(e.node, loop)]
        steps += [c for c in step.scope.calls if within(c, loop) and loops.called(c) and "step" in loops.kinds_in(c)]
        if not steps or loops.choices(step.call, loop):
            continue
        first: ast.AST = min(steps, key=begin)
        if begin(step.call) < begin(first):
            message = (
                f"{step.event.of}.step() comes before the optimiser's first step: the first value of the schedule is "
                "skipped, so the whole schedule runs one step ahead (PyTorch warns of it)."
            )
            yield hit(step.call, message, first)


CHECK = Check(
    name="scheduler-before-optimizer",
    title="The scheduler steps before the optimiser",
    severity="bug",
    idea="A scheduler's step() sets the rate for what comes next. It stands after the optimiser's step, or the first "
    "learning rate is never used.",
    question="With which learning rate does the very first update happen?",
    terms=("learning-rate-schedulers",),
    bad="""\
def train(model, loader, criterion, optimizer, scheduler, epochs):
    for epoch in range(epochs):
        scheduler.step()
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
""",
    good="""\
def train(model, loader, criterion, optimizer, scheduler, epochs):
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
