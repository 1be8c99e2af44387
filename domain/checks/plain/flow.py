"""Where names change and are read, and which statements follow which."""

import ast
from collections.abc import Iterator

from ..bindings import Binding
from ..code import Code, Scope
from ..syntax import begin, dotted, end

Loop = ast.For | ast.AsyncFor | ast.While


def bound_within(code: Code, node: ast.AST) -> frozenset[str]:
    """The names (also `self.name`) that get a value within a node, in the node's own scope."""
    first, after = begin(node), end(node)
    scope = code.scope_of(node)
    return frozenset(name for name, found in scope.bindings.items() if any(first <= b.at <= after for b in found))


def is_bound_within(code: Code, node: ast.AST, name: str) -> bool:
    """Whether a name gets a value within a node, in the node's own scope."""
    first, after = begin(node), end(node)
    return any(first <= b.at <= after for b in code.scope_of(node).bindings.get(name, ()))


def block(code: Code, statement: ast.stmt) -> tuple[list[ast.stmt], int]:
    """The statements among which one stands, and its number there."""
    parent = code.parents.get(statement, code.tree)
    for name in ("body", "orelse", "finalbody"):
        statements = getattr(parent, name, None)
        if isinstance(statements, list) and statement in statements:
            return statements, statements.index(statement)
    return [statement], 0


def reads(code: Code, name: str, scope: Scope) -> Iterator[ast.expr]:
    """Where a scope and what it encloses read a name (or `self.name`), in no certain order."""
    for one in code.scopes:
        if one is scope or is_within(one, scope):
            for node in one.nodes:
                if (
                    isinstance(node, ast.Name | ast.Attribute)
                    and isinstance(node.ctx, ast.Load)
                    and dotted(node) == name
                ):
                    yield node


def is_within(inner: Scope, outer: Scope) -> bool:
    """Whether a scope stands in another one."""
    seen = inner.parent
    while seen and seen is not outer:
        seen = seen.parent
    return seen is outer


def only(code: Code, node: ast.expr) -> Binding | None:
    """The one binding of a name in all that its scope sees; None when there are several or none."""
    name = dotted(node)
    found = code.bindings(name, code.scope_of(node)) if name else []
    return found[0] if len(found) == 1 else None


def statements(nodes: list[ast.stmt]) -> Iterator[ast.AST]:
    """All nodes of statements, without what inner functions and classes hold."""
    waiting: list[ast.AST] = list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting.extend(reversed(list(ast.iter_child_nodes(node))))


def shown(node: ast.AST, most: int = 60) -> str:
    """An expression as a finding quotes it: on one line, cut when long."""
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= most else text[: most - 1] + "…"


def is_path(code: Code, first: ast.AST, second: ast.AST) -> bool:
    """Whether both can run one after the other: they don't stand in two branches of one `if`, `try` or `match`."""
    above = {id(node): node for node in (first, *code.around(first))}
    inside = second
    for outer in code.around(second):
        if id(outer) in above and isinstance(outer, ast.If | ast.Try | ast.Match | ast.IfExp):
            other = first
            for node in code.around(first):
                if node is outer:
                    break
                other = node
            return _branch(outer, other) == _branch(outer, inside)
        inside = outer
    return True


def _branch(node: ast.AST, child: ast.AST) -> str:
    for name in ("body", "orelse", "handlers", "cases", "finalbody"):
        part = getattr(node, name, None)
        if part is child or (isinstance(part, list) and child in part):
            return f"{name}{part.index(child)}" if name in ("handlers", "cases") and isinstance(part, list) else name
    return ""
