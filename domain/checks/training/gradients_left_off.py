"""Gradients switched off for good."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, begin, last, method
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
    off = [c for c in off if any(_comes_before(loops, c, e.node) for e in learned)]
    if off and len([c for c in stood if _mode(c) is False]) == len(stood):
        message = (
            "set_grad_enabled(False) as a statement stays in force until it is undone, and nothing here undoes it: from then "
            f"on nothing is recorded, and {ast.unparse(learned[0].node)[:60]} stops with “does not require grad”."
        )
        yield hit(off[0], message, learned[0].node)


def _comes_before(loops: Loops, off: ast.Call, backward: ast.AST) -> bool:
    """Whether gradients may be computed after they were switched off."""
    code, scope = loops.code, loops.code.scope_of(off)
    if code.scope_of(backward) is scope:
        return begin(backward) > begin(off) or bool({*code.loops(off)} & {*code.loops(backward)})
    if not scope.name:
        return any(begin(c) > begin(off) and "backward" in loops.kinds_in(c) for c in scope.calls)
    callers = loops.callers(scope) if scope.owner is None else [c for c in code.calls if method(c) == last(scope.name)]
    around = [c for c in callers if code.loops(c) or code.scope_of(c).name]
    return not callers or bool(around)


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
