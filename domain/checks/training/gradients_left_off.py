"""Gradients switched off for good."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, method
from .loops import Loops


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    if "set_grad_enabled" not in code.text or not loops.is_torch:
        return
    calls = [c for c in code.calls if method(c) == "set_grad_enabled"]
    learned = [e for events in loops.events.values() for e in events if e.kind == "backward"]
    if not learned or any(method(c) == "enable_grad" for c in code.calls):
        return
    stood = [c for c in calls if isinstance(code.parents.get(c), ast.Expr)]
    off = [c for c in stood if _mode(c) is False]
    if off and len(off) == len(stood):
        message = (
            "set_grad_enabled(False) as a statement stays in force until it is undone, and nothing here undoes it: from then "
            f"on nothing is recorded, and {ast.unparse(learned[0].node)[:60]} stops with “does not require grad”."
        )
        yield hit(off[0], message, learned[0].node)


def _mode(call: ast.Call) -> bool | None:
    mode = argument(call, 0, "mode")
    return mode.value if isinstance(mode, ast.Constant) and isinstance(mode.value, bool) else None


CHECK = Check(
    name="gradients-left-off",
    title="Gradients are switched off and never on again",
    severity="bug",
    idea="A switch thrown as a statement stays thrown, for all code that runs later. A with block throws it back at its end, "
    "also after an error.",
    question="Who switches gradients on again before the next epoch?",
    terms=("pytorch-autograd", "pytorch-training-loop"),
    bad="""\
def validate(model, loader):
    model.eval()
    torch.set_grad_enabled(False)
    return sum((model(x).argmax(1) == y).sum().item() for x, y in loader)

def train(model, loader, criterion, optimizer):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
""",
    good="""\
def validate(model, loader):
    model.eval()
    with torch.no_grad():
        return sum((model(x).argmax(1) == y).sum().item() for x, y in loader)

def train(model, loader, criterion, optimizer):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
""",
    find=_find,
)
