"""Loops over batches that use another loop's batch."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .evaluation import batch_source
from .loops import Loops, within

_MOST = 200  # loops that give a name its values


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for scope in code.scopes if loops.is_torch else ():
        for loop in scope.nodes:
            if (
                not isinstance(loop, ast.For)
                or not isinstance(loop.target, ast.Tuple)
                or batch_source(code, loop) is None
            ):
                continue
            given = {n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)}
            for call in loops.forwards_in(scope, loop):
                if not call.args or not isinstance(call.args[0], ast.Name):
                    continue
                name = call.args[0].id
                bound = scope.bindings.get(name, [])[:_MOST]
                others = [b.node for b in bound if b.kind == "for" and b.node is not loop]
                if (
                    others
                    and all(b.kind == "for" for b in bound)
                    and not any(within(loop, o) for o in others)
                    and not given & _read(loop)
                ):
                    message = (
                        f"This loop gives {', '.join(sorted(given))}, but the network gets {name}: the last batch of the loop in "
                        f"line {getattr(others[0], 'lineno', 0)}, again and again."
                    )
                    yield hit(call.args[0], message, loop, others[0])
                    break


def _read(loop: ast.For) -> set[str]:
    return {n.id for n in ast.walk(loop) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


CHECK = Check(
    name="stale-batch",
    title="The loop uses another loop's batch",
    severity="bug",
    idea="A loop's variable keeps its last value when the loop is over. A name left from it is one old batch, not this one.",
    question="Where does the batch come from that the network gets here?",
    terms=("python-loops", "pytorch-training-loop"),
    bad="""\
def run(model, train_loader, val_loader, criterion, optimizer):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    model.eval()
    wrong = 0
    with torch.no_grad():
        for x_val, y_val in val_loader:
            wrong += (model(x).argmax(dim=1) != y).sum().item()
    return wrong
""",
    good="""\
def run(model, train_loader, val_loader, criterion, optimizer):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    model.eval()
    wrong = 0
    with torch.no_grad():
        for x_val, y_val in val_loader:
            wrong += (model(x_val).argmax(dim=1) != y_val).sum().item()
    return wrong
""",
    find=_find,
)
