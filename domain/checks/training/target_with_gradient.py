"""Bootstrapped targets that are differentiated as well."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, method
from .loops import Loops
from .origins import is_under, origins
from .words import tokens

_DISCOUNT = frozenset({"gamma", "discount"})


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    if "gamma" not in code.text and "discount" not in code.text:
        return
    for scope in code.scopes if loops.is_torch else ():
        for call in scope.calls:
            if len(call.args) < 2 or not any(
                word in ast.unparse(call.func).lower() for word in ("loss", "criterion", "mse")
            ):
                continue
            for prediction, target in ((call.args[0], call.args[1]), (call.args[1], call.args[0])):
                own, run = _runs(code, prediction), _target_run(code, target)
                if run is not None and own and dotted(run.func) in own and _target_run(code, prediction) is None:
                    message = (
                        f"The target {ast.unparse(target)[:60]} is computed by {dotted(run.func)} itself with its graph: the gradient also moves "
                        "the target towards the estimate, instead of only the estimate towards the target."
                    )
                    yield hit(run, message, call)
                    break


def _runs(code: Code, node: ast.expr) -> set[str]:
    """The networks whose output a value is made of."""
    calls = [n for one in origins(code, node) for n in ast.walk(one) if isinstance(n, ast.Call)]
    return {dotted(c.func) for c in calls if dotted(c.func) and c.args}


def _target_run(code: Code, node: ast.expr) -> ast.Call | None:
    """The network's run in a target of the form reward + gamma * next value, when nothing cuts it."""
    parts = origins(code, node)
    if not any(
        isinstance(n, ast.BinOp) and isinstance(n.op, ast.Add) and _discounts(n) for one in parts for n in ast.walk(one)
    ):
        return None
    for one in parts:
        if is_under(code, one, "no_grad", "inference_mode") or any(
            isinstance(n, ast.Attribute) and n.attr in ("detach", "data", "item", "numpy", "detach_")
            for n in ast.walk(one)
        ):
            return None
    maxima = [n for one in parts for n in ast.walk(one) if method(n) in ("max", "amax", "gather")]
    inner = [
        n
        for m in maxima
        for n in ast.walk(m)
        if isinstance(n, ast.Call) and n.args and n is not m and isinstance(n.func, ast.Name | ast.Attribute)
    ]
    inner += [
        v
        for m in maxima
        if isinstance(m, ast.Call) and isinstance(m.func, ast.Attribute)
        for v in [code.value(m.func.value)]
        if isinstance(v, ast.Call)
    ]
    return next(
        (n for n in inner if isinstance(n, ast.Call) and dotted(n.func) and not dotted(n.func).startswith("torch.")),
        None,
    )


def _discounts(node: ast.AST) -> bool:
    return any(isinstance(n, ast.Name | ast.Attribute) and _DISCOUNT & set(tokens(dotted(n))) for n in ast.walk(node))


CHECK = Check(
    name="target-with-gradient",
    title="The target of Q-learning is differentiated too",
    severity="bug",
    idea="A bootstrapped target stands for a label: the estimate is to move, the target isn't. It is computed without a graph, "
    "and best by a network that lags behind.",
    question="Along which two ways does the gradient of this loss reach the network?",
    terms=("pytorch-autograd", "loss-functions"),
    bad="""\
def update(q_net, s, a, r, s2, done, optimizer, gamma=0.99):
    q = q_net(s).gather(1, a)
    target = r + gamma * (1 - done) * q_net(s2).max(1, keepdim=True).values
    loss = F.mse_loss(q, target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
""",
    good="""\
def update(q_net, s, a, r, s2, done, optimizer, gamma=0.99):
    q = q_net(s).gather(1, a)
    with torch.no_grad():
        target = r + gamma * (1 - done) * q_net(s2).max(1, keepdim=True).values
    loss = F.mse_loss(q, target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
""",
    find=_find,
)
