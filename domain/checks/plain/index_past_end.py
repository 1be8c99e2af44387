"""Positions one past the end."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, names
from .flow import is_bound_within, shown, statements


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for node in scope.nodes:
            if isinstance(node, ast.For) and isinstance(node.target, ast.Name):
                yield from _after_each(code, node, node.target.id)
            elif isinstance(node, ast.Subscript) and (drawn := _drawn(code, node)) is not None:
                yield hit(
                    node, f"`{shown(drawn)}` may give the length itself, and `{shown(node.value)}` ends one before: IndexError, now and then."
                )  # fmt: skip


def _after_each(code: Code, loop: ast.For, name: str) -> Iterator[Hit]:
    """`for i in range(len(x)): … x[i + 1]` without a way out at the end."""
    of, over = _length_of(code, loop.iter)
    if not of or is_bound_within(code, loop, of) or _is_guarded(loop, name):
        return
    inner = (n for n in statements(loop.body) if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Load))
    past = next((n for n in inner if dotted(n.value) == of and _ahead(n.slice, name) + over > 0), None)
    if past is not None:
        yield hit(past, f"In the last round `{shown(past.slice)}` is the length of `{of}` or more: IndexError.", loop)


def _ahead(key: ast.expr, name: str) -> int:
    """How far a position is ahead of the loop's: 1 of `i + 1`; less than 0 when it isn't known."""
    if dotted(key) == name:
        return 0
    if not isinstance(key, ast.BinOp) or not isinstance(key.op, ast.Add) or dotted(key.left) != name:
        return -9
    step = key.right.value if isinstance(key.right, ast.Constant) else None
    return step if isinstance(step, int) and step in (1, 2) else -9


def _length_of(code: Code, call: ast.expr) -> tuple[str, int]:
    """The `x` of `range(len(x))`, and how far the range goes past its last position."""
    if not isinstance(call, ast.Call) or code.called(call) != "range" or len(call.args) not in (1, 2):
        return "", 0
    last: ast.expr = call.args[-1]
    stop, over = last, 0
    if isinstance(last, ast.BinOp) and isinstance(last.op, ast.Add) and isinstance(last.right, ast.Constant):
        stop, over = last.left, 1 if last.right.value == 1 else -9
    if isinstance(stop, ast.Call) and code.called(stop) == "len" and len(stop.args) == 1:
        return dotted(stop.args[0]), over
    return "", 0


def _is_guarded(loop: ast.For, name: str) -> bool:
    """Whether anything in the loop depends on the position, leaves it, or catches errors."""
    for node in statements(loop.body):
        if isinstance(node, ast.Try | ast.Break | ast.Return | ast.Continue | ast.BoolOp):
            return True
        if isinstance(node, ast.If | ast.IfExp | ast.While) and name in names(node.test):
            return not _is_only_index(node.test, name)
    return False


def _is_only_index(test: ast.expr, name: str) -> bool:
    """Whether a condition only compares elements at positions, and not the position itself."""
    inside = {id(n) for part in ast.walk(test) if isinstance(part, ast.Subscript) for n in ast.walk(part.slice)}
    return all(id(n) in inside for n in ast.walk(test) if isinstance(n, ast.Name) and n.id == name)


def _drawn(code: Code, node: ast.Subscript) -> ast.expr | None:
    """The `random.randint(0, len(x))` that `x` is asked with."""
    call = code.value(node.slice)
    if not isinstance(call, ast.Call) or code.called(call) != "random.randint" or len(call.args) != 2:
        return None
    stop = call.args[1]
    is_length = isinstance(stop, ast.Call) and code.called(stop) == "len" and len(stop.args) == 1
    same = is_length and isinstance(stop, ast.Call) and dotted(stop.args[0]) == dotted(node.value) != ""
    return call if same else None


CHECK = Check(
    name="index-past-end",
    title="The position is one past the end",
    severity="bug",
    idea="Positions of n elements go from 0 to n - 1.",
    question="Which positions are read in the last round, and which is the last that exists?",
    terms=("Arrays, stacks and queues", "Python loops"),
    bad="def rises(x):\n    n = 0\n    for i in range(len(x)):\n        n += x[i + 1] > x[i]\n    return n\n",
    good="def rises(x):\n    n = 0\n    for i in range(len(x) - 1):\n        n += x[i + 1] > x[i]\n    return n\n",
    find=_find,
)
