"""Early stopping that counts all bad epochs, not those in a row."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import dotted
from .loops import Loop, within
from .words import tokens


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for node in scope.nodes:
            if not isinstance(node, ast.If) or not code.loops(node) or not _improves(node):
                continue
            loop = code.loops(node)[0]
            counts = [one for one in node.orelse if isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Add)]
            for one in counts:
                name = dotted(one.target)
                if name and _starts_outside(scope, loop, name) and _stops(loop, name):
                    message = (
                        f"{name} grows in each epoch without improvement and is never set back to 0 when there is one: training stops "
                        "after that many bad epochs in all, though the best may be the last one."
                    )
                    yield hit(one, message, node)


def _improves(node: ast.If) -> bool:
    """Whether a better score than the best one is kept here."""
    bests = [t for one in node.body if isinstance(one, ast.Assign) for target in one.targets for t in _names(target)]
    return isinstance(node.test, ast.Compare) and any("best" in tokens(t) for t in bests)


def _names(target: ast.expr) -> list[str]:
    return [dotted(t) for t in target.elts] if isinstance(target, ast.Tuple) else [dotted(target)]


def _starts_outside(scope: Scope, loop: Loop, name: str) -> bool:
    bound = [b for b in scope.bindings.get(name, ()) if b.kind != "augmented"]
    return bool(bound) and not any(within(b.node, loop) for b in bound) and not name.startswith("self.")


def _stops(loop: Loop, name: str) -> bool:
    """Whether the loop ends when the count is high."""
    for node in ast.walk(loop):
        ends = isinstance(node, ast.If) and any(isinstance(one, ast.Break | ast.Return) for one in node.body)
        if ends and isinstance(node, ast.If) and name in {dotted(n) for n in ast.walk(node.test)}:
            return True
    return False


CHECK = Check(
    name="patience-never-reset",
    title="The patience of early stopping is never set back",
    severity="bug",
    idea="Patience is the number of epochs in a row without improvement. An improvement begins the count anew.",
    question="What is in the counter after bad, good, bad, good, bad?",
    terms=("overfitting", "debug-training"),
    bad="""\
def fit(model, patience):
    best_loss, waited = float("inf"), 0
    for epoch in range(100):
        val_loss = run_epoch(model)
        if val_loss < best_loss:
            best_loss = val_loss
        else:
            waited += 1
            if waited >= patience:
                break
""",
    good="""\
def fit(model, patience):
    best_loss, waited = float("inf"), 0
    for epoch in range(100):
        val_loss = run_epoch(model)
        if val_loss < best_loss:
            best_loss = val_loss
            waited = 0
        else:
            waited += 1
            if waited >= patience:
                break
""",
    find=_find,
)
