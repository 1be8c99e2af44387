"""Finds view or reshape where axes should be exchanged."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import begin, dotted, method, receiver
from .trails import short


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        shapes = {} if any(method(c) == "pad" for c in scope.calls) else _shapes(scope)
        for call in scope.calls:
            if method(call) not in ("view", "reshape") or code.called(call).startswith(("numpy.", "torch.")):
                continue
            sizes = call.args[0].elts if len(call.args) == 1 and isinstance(call.args[0], ast.Tuple) else call.args
            given, owner = [_size(one) for one in sizes], dotted(receiver(call) or call)
            known = shapes[owner][1] if owner in shapes and _is_same(scope, owner, shapes[owner][0], call) else []
            own = [int(g.rpartition("#")[2]) for g in given if g.startswith(f"{owner}#")]
            exchanged = (
                len(known) == len(given) > 1
                and given != known
                and sorted(given) == sorted(known)
                and len(set(known)) == len(known)
            )
            if owner and (
                exchanged
                or (len(own) == len(given) > 1 and sorted(own) == list(range(len(own))) and own != sorted(own))
            ):
                message = (
                    f"`{short(call)}` keeps the values in their order and only counts them off anew: rows don't become columns. Of "
                    "[[1, 2, 3], [4, 5, 6]] it makes [[1, 2], [3, 4], [5, 6]], not [[1, 4], [2, 5], [3, 6]]."
                )
                yield hit(call, message, *([shapes[owner][0]] if known else []))


def _shapes(scope: Scope) -> dict[str, tuple[ast.AST, list[str]]]:
    """The names that a tensor's sizes were unpacked to: `B, T, C = x.shape`."""
    found: dict[str, tuple[ast.AST, list[str]]] = {}
    for node in scope.nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
            value = node.value.func if isinstance(node.value, ast.Call) and not node.value.args else node.value
            if isinstance(value, ast.Attribute) and value.attr in ("shape", "size"):
                name = dotted(value.value)
                found[name] = (node, [dotted(one) or "*" for one in node.targets[0].elts])
    return found


def _is_same(scope: Scope, name: str, shape: ast.AST, call: ast.Call) -> bool:
    """Whether a name still is the tensor whose sizes were unpacked."""
    return begin(shape) < begin(call) and not any(
        begin(shape) < b.at < begin(call) for b in scope.bindings.get(name, ())
    )


def _size(node: ast.expr) -> str:
    """A size as text: a name, or `x#1` for `x.size(1)` and `x.shape[1]`."""
    if (
        isinstance(node, ast.Call)
        and method(node) == "size"
        and len(node.args) == 1
        and isinstance(node.args[0], ast.Constant)
    ):
        return f"{dotted(receiver(node) or node)}#{node.args[0].value!r}" if isinstance(node.args[0].value, int) else ""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
        at = node.slice.value if isinstance(node.slice, ast.Constant) else None
        return f"{dotted(node.value.value)}#{at}" if isinstance(at, int) else ""
    return dotted(node)


_PROGRAM = """def to_channels_first(x):
    batch, steps, channels = x.shape
    return {line}
"""
CHECK = Check(
    name="view-for-transpose",
    title="Reshaped where axes should be exchanged",
    severity="bug",
    idea="view and reshape read the same values off in the same order. transpose and permute exchange axes.",
    question="Where does the value at row 0, column 1 stand afterwards?",
    terms=("pytorch-tensors", "transformer-block"),
    bad=_PROGRAM.format(line="x.view(batch, channels, steps)"),
    good=_PROGRAM.format(line="x.permute(0, 2, 1)"),
    find=_find,
)
