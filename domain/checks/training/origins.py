"""What a value is computed from."""

import ast
from collections.abc import Iterator

from ..code import Code
from ..syntax import begin, dotted

_MOST = 40


def origins(code: Code, node: ast.expr) -> list[ast.expr]:
    """The expression itself and those of the names in it, as far back as they can be followed."""
    found: dict[ast.expr, None] = {}
    waiting = [node]
    while waiting and len(found) < _MOST:
        one = waiting.pop()
        if one not in found:
            found[one] = None
            waiting += [value for name in ast.walk(one) for value in _values(code, name)]
    return list(found)


def _values(code: Code, node: ast.AST) -> list[ast.expr]:
    bound = code.binding(node) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) else None
    if bound is None or bound.value is None or bound.kind not in ("assign", "augmented"):
        return []
    if bound.kind == "assign":
        return [bound.value]
    earlier = [b for b in code.bindings(bound.name, code.scope_of(node)) if b.at < bound.at and b.kind == "assign"]
    return [bound.value, *(b.value for b in earlier[-1:] if b.value is not None)]


def walked(code: Code, node: ast.expr) -> Iterator[ast.AST]:
    """All nodes of a value's origins."""
    for one in origins(code, node):
        yield from ast.walk(one)


def arguments_of(call: ast.Call) -> list[ast.expr]:
    """All that a call is given."""
    return [*call.args, *(k.value for k in call.keywords)]


def is_under(code: Code, node: ast.AST, *words: str) -> bool:
    """Whether a `with` or decorator around a node names one of these."""
    return any(word in ast.unparse(context) for context in code.contexts(node) for word in words)


def parameters_of(node: ast.AST) -> list[str]:
    """The names of what has its `.parameters()` taken within a node, in order."""
    calls = [
        n
        for n in ast.walk(node)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr.endswith("parameters")
    ]
    calls.sort(key=begin)
    return [dotted(c.func.value) for c in calls if isinstance(c.func, ast.Attribute)]
