"""Sums over batches: what is added up in a loop, from where, and by what it is divided."""

import ast
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from ..code import Code, Scope
from ..syntax import begin, dotted, end, method, names
from .evaluation import batch_source
from .loops import Loops
from .words import is_loader, label

_MOST = 400  # divisions of one name


@dataclass(frozen=True, slots=True)
class Sum:
    """That something is added to a name in a loop over batches; `added` is what, `loader` what gives the batches."""

    code: Code
    scope: Scope
    name: str
    node: ast.AugAssign
    added: ast.expr
    loop: ast.For
    loader: ast.expr


def sums(loops: Loops) -> Iterator[Sum]:
    """All sums over the batches of a loader."""
    code = loops.code
    for scope in code.scopes if loops.is_torch else ():
        for node in scope.nodes:
            if not isinstance(node, ast.AugAssign) or not isinstance(node.op, ast.Add) or not dotted(node.target):
                continue
            for loop in code.loops(node):
                loader = batch_source(code, loop)
                if loader is not None and isinstance(loop, ast.For):
                    yield Sum(code, scope, dotted(node.target), node, node.value, loop, loader)
                    break


def divisions(one: Sum) -> Iterator[tuple[ast.BinOp | ast.AugAssign, ast.expr]]:
    """Where a sum is divided after its loop, and by what."""
    divided = one.code.fact(_divided).get((one.scope, one.name), [])
    after = bisect_left(divided, end(one.loop), key=begin)
    for node in divided[after : after + _MOST]:
        if isinstance(node, ast.AugAssign):
            yield node, node.value
        elif _is_sum(node.left, one.name):
            yield node, node.right


def _divided(code: Code) -> dict[tuple[Scope, str], list[ast.BinOp | ast.AugAssign]]:
    """The divisions in each scope, in order, by the names that are divided."""
    found: dict[tuple[Scope, str], list[ast.BinOp | ast.AugAssign]] = {}
    for scope in code.scopes:
        for node in scope.nodes:
            if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
                for name in names(node.left) if isinstance(node, ast.BinOp) else {dotted(node.target)}:
                    found.setdefault((scope, name), []).append(node)
    return found


def _is_sum(node: ast.expr, name: str) -> bool:
    """Whether this is the sum, perhaps times a hundred or as another type."""
    while (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and method(node) in ("item", "double", "float")
    ):
        node = node.func.value
    if isinstance(node, ast.Call) and method(node) == "float" and len(node.args) == 1:
        node = node.args[0]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return any(_is_sum(side, name) for side in (node.left, node.right)) and any(
            isinstance(s, ast.Constant) for s in (node.left, node.right)
        )
    return dotted(node) == name


def is_number_of_batches(code: Code, node: ast.expr) -> bool:
    """Whether this is `len(loader)`, perhaps by a name."""
    value = code.value(node)
    return (
        isinstance(value, ast.Call)
        and dotted(value.func) == "len"
        and len(value.args) == 1
        and is_loader(code, value.args[0])
    )


def is_number_of_rows(code: Code, node: ast.expr) -> bool:
    """Whether this is the length of a loader's dataset."""
    value = code.value(node)
    return (
        isinstance(value, ast.Call)
        and dotted(value.func) == "len"
        and len(value.args) == 1
        and label(value.args[0]).endswith(".dataset")
    )


def counts_rows(added: ast.expr) -> bool:
    """Whether the number of right rows of a batch is added: the sum of a comparison."""
    node = added
    while (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and method(node) in ("item", "float", "int", "cpu", "type")
    ):
        node = node.func.value
    if isinstance(node, ast.Call) and dotted(node.func) in ("float", "int") and len(node.args) == 1:
        return counts_rows(node.args[0])
    if isinstance(node, ast.Call) and method(node) == "sum":
        inner: ast.expr | None = (
            node.args[0] if node.args else node.func.value if isinstance(node.func, ast.Attribute) else None
        )
        return inner is not None and _compares(inner)
    return False


def averages_rows(added: ast.expr) -> bool:
    """Whether the share of right rows of a batch is added: the mean of a comparison."""
    for node in ast.walk(added):
        if isinstance(node, ast.Call) and method(node) == "mean" and isinstance(node.func, ast.Attribute):
            return _compares(node.func.value) or any(_compares(a) for a in node.args[:1])
    return False


def _compares(node: ast.expr) -> bool:
    return any(
        (isinstance(n, ast.Compare) and isinstance(n.ops[0], ast.Eq)) or (isinstance(n, ast.Call) and method(n) == "eq")
        for n in ast.walk(node)
    )
