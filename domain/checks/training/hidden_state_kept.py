"""Hidden states that carry the graph of all batches before."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import argument, dotted, method, names
from .loops import Loop, Loops, within


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for scope, loop, events in loops.training_loops():
        backward = next(e for e in events if e.kind == "backward")
        for call in loops.forwards(scope):
            if loops.loop(call) is loop and loops.loop(backward.node) is loop:
                name = carried(loops, scope, loop, call)
                if name:
                    message = (
                        f"{name} goes from batch to batch with its graph: backward() of the second batch runs into the "
                        "first one's graph, which is freed by then (RuntimeError), or grows without end where it is retained."
                    )
                    yield hit(call, message, backward.node)
                    break


def carried(loops: Loops, scope: Scope, loop: Loop, call: ast.Call) -> str:
    """The state that a network gets from its own last round, uncut; empty when there is none."""
    statement = loops.code.statement(call)
    if not isinstance(statement, ast.Assign) or statement.value is not call:
        return ""
    given = {dotted(a) for a in [*call.args[1:], *(k.value for k in call.keywords)]}
    for one in call.args[1:]:
        if isinstance(one, ast.Tuple):
            given |= {dotted(e) for e in one.elts}
    bound = {b.name for found in scope.bindings.values() for b in found if b.node is statement and b.index is not None}
    for name in sorted(filter(None, given & bound)):
        others = [b for b in scope.bindings[name] if within(b.node, loop) and b.node is not statement]
        if not others and not _is_cut(loop, name) and not _cuts_itself(loops, call):
            return name
    return ""


def _is_cut(loop: Loop, name: str) -> bool:
    for node in ast.walk(loop):
        if (
            isinstance(node, ast.Call)
            and method(node) in ("detach", "detach_", "zero_", "fill_")
            and name in names(node)
        ):
            return True
        if isinstance(node, ast.Attribute) and node.attr == "data" and name in names(node):
            return True
        if isinstance(node, ast.With) and any("no_grad" in ast.unparse(i.context_expr) for i in node.items):
            return True
    return False


def _cuts_itself(loops: Loops, call: ast.Call) -> bool:
    """Whether the network's own code cuts what it is given."""
    cls = loops.code.classes.get(loops.code.made_by(call.func))
    classes = [cls] if cls else loops.code.classes.values()
    return any(
        isinstance(n, ast.Attribute) and n.attr in ("detach", "data") for c in classes for n in ast.walk(c)
    ) and (argument(call, 1) is not None)


CHECK = Check(
    name="hidden-state-kept",
    title="The hidden state keeps the graph of earlier batches",
    severity="bug",
    idea="What goes from one batch to the next is to be a value, not a history: gradients end at the batch's border. "
    "detach() keeps the value and lets the history go.",
    question="Through how many batches does backward() go in the third round of this loop?",
    terms=("rnn", "lstm", "pytorch-autograd"),
    bad="""\
def train(model, loader, criterion, optimizer):
    hidden = model.init_hidden(32)
    for x, y in loader:
        optimizer.zero_grad()
        out, hidden = model(x, hidden)
        loss = criterion(out, y)
        loss.backward()
        optimizer.step()
""",
    good="""\
def train(model, loader, criterion, optimizer):
    hidden = model.init_hidden(32)
    for x, y in loader:
        optimizer.zero_grad()
        hidden = hidden.detach()
        out, hidden = model(x, hidden)
        loss = criterion(out, y)
        loss.backward()
        optimizer.step()
""",
    find=_find,
)
