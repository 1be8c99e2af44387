"""The discriminator's step that runs back through the generator."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import begin
from .loops import Loops
from .origins import is_under
from .sides import side


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    for scope in loops.events:
        steps = loops.of_kind(scope, "step")
        first = next((e for e in steps if side(e.of) == "D"), None)
        later = next((e for e in steps if side(e.of) == "G"), None)
        if first is None or later is None or begin(later.node) < begin(first.node):
            continue
        for call in scope.calls:
            if (
                side(call.func) == "D"
                and begin(call) < begin(first.node)
                and call.args
                and _is_fresh(code, scope, call)
            ):
                message = (
                    f"{ast.unparse(call)} is part of the discriminator's loss with the generator's graph behind it: backward() goes on "
                    "into the generator, fills its gradients with the wrong wish, and frees the graph that its own step needs."
                )
                yield hit(call, message, first.node, later.node)
                break


def _is_fresh(code: Code, scope: Scope, call: ast.Call) -> bool:
    """Whether rows of the generator are judged with their graph, and used again in its own step."""
    name = call.args[0]
    if not isinstance(name, ast.Name) or is_under(code, call, "no_grad", "inference_mode"):
        return False
    bound = [b for b in scope.bindings.get(name.id, ()) if b.kind == "assign" and b.at < begin(call)]
    made = bound[-1].value if bound and bound[-1].index is None else None
    if not isinstance(made, ast.Call) or side(made.func) != "G" or is_under(code, made, "no_grad", "inference_mode"):
        return False
    again = [c for c in scope.calls if side(c.func) == "D" and begin(c) > begin(call) and c.args]
    return any(isinstance(c.args[0], ast.Name) and c.args[0].id == name.id for c in again)


CHECK = Check(
    name="fake-not-detached",
    title="The discriminator's step runs back through the generator",
    severity="risk",
    idea="In the discriminator's step the generated rows are data like the real ones. Without their graph the step costs half "
    "and leaves the generator's gradients alone.",
    question="Whose gradients does the discriminator's backward() fill?",
    terms=("pytorch-autograd", "pytorch-training-loop"),
    bad="""\
def step(G, D, real, noise, criterion, ones, zeros, opt_G, opt_D):
    fake = G(noise)
    opt_D.zero_grad()
    loss_D = criterion(D(real), ones) + criterion(D(fake), zeros)
    loss_D.backward()
    opt_D.step()
    opt_G.zero_grad()
    loss_G = criterion(D(fake), ones)
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
