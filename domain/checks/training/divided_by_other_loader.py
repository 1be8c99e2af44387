"""Sums over one part of the data divided by the size of another."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted
from .counts import divisions, sums
from .loops import Loops
from .words import part


def _find(code: Code) -> Iterator[Hit]:
    seen: set[ast.AST] = set()
    for one in sums(code.fact(Loops)):
        own = part(one.loader)
        if not own or part(ast.Name(one.name)) not in ("", own):
            continue
        for _, by in divisions(one):
            value = code.value(by)
            if not isinstance(value, ast.Call) or dotted(value.func) != "len" or len(value.args) != 1 or by in seen:
                continue
            other = part(value.args[0])
            if other and other != own and "train" in (own, other):
                seen.add(by)
                message = (
                    f"{one.name} is a sum over {ast.unparse(one.loader)} and is divided by {ast.unparse(value)}: with five times as many "
                    "training rows the mean is off by a factor of five."
                )
                yield hit(by, message, one.node)


CHECK = Check(
    name="divided-by-other-loader",
    title="A sum over one part of the data is divided by the size of another",
    severity="bug",
    idea="A mean divides a sum by the number of what was summed.",
    question="How many batches were summed here, and by how many is it divided?",
    terms=("evaluation-metrics", "statistics"),
    bad="""\
@torch.no_grad()
def run(model, train_loader, val_loader, criterion):
    model.eval()
    val_loss = 0.0
    for x, y in val_loader:
        val_loss += criterion(model(x), y).item()
    return val_loss / len(train_loader)
""",
    good="""\
@torch.no_grad()
def run(model, train_loader, val_loader, criterion):
    model.eval()
    val_loss = 0.0
    for x, y in val_loader:
        val_loss += criterion(model(x), y).item()
    return val_loss / len(val_loader)
""",
    find=_find,
)
