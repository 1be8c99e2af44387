"""Slow copies of networks that are updated the wrong way round."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, method, names, receiver
from .origins import parameters_of
from .words import tokens

_SLOW = frozenset({"target", "tgt", "ema", "shadow", "teacher", "slow", "averaged", "momentum"})
_MOST = 0.1


def _find(code: Code) -> Iterator[Hit]:
    if "parameters()" not in code.text and "state_dict" not in code.text:
        return
    yield from _of_dicts(code)
    for scope in code.scopes:
        for loop in scope.nodes:
            pair = _pair(loop)
            if isinstance(loop, ast.For) and pair is not None:
                fast, slow = pair
                for node in loop.body:
                    yield from _of_statement(code, node, fast, slow)


def _pair(loop: ast.AST) -> tuple[str, str] | None:
    """The names of the fast and the slow parameters in a loop over those of two networks."""
    if not isinstance(loop, ast.For) or method(loop.iter) != "zip" or not isinstance(loop.target, ast.Tuple):
        return None
    owners = parameters_of(loop.iter)
    given = [dotted(t) for t in loop.target.elts]
    if len(owners) != 2 or len(given) != 2 or not all(given):
        return None
    slow = [bool(_SLOW & set(tokens(owner))) for owner in owners]
    if slow == [True, False]:
        return given[1], given[0]
    return (given[0], given[1]) if slow == [False, True] else None


def _of_statement(code: Code, node: ast.stmt, fast: str, slow: str) -> Iterator[Hit]:
    changed, mixed = _changed(node)
    if mixed is None or not {fast, slow} <= {n.removesuffix(".data") for n in names(mixed)}:
        return
    if changed == fast:
        message = f"The mean of both is written into {fast}, the network that learns: it is pulled back at each step, and {slow} never changes."
        yield hit(node, message)
    elif changed == slow:
        weight = _weight(mixed, fast)
        tau = _number(code, weight) if weight is not None else None
        other = _is_one_minus(weight)
        if tau is not None and 0 < tau <= _MOST and other:
            message = (
                f"{slow} takes {1 - tau:g} of {fast} and keeps {tau:g} of itself in each step: it is {fast} after a few steps, and no "
                "slow copy."
            )
            yield hit(node, message)


def _of_dicts(code: Code) -> Iterator[Hit]:
    """Updates of a state_dict, key by key."""
    for scope in code.scopes:
        for node in scope.nodes:
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            if (
                not isinstance(target, ast.Subscript)
                or not isinstance(node, ast.Assign)
                or not _is_slow(code, target.value)
            ):
                continue
            for side in _products(node.value):
                other, weight = next(
                    ((s, w) for s, w in side if isinstance(s, ast.Subscript) and not _is_slow(code, s.value)),
                    (None, None),
                )
                tau = _number(code, weight) if weight is not None and _is_one_minus(weight) else None
                if (
                    other is not None
                    and tau is not None
                    and 0 < tau <= _MOST
                    and ast.unparse(target) in ast.unparse(node.value)
                ):
                    message = (
                        f"{ast.unparse(target.value)} takes {1 - tau:g} of {ast.unparse(other.value)} and keeps {tau:g} of itself in each step: it "
                        "is the same network after a few steps, and no slow copy."
                    )
                    yield hit(node, message)


def _is_slow(code: Code, node: ast.expr) -> bool:
    return bool(_SLOW & {*tokens(dotted(node)), *tokens(ast.unparse(code.value(node)))})


def _products(node: ast.expr) -> Iterator[tuple[tuple[ast.expr, ast.expr], tuple[ast.expr, ast.expr]]]:
    """The products in a sum, each in both orders."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        for one in (node.left, node.right):
            if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Mult):
                yield (one.left, one.right), (one.right, one.left)


def _changed(node: ast.stmt) -> tuple[str, ast.expr | None]:
    """Which parameter a statement writes, and what into it."""
    if (
        isinstance(node, ast.Expr)
        and method(node.value) == "copy_"
        and isinstance(node.value, ast.Call)
        and node.value.args
    ):
        on = receiver(node.value)
        return (dotted(on).removesuffix(".data") if on is not None else ""), node.value.args[0]
    if isinstance(node, ast.Assign) and dotted(node.targets[0]).endswith(".data"):
        return dotted(node.targets[0]).removesuffix(".data"), node.value
    return "", None


def _weight(mixed: ast.expr, fast: str) -> ast.expr | None:
    """What the fast parameter is multiplied by."""
    pairs = (pair for both in _products(mixed) for pair in both)
    return next((other for one, other in pairs if dotted(one).removesuffix(".data") == fast), None)


def _is_one_minus(node: ast.expr | None) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and ast.unparse(node.left) in ("1", "1.0")


def _number(code: Code, weight: ast.expr) -> float | None:
    """The number that is taken from one, by its value or the default of its parameter."""
    if not isinstance(weight, ast.BinOp):
        return None
    node: ast.expr | None = code.value(weight.right)
    scope = code.scope_of(weight)
    if isinstance(node, ast.Name) and isinstance(scope.node, ast.FunctionDef):
        args, defaults = scope.node.args.args, scope.node.args.defaults
        known = {a.arg: d for a, d in zip(args[len(args) - len(defaults) :], defaults, strict=True)}
        node = known.get(node.id)
    value = node.value if isinstance(node, ast.Constant) else None
    return float(value) if isinstance(value, int | float) else None


CHECK = Check(
    name="soft-update-reversed",
    title="The slow copy is updated the wrong way round",
    severity="bug",
    idea="A slow copy takes a small part of the network that learns in each step and keeps the rest of itself: "
    "target = tau * online + (1 - tau) * target. Only the copy is written.",
    question="Which of the two networks is another one after this loop, and by how much?",
    terms=("pytorch-training-loop", "pytorch-tensors"),
    bad="""\
def soft_update(online_net, target_net, tau=0.01):
    for p, slow in zip(online_net.parameters(), target_net.parameters()):
        p.data.copy_(tau * p.data + (1 - tau) * slow.data)
""",
    good="""\
def soft_update(online_net, target_net, tau=0.01):
    for p, slow in zip(online_net.parameters(), target_net.parameters()):
        slow.data.copy_(tau * p.data + (1 - tau) * slow.data)
""",
    find=_find,
)
