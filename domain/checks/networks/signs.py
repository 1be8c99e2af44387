"""What becomes of a value in sums, and with which sign: whether a loss adds or subtracts it, and what backward gets."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from ..code import Code
from ..syntax import begin, dotted, last, method

_GOES_THROUGH: Final = frozenset({"sum", "mean", "stack", "cat", "squeeze", "float", "view", "flatten", "div", "to"})
_LOSS: Final = re.compile(
    r"cross_entropy|mse|bce|l1_loss|nll|recon|criterion|loss|huber|\bce\b|\brec\b|\brl\b", re.IGNORECASE
)
_LIKELIHOOD: Final = re.compile(r"log_?p|log_?lik|likelihood|elbo|bound|reward|-\s*F\.|loss_weight", re.IGNORECASE)
_MOST: Final = 12


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a value: it is joined with `other` in a sum (`sign` is 1 when both have the same sign there), or goes
    back from a function or to backward with this sign."""

    kind: Literal["joined", "returned", "backward"]
    sign: int
    node: ast.expr | ast.stmt
    other: ast.expr | None = None


def fates(code: Code, node: ast.expr, sign: int = 1, deep: int = 0) -> Iterator[Fate]:
    """What becomes of a value, followed through products, sums, names and callers."""
    for _ in range(_MOST):
        outer = code.parents.get(node)
        if isinstance(outer, ast.UnaryOp) and isinstance(outer.op, ast.USub):
            sign, node = -sign, outer
        elif isinstance(outer, ast.BinOp) and isinstance(outer.op, ast.Add | ast.Sub):
            other = outer.right if outer.left is node else outer.left
            minus = isinstance(outer.op, ast.Sub)
            yield Fate("joined", -sign if minus else sign, outer, other)
            sign, node = -sign if minus and outer.right is node else sign, outer
        elif isinstance(outer, ast.BinOp) and isinstance(outer.op, ast.Mult | ast.Div):
            sign *= sign_of(code, outer.right if outer.left is node else outer.left)
            node = outer
        elif (through := _through(code, node, outer)) is not None:
            node = through
        else:
            yield from _kept(code, node, outer, sign, deep)
            return


def _through(code: Code, node: ast.expr, outer: ast.AST | None) -> ast.expr | None:
    """The call that a value goes through without another sign."""
    if isinstance(outer, ast.Attribute) and outer.attr in _GOES_THROUGH:
        call = code.parents.get(outer)
        return call if isinstance(call, ast.Call) and call.func is outer else None
    if isinstance(outer, ast.Call) and node in outer.args[:1] and last(dotted(outer.func)) in _GOES_THROUGH:
        return outer
    return outer if isinstance(outer, ast.GeneratorExp | ast.ListComp) and outer.elt is node else None


def _kept(code: Code, node: ast.expr, outer: ast.AST | None, sign: int, deep: int) -> Iterator[Fate]:
    if isinstance(outer, ast.Attribute) and outer.attr == "backward":
        yield Fate("backward", sign, outer)
    elif isinstance(outer, ast.AugAssign) and isinstance(outer.op, ast.Add | ast.Sub):
        yield Fate("joined", sign if isinstance(outer.op, ast.Add) else -sign, outer, outer.target)
    elif isinstance(outer, ast.Return) or (
        isinstance(outer, ast.Tuple) and isinstance(code.parents.get(outer), ast.Return)
    ):
        yield Fate("returned", sign, code.statement(node))
    elif isinstance(outer, ast.Assign) and len(outer.targets) == 1 and deep < 4:
        yield from named(code, outer.targets[0], node, sign, deep)
    elif (
        isinstance(outer, ast.Call) and method(outer) == "append" and isinstance(outer.func, ast.Attribute) and deep < 4
    ):
        yield from named(code, outer.func.value, node, sign, deep)


def named(code: Code, target: ast.expr, node: ast.expr, sign: int, deep: int = 0) -> Iterator[Fate]:
    """What becomes of what is kept under a name here."""
    name, scope = dotted(target), code.scope_of(node)
    bound = code.bindings(name, scope) if name else []
    after = min((b.at for b in bound if b.at > begin(code.statement(node)) and b.value is not node), default=None)
    for use in scope.nodes:
        is_use = (
            isinstance(use, ast.Name)
            and isinstance(use.ctx, ast.Load)
            and use.id == name
            and begin(use) > begin(target)
        )
        if isinstance(use, ast.Name) and is_use and (after is None or begin(use) <= after):
            yield from fates(code, use, sign, deep + 1)


def sign_of(code: Code, node: ast.expr) -> int:
    """The sign of a factor: -1 for a negative number, by name too; 1 else."""
    value = code.value(node)
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult | ast.Div):
        return sign_of(code, value.left) * sign_of(code, value.right)
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
        return -1
    return -1 if isinstance(value, ast.Constant) and isinstance(value.value, int | float) and value.value < 0 else 1


def is_loss(code: Code, node: ast.expr | None) -> bool:
    """Whether a term of a sum is a loss, which training makes small."""
    if node is None:
        return False
    texts = [ast.unparse(node), ast.unparse(code.value(node))]
    return bool(any(_LOSS.search(t) for t in texts)) and not any(
        _LIKELIHOOD.search(t) or t.startswith("-") for t in texts
    )


def terms(node: ast.expr, sign: int = 1) -> Iterator[tuple[int, ast.expr]]:
    """The terms of a sum with their signs."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        yield from terms(node.left, sign)
        yield from terms(node.right, -sign if isinstance(node.op, ast.Sub) else sign)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield from terms(node.operand, -sign)
    else:
        yield sign, node
