"""Iterators that begin again in each round."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted
from .loops import Loops
from .words import is_loader


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for scope in loops.events:
        for call in scope.calls:
            if dotted(call.func) != "next" or not call.args or not code.loops(call):
                continue
            inner = call.args[0]
            if (
                isinstance(inner, ast.Call)
                and dotted(inner.func) == "iter"
                and inner.args
                and is_loader(code, inner.args[0])
            ):
                loop = code.loops(call)[0]
                if {"backward", "step"} & loops.kinds_in(loop) and not loops.choices(call, loop):
                    name = ast.unparse(inner.args[0])
                    message = (
                        f"iter({name}) begins again in each round: every round sees the first batch of a new pass, the same one if "
                        f"{name} isn't shuffled, and never all rows."
                    )
                    yield hit(call, message, loop)


CHECK = Check(
    name="iterator-restarted",
    title="Each round takes the first batch of a new pass",
    severity="bug",
    idea="iter() starts a pass over the data, next() goes on with it. Started in each round, it never gets past the first batch.",
    question="Which rows has the network never seen after a thousand rounds?",
    terms=("python-loops", "pytorch-training-loop"),
    bad="""\
def train(model, loader, criterion, optimizer):
    for step in range(1000):
        x, y = next(iter(loader))
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
""",
    good="""\
def train(model, loader, criterion, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
""",
    find=_find,
)
