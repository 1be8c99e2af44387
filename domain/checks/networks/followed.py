"""Small facts of bindings and calls that networks are followed through."""

import ast

from ..bindings import Binding
from ..code import Code
from ..syntax import dotted, keyword, method, spreads


def argument_at(call: ast.Call, position: int, name: str) -> ast.expr | None:
    """The argument of a call by position or name; None where stars hide it."""
    if spreads(call):
        return None
    return call.args[position] if 0 <= position < len(call.args) else keyword(call, name)


def field_of(parent: ast.AST | None, child: ast.AST) -> str:
    """The field of a node that a child of it stands in: `body`, `orelse`."""
    for name, value in ast.iter_fields(parent) if parent else ():
        if value is child or (isinstance(value, list) and any(one is child for one in value)):
            return name
    return ""


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
                if isinstance(node, ast.Name) and any(isinstance(n, ast.Name) and n.id == node.id for n in ast.walk(one.target)):
                    return one.iter
    return None
