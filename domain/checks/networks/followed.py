"""Small facts of bindings and calls that networks are followed through."""

import ast
from bisect import bisect_left

from ..bindings import Binding
from ..code import Code
from ..syntax import begin, dotted, keyword, method, spreads


def argument_at(call: ast.Call, position: int, name: str) -> ast.expr | None:
    """The argument of a call by position or name; None where stars hide it."""
    if spreads(call):
        return None
    return call.args[position] if 0 <= position < len(call.args) else keyword(call, name)


def field_of(parent: ast.AST | None, child: ast.AST) -> str:
    """The field of a node that a child of it stands in: `body`, `orelse`."""
    for name, value in ast.iter_fields(parent) if parent else ():
        if value is child or (isinstance(value, list) and _is_among(value, child)):
            return name
    return ""


def _is_among(block: list[ast.AST], child: ast.AST) -> bool:
    if isinstance(child, ast.stmt):  # in the order of their lines, and of those there may be thousands
        at = bisect_left(block, begin(child), key=begin)
        return at < len(block) and block[at] is child
    return any(one is child for one in block)


def is_nested(bound: Binding) -> bool:
    """Whether a name stands in a tuple within a tuple, so that its index is one of an inner part: `a, (b, c) = value`."""
    if bound.index is None or not isinstance(bound.node, ast.Assign):
        return False
    parts = [t.elts for t in bound.node.targets if isinstance(t, ast.Tuple | ast.List) and bound.index < len(t.elts)]
    return not any(dotted(one[bound.index]) == bound.name for one in parts)


def prepared(bound: Binding) -> ast.expr | None:
    """What accelerate's `prepare` gave back at one place."""
    call = bound.value
    if (
        isinstance(call, ast.Call)
        and method(call) == "prepare"
        and bound.index is not None
        and bound.index < len(call.args)
    ):
        return call.args[bound.index]
    return None


def iterated(code: Code, node: ast.expr | None) -> ast.expr | None:
    """What a comprehension runs over to give a name its values, where the name is one that a comprehension around it binds."""
    for outer in code.around(node) if isinstance(node, ast.Name) else ():
        if isinstance(outer, ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp):
            for one in outer.generators:
                if isinstance(node, ast.Name) and any(
                    isinstance(n, ast.Name) and n.id == node.id for n in ast.walk(one.target)
                ):
                    return one.iter
    return None
