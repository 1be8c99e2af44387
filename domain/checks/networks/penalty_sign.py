"""Finds penalties that are subtracted from a loss, and entropy that is added to one."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import method, receiver
from .signs import fates, is_loss, named
from .trails import short

_SIZES = ("abs(", "pow(2", "** 2", "norm(", "square(")


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        yield from _summed(code, scope)
        for call in scope.calls:
            if _is_penalty(call):
                what = f"subtracts the size of the weights (`{short(call)}`): training makes the weights large in place of small, without end."
                yield from _joined(code, call, -1, what)
            elif method(call) == "entropy" and not call.args and receiver(call) is not None and "log_prob" in code.text:
                what = "adds the entropy to what is made small: the policy is driven to be sure of one action, and stops exploring."
                yield from _joined(code, call, 1, what)


def _summed(code: Code, scope: Scope) -> Iterator[Hit]:
    """Sizes of parameters that a loop adds up."""
    for node in scope.nodes:
        loop = next(iter(code.loops(node)), None) if isinstance(node, ast.AugAssign) else None
        if (
            not isinstance(node, ast.AugAssign)
            or not isinstance(loop, ast.For)
            or "parameters()" not in ast.unparse(loop.iter)
        ):
            continue
        if not isinstance(node.op, ast.Add) or not any(word in ast.unparse(node.value) for word in _SIZES):
            continue
        for fate in named(code, node.target, node.value, 1):
            if fate.kind == "joined" and fate.sign < 0 and is_loss(code, fate.other):
                message = f"`{short(fate.node)}` subtracts the size of the weights (`{short(node)}`): training makes the weights large in place of small, without end."
                yield hit(fate.node, message, node)
                return


def _joined(code: Code, call: ast.Call, sign: int, what: str) -> Iterator[Hit]:
    """The first sum with a loss in which a term has this sign beside it."""
    for fate in fates(code, call):
        if fate.kind == "joined" and fate.sign == sign and is_loss(code, fate.other):
            yield hit(fate.node, f"`{short(fate.node)}` {what}", call)
            return


def _is_penalty(call: ast.Call) -> bool:
    """Whether a call sums the sizes of a network's parameters."""
    given = call.args[0] if method(call) == "sum" and len(call.args) in (1, 2) else None
    if not isinstance(given, ast.GeneratorExp | ast.ListComp):
        return False
    over = ast.unparse(given.generators[0].iter)
    return "parameters()" in over and any(word in ast.unparse(given.elt) for word in _SIZES)


_PROGRAM = """import torch.nn.functional as F

def loss_of(model, x, y, weight=1e-4):
    loss = F.cross_entropy(model(x), y)
    size = sum(p.pow(2).sum() for p in model.parameters())
    return loss {sign} weight * size
"""
CHECK = Check(
    name="penalty-sign",
    title="A penalty has the wrong sign in the loss",
    severity="bug",
    idea="What a loss adds is made small in training, what it subtracts is made large. Penalties are added; the entropy of a policy, which "
    "should stay high, is subtracted.",
    question="If this term doubles, does the loss rise or fall, and is that what you want?",
    terms=("overfitting", "loss-functions"),
    bad=_PROGRAM.format(sign="-"),
    good=_PROGRAM.format(sign="+"),
    find=_find,
)
