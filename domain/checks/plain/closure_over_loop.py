"""Functions made in a loop that all see its last value."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import method


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        if isinstance(scope.node, ast.Lambda) and scope.parent is not None:
            changing, kept = _loop_names(code, scope.node), _is_kept(code, scope.node)
        elif isinstance(scope.node, ast.FunctionDef) and scope.parent is not None and code.loops(scope.node):
            changing, kept = (
                _loop_names(code, scope.node),
                _is_kept_by_name(code, scope.node, scope.parent),
            )
        else:
            continue
        name = next((n for n in _free(scope) if n in changing), "")
        if name and kept:
            place = scope.node if isinstance(scope.node, ast.Lambda) else scope.node.body[0]
            yield hit(
                place, f"All functions made here share the one name `{name}` and read it when they are called: after the loop each "
                f"of them sees its last value.", scope.node,
            )  # fmt: skip


def _loop_names(code: Code, node: ast.AST) -> frozenset[str]:
    """The names that the loops (or the comprehension) around a node give a new value in each round."""
    targets: list[ast.expr] = [loop.target for loop in code.loops(node) if isinstance(loop, ast.For)]
    for outer in code.around(node):
        if isinstance(outer, ast.ListComp | ast.DictComp):
            targets += [g.target for g in outer.generators]
    return frozenset(n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name))


def _free(scope: Scope) -> list[str]:
    """The names that a function reads from around it, each time it is called."""
    body = scope.node.body if isinstance(scope.node.body, list) else [scope.node.body]
    own = {*scope.parameters, *scope.bindings}
    return [n.id for part in body for n in ast.walk(part) if isinstance(n, ast.Name) and n.id not in own]


def _is_kept(code: Code, node: ast.Lambda) -> bool:
    """Whether a lambda outlives its round: appended, put under a key, an element of a list that is built."""
    parent = code.parents.get(node)
    if isinstance(parent, ast.ListComp):
        return parent.elt is node
    if isinstance(parent, ast.DictComp):
        return parent.value is node
    if isinstance(parent, ast.Call):
        return method(parent) in ("append", "add") and node in parent.args
    if isinstance(parent, ast.Tuple):
        outer = code.parents.get(parent)
        return isinstance(outer, ast.Call) and method(outer) == "append"
    return isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Subscript)


def _is_kept_by_name(code: Code, node: ast.FunctionDef, scope: Scope) -> bool:
    for one in scope.nodes:
        if not isinstance(one, ast.Name) or one.id != node.name or not isinstance(one.ctx, ast.Load):
            continue
        parent = code.parents.get(one)
        if isinstance(parent, ast.Call) and one in parent.args and method(parent) in ("append", "add"):
            return True
        if isinstance(parent, ast.Assign) and parent.value is one and isinstance(parent.targets[0], ast.Subscript):
            return True
    return False


CHECK = Check(
    name="closure-over-loop",
    title="All functions made in the loop see its last value",
    severity="bug",
    idea="A function looks its names up when it is called, not when it is made. A default value (`n=n`) is fixed when it is made.",
    question="Which value has the loop's name when the first of these functions is called?",
    terms=("Python functions", "Python loops"),
    bad="powers = []\nfor n in range(3):\n    powers.append(lambda x: x**n)\n",
    good="powers = []\nfor n in range(3):\n    powers.append(lambda x, n=n: x**n)\n",
    find=_find,
)
