"""Losses that are kept together with all that they were computed from."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import begin, dotted, method
from .evaluation import is_without_grad
from .loops import Loop, Loops, within
from .words import label

_CUTS = frozenset(
    {
        "item",
        "detach",
        "detach_",
        "tolist",
        "numpy",
        "float",
        "int",
        "cpu_item",
        "len",
        "round",
        "backward",
        "isnan",
        "get_metric",
    }
)
_KEEPS = frozenset({"append", "mean", "sum", "cpu", "clone", "to", "double", "half", "size", "len", "squeeze", "stack"})


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for scope, loop, events in loops.training_loops():
        losses = {e.of for e in events if e.kind == "backward" and e.of}
        for node in scope.nodes:
            if within(node, loop):
                found = _kept(loops, scope, loop, node, losses)
                if found is not None and not is_without_grad(code, node):
                    yield found


def _kept(loops: Loops, scope: Scope, loop: Loop, node: ast.AST, losses: set[str]) -> Hit | None:
    target, value = _accumulation(node)
    if target is None or value is None:
        return None
    loss = next((n for n in losses if _holds(value, n)), None)
    name = label(target)
    if loss is None or name in losses or not name or _is_cut(scope, loss, node) or not _outlives(scope, loop, name):
        return None
    if _is_learned_from(loops, scope, name) or not _is_learned(loops, scope, loss, node):
        return None
    assert isinstance(node, ast.expr | ast.stmt)
    message = (
        f"{name} keeps {loss} with its whole graph: memory grows with every batch, until it runs out. The number alone "
        "is enough."
    )
    backward = next(e for e in loops.of_kind(scope, "backward") if e.of == loss)
    return hit(node, message, backward.node)


def _accumulation(node: ast.AST) -> tuple[ast.expr | None, ast.expr | None]:
    """What something is added to, and what is added."""
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        return node.target, node.value
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp) and isinstance(node.value.op, ast.Add):
        name = dotted(node.targets[0])
        sides = (node.value.left, node.value.right)
        if name and any(dotted(side) == name for side in sides):
            return node.targets[0], sides[0] if dotted(sides[1]) == name else sides[1]
    if (
        isinstance(node, ast.Call)
        and method(node) == "append"
        and isinstance(node.func, ast.Attribute)
        and len(node.args) == 1
    ):
        return node.func.value, node.args[0]
    return None, None


def _holds(value: ast.expr, loss: str) -> bool:
    """Whether the loss is in a value with its graph, and not only its number."""
    if dotted(value) == loss:
        return True
    if isinstance(value, ast.BinOp):
        return _holds(value.left, loss) or _holds(value.right, loss)
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in _KEEPS:
        return _holds(value.func.value, loss)
    return False


def _is_cut(scope: Scope, loss: str, node: ast.AST) -> bool:
    """Whether the name holds a plain number by then."""
    earlier = [b for b in scope.bindings.get(loss, ()) if b.at <= begin(node) and b.value is not None]
    value = earlier[-1].value if earlier else None
    while isinstance(value, ast.Call):
        if method(value) in _CUTS:
            return True
        value = value.func.value if isinstance(value.func, ast.Attribute) else None
    called = isinstance(node, ast.AST) and any(
        isinstance(n, ast.Call) and method(n) == "detach_" and label(getattr(n.func, "value", None)) == loss
        for n in scope.nodes
    )
    return called or (isinstance(value, ast.Attribute) and value.attr == "data")


def _outlives(scope: Scope, loop: Loop, name: str) -> bool:
    """Whether the sum or list began before the loop."""
    bound = [b for b in scope.bindings.get(name, ()) if b.kind == "assign" and within(b.node, loop)]
    return all(b.value is not None and name in {dotted(n) for n in ast.walk(b.value)} for b in bound)


def _is_learned(loops: Loops, scope: Scope, loss: str, node: ast.AST) -> bool:
    """Whether what the name holds here is what some backward goes through, and not another value of that name."""

    def held(place: ast.AST) -> int:
        return sum(b.at <= begin(place) for b in scope.bindings.get(loss, ()) if b.kind == "assign")

    return any(held(e.node) == held(node) for e in loops.of_kind(scope, "backward") if e.of == loss)


def _is_learned_from(loops: Loops, scope: Scope, name: str) -> bool:
    """Whether gradients of the sum itself are computed, so that the graph is wanted."""
    learned = {e.of for e in loops.of_kind(scope, "backward")}
    for bound in learned:
        for binding in scope.bindings.get(bound, ()):
            if binding.value is not None and name in {dotted(n) for n in ast.walk(binding.value)}:
                return True
    return name in learned


CHECK = Check(
    name="loss-kept-with-graph",
    title="Losses are kept with their graph",
    severity="risk",
    idea="A loss tensor holds on to every operation that it came from. For a record only its number is needed, which "
    "item() gives.",
    question="What does a loss tensor still know after its backward(), and who needs that?",
    terms=("pytorch-autograd", "pytorch-training-loop"),
    bad="""\
def train(model, loader, criterion, optimizer):
    total_loss = 0.0
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        total_loss += loss
    return total_loss / len(loader)
""",
    good="""\
def train(model, loader, criterion, optimizer):
    total_loss = 0.0
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        total_loss += loss.item()
    return total_loss / len(loader)
""",
    find=_find,
)
