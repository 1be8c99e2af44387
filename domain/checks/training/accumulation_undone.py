"""Accumulated gradients that are thrown away at each batch."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .accumulation import accumulated
from .loops import Loops


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for one in accumulated(loops):
        every = next((z for z in one.zeros if not loops.choices(z.node, one.loop)), None)
        if every is not None and (every.of == one.step.of or len(one.zeros) == 1):
            message = (
                f"{every.of}.zero_grad() runs for each batch, {one.step.of}.step() only for some: the gradients of the "
                "batches between are thrown away instead of added up."
            )
            yield hit(every.node, message, one.step.node, one.every)


CHECK = Check(
    name="accumulation-undone",
    title="Accumulated gradients are set to zero at each batch",
    severity="bug",
    idea="To accumulate is to let backward() add up over several batches. So the gradients are set to zero as often as the "
    "optimiser steps, and not more often.",
    question="What is left of the first batch's gradients when the step comes?",
    terms=("pytorch-training-loop", "gpu-basics"),
    bad="""\
def train(model, loader, criterion, optimizer):
    for i, (x, y) in enumerate(loader):
        optimizer.zero_grad()
        loss = criterion(model(x), y) / 4
        loss.backward()
        if (i + 1) % 4 == 0:
            optimizer.step()
""",
    good="""\
def train(model, loader, criterion, optimizer):
    for i, (x, y) in enumerate(loader):
        loss = criterion(model(x), y) / 4
        loss.backward()
        if (i + 1) % 4 == 0:
            optimizer.step()
            optimizer.zero_grad()
""",
    find=_find,
)
