"""A list, dict or set that changes while a loop goes through it."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, method, receiver
from .flow import block, is_bound_within, statements

_SHRINKING: Final = frozenset(["remove", "pop", "insert", "clear", "popitem", "discard"])
_GROWING: Final = frozenset(["update", "setdefault", "add"])


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for loop in scope.nodes:
            if not isinstance(loop, ast.For):
                continue
            name, how = _walked(code, loop.iter)
            if not name or name == "self" or is_bound_within(code, loop, name):
                continue
            for node in statements(loop.body):
                if _changes(node, name, how) and isinstance(node, ast.expr) and not _ends(code, node, loop):
                    yield hit(node, _said(name, "dict" if _is_by_key(node, loop) else how), loop)
                    break


def _walked(code: Code, of: ast.expr) -> tuple[str, str]:
    """The name of what a loop goes through, and how: by values, by keys (`dict`) or by positions (`range`)."""
    if isinstance(of, ast.Call):
        base = receiver(of)
        if method(of) in ("keys", "items", "values") and base is not None and not of.args:
            return dotted(base), "dict"
        if code.called(of) == "enumerate" and of.args:
            return dotted(of.args[0]), "list"
        if code.called(of) == "range" and len(of.args) == 1 and isinstance(of.args[0], ast.Call):
            length = of.args[0]
            if code.called(length) == "len" and len(length.args) == 1:
                return dotted(length.args[0]), "range"
        return "", ""
    value = code.value(of)
    is_dict = isinstance(value, ast.Dict | ast.DictComp) or code.made_by(of) in ("dict", "collections.defaultdict")
    return dotted(of), "dict" if is_dict or isinstance(value, ast.Set) else "list"


def _changes(node: ast.AST, name: str, how: str) -> bool:
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Del):
        return dotted(node.value) == name
    of = receiver(node)
    if not isinstance(node, ast.Call) or of is None or dotted(of) != name:
        return False
    if how == "range":
        return method(node) == "remove" or (method(node) == "pop" and len(node.args) == 1 and not _is_end(node.args[0]))
    return method(node) in _SHRINKING or (how == "dict" and method(node) in _GROWING - {"setdefault", "update"})


def _is_end(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp | ast.Constant)


def _is_by_key(node: ast.expr, loop: ast.For) -> bool:
    """Whether what the loop gives is the key that is removed: then it goes through a dict."""
    if not isinstance(loop.target, ast.Name) or method(loop.iter) in ("range", "enumerate"):
        return False
    if isinstance(node, ast.Subscript):
        return dotted(node.slice) == loop.target.id
    return (
        method(node) == "pop"
        and isinstance(node, ast.Call)
        and dotted(node.args[0] if node.args else node) == loop.target.id
    )


def _ends(code: Code, node: ast.expr, loop: ast.For) -> bool:
    """Whether the loop is left after the change."""
    statement: ast.AST = code.statement(node)
    if isinstance(statement, ast.Return):
        return True
    while isinstance(statement, ast.stmt) and statement is not loop:
        around, number = block(code, statement)
        if any(isinstance(s, ast.Break | ast.Return | ast.Raise) for s in around[number + 1 :]):
            return True
        if around is loop.body:
            return False
        parent = code.parents.get(statement)
        while parent is not None and not isinstance(parent, ast.stmt):
            parent = code.parents.get(parent)
        statement = parent or loop
    return False


def _said(name: str, how: str) -> str:
    if how == "dict":
        return f"`{name}` changes its size while the loop goes through it: the next round raises RuntimeError, changed size during iteration."
    if how == "range":
        return f"`{name}` gets shorter, but the loop still counts to its first length: IndexError, and elements are skipped before."
    return f"When an element leaves `{name}`, the next one moves to its place and is skipped: of [1, 1, 2] without 1 remains [1, 2]."


CHECK = Check(
    name="changed-while-iterated",
    title="The loop changes what it goes through",
    severity="bug",
    idea="A loop counts on what it goes through to stay as it is: in a list the elements behind a removed one move up and are skipped, "
    "a dict or a set raises RuntimeError. Go through a copy, or build a new one.",
    question="Where does the loop look for its next element, once one has gone or come?",
    terms=("Python loops", "Arrays, stacks and queues"),
    bad='words = ["a", "a", "b"]\nfor word in words:\n    if word == "a":\n        words.remove(word)\n',
    good='words = ["a", "a", "b"]\nwords = [word for word in words if word != "a"]\n',
    find=_find,
)
