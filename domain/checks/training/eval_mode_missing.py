"""Evaluation with dropout on and batch norm learning."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import begin, last, method
from .evaluation import GENERATES, Evaluation, Evaluations, before, is_harmless
from .events import Event
from .loops import Loops, within
from .words import is_model, label, tokens

_EVALUATES = frozenset({"evaluate", "eval", "evaluation", "validate", "validation", "val", "test"})
"""Words in the name of a function whose task it is to evaluate, and so to switch the network itself."""
_TRAINS = frozenset({"backward", "step", "train"})


def _find(code: Code) -> Iterator[Hit]:
    evaluations = Evaluations(code.fact(Loops))
    seen: list[ast.AST] = []
    for one in evaluations.found():
        seen.append(one.node)
        if is_harmless(code, _model(evaluations, one)):
            continue
        trains = _switch(evaluations, one, "train")
        if _is_switched(evaluations, one):
            continue
        given = label(one.first.func).partition(".")[0]
        evaluates = not _EVALUATES.isdisjoint(tokens(last(one.scope.name)))
        sees_all = evaluates or _is_trained_here(evaluations)
        if trains is None and not sees_all and _is_theirs(evaluations, one.scope, given):
            continue
        name = label(one.first.func)
        if last(one.scope.name).partition("_")[0] in GENERATES and not _is_trained_here(evaluations):
            continue
        if trains is not None and _in_evaluation(evaluations, one):
            message = (
                f"{trains.of}.train() switches dropout on and lets batch norm learn from the rows it is evaluated on: "
                "two runs over the same data give two results."
            )
            yield hit(trains.node, message, one.first)
        else:
            message = (
                f"{name} is still in training mode when it is evaluated: dropout throws values away at random, and "
                "batch norm takes its mean from this batch, so the result is worse and changes with the batch size."
            )
            yield hit(one.first, message, one.node)
    if not seen:
        yield from _loaded(evaluations)


def _model(evaluations: Evaluations, one: Evaluation) -> ast.expr:
    """The network that is evaluated: of a parameter, what a caller of this code gives for it."""
    func = one.first.func
    name = label(func)
    if name in one.scope.parameters:
        place = one.scope.parameters.index(name) - (1 if one.scope.owner else 0)
        for call in evaluations.callers(one.scope):
            given = next((k.value for k in call.keywords if k.arg == name), None)
            given = call.args[place] if given is None and 0 <= place < len(call.args) else given
            if given is not None:
                return given
    return func


def _is_theirs(evaluations: Evaluations, scope: Scope, given: str, levels: int = 3) -> bool:
    """Whether a function gets the network from callers that aren't here, and may have switched it."""
    if given == "self" or given not in scope.parameters or evaluations.loops.kinds_in(scope.node) & _TRAINS:
        return False
    calls = evaluations.callers(scope)
    if not calls or not levels:
        return True
    place = scope.parameters.index(given) - (1 if scope.owner else 0)
    for call in calls:
        value = next((k.value for k in call.keywords if k.arg == given), None)
        value = call.args[place] if value is None and 0 <= place < len(call.args) else value
        name = label(value).partition(".")[0]
        if _is_theirs(evaluations, evaluations.code.scope_of(call), name, levels - 1):
            return True
    return False


def _in_evaluation(evaluations: Evaluations, one: Evaluation) -> bool:
    """Whether the function that holds the evaluation does nothing else."""
    return bool(one.scope.name) and "backward" not in evaluations.loops.kinds_in(one.scope.node)


def _is_trained_here(evaluations: Evaluations) -> bool:
    """Whether this source trains and switches to training mode for it, and to no other mode anywhere."""
    kinds = {e.kind for events in evaluations.loops.events.values() for e in events}
    return {"backward", "train"} <= kinds and "eval" not in kinds and "eval" not in evaluations.code.text.lower()


def _switch(evaluations: Evaluations, one: Evaluation, kind: str) -> Event | None:
    """The last switch of this kind before the evaluation in its own scope."""
    events = [e for e in evaluations.loops.events.get(one.scope, ()) if e.kind == kind and before(e.node, one.first)]
    return events[-1] if events else None


def _is_switched(evaluations: Evaluations, one: Evaluation) -> bool:
    """Whether something switches to evaluation mode before, here or where this is called from."""
    return any(_switches(evaluations.loops, scope, node) for scope, node in evaluations.above(one))


