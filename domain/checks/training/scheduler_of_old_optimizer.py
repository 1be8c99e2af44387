"""Schedulers of an optimiser that is no longer used."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, begin, dotted
from .loops import Loops
from .words import is_scheduler


def _find(code: Code) -> Iterator[Hit]:
    if not code.fact(Loops).is_torch:
        return
    for scope in code.scopes:
        for name, bound in scope.bindings.items():
            made = [
                b
                for b in bound
                if b.kind == "assign" and isinstance(b.node, ast.Assign) and isinstance(b.value, ast.Call)
            ]
            if len(bound) != 1 or not made or not isinstance(made[0].value, ast.Call) or code.loops(made[0].node):
                continue
            call, given = made[0].value, argument(made[0].value, 0, "optimizer")
            known = code.binding(given) if isinstance(given, ast.Name) else None
            if known is None or (not is_scheduler(code, call) and "lr_scheduler" not in code.called(call)):
                continue
            block = code.parents.get(made[0].node)
            for later in scope.bindings.get(dotted(given) if given is not None else "", ()):
                if (
                    later.at > begin(call)
                    and isinstance(later.node, ast.Assign)
                    and _is_made(code, later.value)
                    and code.parents.get(later.node) is block
                ):
                    message = (
                        f"{name} was made for the optimiser that {later.name} was before: {name}.step() changes the rate of that one, and the new "
                        f"{later.name} keeps its own."
                    )
                    yield hit(later.node, message, call)
                    break


def _is_made(code: Code, value: ast.expr | None) -> bool:
    name = code.called(value) if value is not None else ""
    return name.startswith("torch.optim.") and "lr_scheduler" not in name


CHECK = Check(
    name="scheduler-of-old-optimizer",
    title="The scheduler belongs to an optimiser that is no longer used",
    severity="bug",
    idea="A scheduler keeps the optimiser object that it is made with and changes the rate in it. A new optimiser needs a new "
    "scheduler.",
    question="Whose learning rate does this scheduler change?",
    terms=("learning-rate-schedulers",),
    bad="""\
def make(model, epochs):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    return optimizer, scheduler
""",
    good="""\
def make(model, epochs):
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)
    return optimizer, scheduler
""",
    find=_find,
)
