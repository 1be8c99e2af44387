"""The generator's step with its gradient cut, and the discriminator's with the generator's graph."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import begin, method
from .events import Event
from .loops import Loops
from .origins import is_under, origins
from .sides import side


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for scope in loops.events:
        events = loops.of_kind(scope, "backward", "step")
        for place, event in enumerate(events):
            step = next((e for e in events[place + 1 :] if e.kind == "step"), None)
            if event.kind == "backward" and step is not None and side(step.of) == "G":
                loss = _loss(scope, event)
                cut = _cut(code, loss) if loss is not None else None
                if cut is not None:
                    message = (
                        f"{ast.unparse(cut)} is what {step.of} is to learn from, but the gradient ends at the generator's output here: "
                        "the step changes nothing, and the generator stays as it was made."
                    )
                    yield hit(cut, message, step.node)


def _loss(scope: Scope, event: Event) -> ast.expr | None:
    """The loss that is differentiated: the last value of its name before that."""
    if not event.of:
        return (
            event.node.func.value
            if isinstance(event.node, ast.Call) and isinstance(event.node.func, ast.Attribute)
            else None
        )
    bound = [b for b in scope.bindings.get(event.of, ()) if b.at <= begin(event.node) and b.kind == "assign"]
    return bound[-1].value if bound and bound[-1].index is None else None


def _cut(code: Code, loss: ast.expr) -> ast.expr | None:
    """A run of the discriminator on cut rows, when no way leads from the loss to the generator."""
    found: ast.expr | None = None
    for one in origins(code, loss):
        for node in ast.walk(one):
            if isinstance(node, ast.Call) and side(node.func) == "D" and node.args:
                if not _is_cut(code, node.args[0]):
                    return None
                found = node
            elif (
                node is not one
                and isinstance(node, ast.Name | ast.Call)
                and _is_generated(code, node)
                and not _stands_cut(code, node)
            ):
                return None
    return found


def _is_generated(code: Code, node: ast.expr) -> bool:
    value = code.value(node)
    return isinstance(value, ast.Call) and side(value.func) == "G"


def _is_cut(code: Code, node: ast.expr) -> bool:
    """Whether the generator's output is handed over without its graph."""
    value = code.value(node)
    if isinstance(value, ast.Call) and side(value.func) == "G":
        return is_under(code, value, "no_grad", "inference_mode")
    if method(value) != "detach" or not isinstance(value, ast.Call) or not isinstance(value.func, ast.Attribute):
        return False
    inner = code.value(value.func.value)
    return isinstance(inner, ast.Call) and side(inner.func) == "G"


def _stands_cut(code: Code, node: ast.expr) -> bool:
    outer = code.parents.get(node)
    return (isinstance(outer, ast.Attribute) and outer.attr == "detach") or is_under(
        code, code.value(node), "no_grad", "inference_mode"
    )


CHECK = Check(
    name="generator-step-cut",
    title="The generator learns from rows that are cut off from it",
    severity="bug",
    idea="The generator learns through the discriminator: the gradient goes from its verdict back into the rows and on into "
    "the generator. detach() belongs into the discriminator's step, where the generator isn't to learn.",
    question="On the way back from this loss, does the gradient reach the generator's weights?",
    terms=("pytorch-autograd", "pytorch-training-loop"),
    bad="""\
def step(G, D, real, noise, criterion, ones, zeros, opt_G, opt_D):
    fake = G(noise)
    opt_D.zero_grad()
    loss_D = criterion(D(real), ones) + criterion(D(fake.detach()), zeros)
    loss_D.backward()
    opt_D.step()
    opt_G.zero_grad()
    loss_G = criterion(D(fake.detach()), ones)
    loss_G.backward()
    opt_G.step()
""",
    good="""\
def step(G, D, real, noise, criterion, ones, zeros, opt_G, opt_D):
    fake = G(noise)
    opt_D.zero_grad()
    loss_D = criterion(D(real), ones) + criterion(D(fake.detach()), zeros)
    loss_D.backward()
    opt_D.step()
    opt_G.zero_grad()
    loss_G = criterion(D(fake), ones)
    loss_G.backward()
    opt_G.step()
""",
    find=_find,
)
