"""Training that goes on in evaluation mode."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import begin
from .events import Event
from .loops import Loop, Loops, within


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for scope in list(loops.events) + [s for s in code.scopes if s not in loops.events]:
        if loops.is_led(scope):
            continue
        for loop in _epoch_loops(scope):
            found = _kept(loops, scope, loop)
            if found is not None:
                yield found
                break


def _epoch_loops(scope: Scope) -> list[Loop]:
    return [n for n in scope.nodes if isinstance(n, ast.For | ast.While)]


def _kept(loops: Loops, scope: Scope, loop: Loop) -> Hit | None:
    """A switch to evaluation mode in a loop that trains again in its next round, and never switches back."""
    done = loops.kinds_in(loop)
    if not {"backward", "step", "eval"} <= done or "train" in done:
        return None
    evals = _where(loops, scope, loop, "eval")
    trains = _where(loops, scope, loop, "backward")
    if not evals or not trains:
        return None
    node, of = evals[0]
    trained = {name for place, _ in trains for name in _models(loops, scope, place)}
    if of not in trained or not any(
        begin(place) < begin(node) or loops.loop(place) is not loops.loop(node) for place, _ in trains
    ):
        return None
    before = [e for e in loops.of_kind(scope, "train") if not within(e.node, loop)]
    message = (
        f"{of} is switched to evaluation mode in the first round of this loop and never back: from the second round on "
        "it trains without dropout and with batch norm that no longer learns its means."
    )
    return hit(node, message, loop, *(e.node for e in before))


def _where(loops: Loops, scope: Scope, loop: Loop, kind: str) -> list[tuple[ast.expr | ast.stmt, str]]:
    """Where something is done in a loop, by itself or by a plain function called there, and what to in this scope."""
    found = [(e.node, e.of) for e in loops.events_in(scope, loop) if e.kind == kind]
    for call in loops.calls_in(scope, loop):
        if not isinstance(call.func, ast.Name | ast.Attribute):
            continue
        for inner in loops.called(call):
            event = next((e for e in loops.events.get(inner, ()) if e.kind == kind), None)
            if event is not None:
                found.append((call, _given(call, inner, event)))
    return found


def _given(call: ast.Call, inner: Scope, event: Event) -> str:
    """What the thing is called where the function is called: of a parameter, the argument's name."""
    if event.of not in inner.parameters:
        return event.of
    place = inner.parameters.index(event.of) - (1 if inner.owner else 0)
    given = next((k.value for k in call.keywords if k.arg == event.of), None)
    given = call.args[place] if given is None and 0 <= place < len(call.args) else given
    return ast.unparse(given) if given is not None else ""


def _models(loops: Loops, scope: Scope, place: ast.AST) -> set[str]:
    """The networks that are run where gradients are computed, by their names in this scope."""
    if isinstance(place, ast.Call) and loops.called(place):
        found: set[str] = set()
        for inner in loops.called(place):
            for call in loops.forwards(inner):
                found.add(_given(place, inner, Event("train", call, ast.unparse(call.func))))
        return found
    around = loops.loop(place)
    calls = loops.forwards(scope)
    return {ast.unparse(c.func) for c in calls if around is None or within(c, around)}


CHECK = Check(
    name="eval-mode-kept",
    title="Never back in training mode after the evaluation",
    severity="bug",
    idea="eval() holds until train() is called. An epoch that evaluates begins the next one in evaluation mode.",
    question="In which mode is the network when the second epoch begins?",
    terms=("normalisation-dropout", "pytorch-training-loop"),
    bad="""\
def fit(model, train_loader, val_loader, criterion, optimizer, epochs):
    model.train()
    for epoch in range(epochs):
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            wrong = sum((model(x).argmax(dim=1) != y).sum().item() for x, y in val_loader)
""",
    good="""\
def fit(model, train_loader, val_loader, criterion, optimizer, epochs):
    for epoch in range(epochs):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            wrong = sum((model(x).argmax(dim=1) != y).sum().item() for x, y in val_loader)
""",
    find=_find,
)
