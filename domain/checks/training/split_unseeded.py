"""Splits of datasets that are others in each run."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import keyword, last
from .loops import Loops


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    if "seed" in code.text.lower() or "random_split" not in code.text or not loops.is_torch:
        return
    kinds = {e.kind for events in loops.events.values() for e in events}
    for call in code.calls:
        if (
            last(code.called(call)) == "random_split"
            and len(call.args) == 2
            and keyword(call, "generator") is None
            and "step" in kinds
        ):
            target = code.statement(call)
            names = ast.unparse(target.targets[0]) if isinstance(target, ast.Assign) else "the parts"
            message = f"Nothing sets a seed, so {names} are other rows in each run: two runs can't be compared, and a kept network is later tested on rows it learned from."
            yield hit(call, message)
            return


CHECK = Check(
    name="random-split-without-seed",
    title="The split is another one in each run",
    severity="smell",
    idea="A result can be repeated only when the rows it was measured on are the same ones. A generator with a seed fixes them.",
    question="After a restart, which rows does the validation set hold?",
    terms=("cross-validation", "pytorch-training-loop"),
    bad="""\
import torch
from torch.utils.data import random_split

def fit(model, dataset, criterion, optimizer):
    train_set, val_set = random_split(dataset, [0.8, 0.2])
    for x, y in train_set:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
""",
    good="""\
import torch
from torch.utils.data import random_split

def fit(model, dataset, criterion, optimizer):
    train_set, val_set = random_split(dataset, [0.8, 0.2], generator=torch.Generator().manual_seed(0))
    for x, y in train_set:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
""",
    find=_find,
)