def _switches(loops: Loops, scope: Scope, node: ast.AST) -> bool:
    around = loops.code.loops(node)
    for event in loops.of_kind(scope, "eval"):
        if before(event.node, node) and not _is_undone(loops, scope, event, node):
            return True
    for event in loops.of_kind(scope, "train"):  # model.train(mode): who knows which
        if isinstance(event.node, ast.Call) and (event.node.args or event.node.keywords) and before(event.node, node):
            return True
    for call in scope.calls:
        if before(call, node) or any(within(call, loop) for loop in around[-1:]):
            reached = loops.reached(*loops.called(call)) if loops.called(call) else ()
            if any(e.kind == "eval" for inner in reached for e in loops.events.get(inner, ())):
                return True
    return any(
        "eval" in method(call) and before(call, node) and not loops.called(call)
        for call in scope.calls
        if call is not node
    )


def _is_undone(loops: Loops, scope: Scope, event: Event, node: ast.AST) -> bool:
    """Whether training mode is back before the evaluation, on a straight way."""
    for other in loops.of_kind(scope, "train"):
        if other.of == event.of and before(event.node, other.node) and before(other.node, node):
            outer = loops.code.parents.get(loops.code.statement(other.node))
            return outer is not None and within(node, outer) and not isinstance(outer, ast.If)
    return False


def _loaded(evaluations: Evaluations) -> Iterator[Hit]:
    """A network that is loaded and asked for its output, in a source that never trains and never switches."""
    loops, code = evaluations.loops, evaluations.code
    if not loops.is_torch:
        return
    kinds = {e.kind for events in loops.events.values() for e in events}
    if kinds & {"eval", "train", "backward", "step"} or "fine" in code.text.lower():
        return
    loads = [c for c in code.calls if method(c) == "load_state_dict" and isinstance(c.func, ast.Attribute)]
    loaded = {label(c.func.value): c for c in loads if isinstance(c.func, ast.Attribute)}
    for scope in code.scopes:
        if scope.owner:
            continue
        for call in loops.forwards(scope):
            load = loaded.get(label(call.func))
            if (
                load
                and code.scope_of(load) in (scope, code.module)
                and is_model(code, call.func)
                and not is_harmless(code, call.func)
            ):
                message = (
                    f"{label(call.func)} is loaded and then used in training mode: a new network begins in it, so dropout "
                    "throws values away at random and batch norm uses the mean of this one batch."
                )
                yield hit(call, message, load)
                return
    yield from _served(evaluations, loads)


def _served(evaluations: Evaluations, loads: list[ast.Call]) -> Iterator[Hit]:
    """A network that is loaded in one place and run under no_grad in another, by a name or key that says what it is."""
    code = evaluations.code
    if not loads or "eval" in code.text.lower() or "train" in {method(c) for c in code.calls}:
        return
    for call in sorted(code.calls, key=begin):
        on = call.func
        words = ast.unparse(on).lower().replace("'", '"')
        is_kept = (isinstance(on, ast.Subscript) and '"model"' in words) or words in (
            "self.model",
            "self.net",
            "self.network",
            "model",
            "net",
        )
        off = any("no_grad" in ast.unparse(c) or "inference_mode" in ast.unparse(c) for c in code.contexts(call))
        if (
            is_kept
            and off
            and call.args
            and last(code.scope_of(call).name) != "forward"
            and not is_harmless(code, loads[0].func)
        ):
            message = (
                f"{ast.unparse(on)} is loaded and never switched to evaluation mode: a new network begins in training mode, so dropout throws "
                "values away at random and batch norm uses the mean of this one request."
            )
            yield hit(call, message, loads[0])
            return


CHECK = Check(
    name="eval-mode-missing",
    title="Evaluated in training mode",
    severity="bug",
    idea="Dropout and batch norm do one thing while learning and another afterwards; the network has to be told which. "
    "eval() switches them, train() switches back.",
    question="What does a dropout layer do with a test row in this mode, and twice in a row?",
    terms=("normalisation-dropout", "pytorch-training-loop"),
    bad="""\
@torch.no_grad()
def evaluate(model, loader):
    correct = 0
    for x, y in loader:
        correct += (model(x).argmax(dim=1) == y).sum().item()
    return correct / len(loader.dataset)

print(evaluate(model, test_loader))
""",
    good="""\
@torch.no_grad()
def evaluate(model, loader):
    model.eval()
    correct = 0
    for x, y in loader:
        correct += (model(x).argmax(dim=1) == y).sum().item()
    return correct / len(loader.dataset)

print(evaluate(model, test_loader))
""",
    find=_find,
)
