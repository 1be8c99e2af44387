"""What `input` gives, used as a number."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .flow import only, shown


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for node in scope.nodes:
            text, what = _used(code, node)
            if text is not None and isinstance(node, ast.expr):
                yield hit(node, f"`{shown(text)}` is a text, as `input` always gives: {what}.", code.value(text))


def _used(code: Code, node: ast.AST) -> tuple[ast.expr | None, str]:
    """The text that is used as a number, and what comes of it."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        sides = (node.left, node.comparators[0])
        text, other = next(
            ((a, b) for a, b in (sides, sides[::-1]) if _is_typed(code, a) and _is_number(b)), (None, None)
        )
        if text is not None and other is not None:
            equal = isinstance(node.ops[0], ast.Eq | ast.NotEq)
            return text, '"5" == 5 is False' if equal else "TypeError"
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub | ast.Div | ast.Pow):
        for text, other in ((node.left, node.right), (node.right, node.left)):
            if _is_typed(code, text) and _is_number(other):
                return text, "TypeError"
    if isinstance(node, ast.Call) and code.called(node) == "range":
        return next(((arg, "TypeError") for arg in node.args if _is_typed(code, arg)), (None, ""))
    return None, ""


def _is_typed(code: Code, node: ast.expr) -> bool:
    if isinstance(node, ast.Name):
        bound = only(code, node)
        return bound is not None and bound.kind == "assign" and bound.index is None and _asks(code, bound.value)
    return _asks(code, node)


def _asks(code: Code, value: ast.expr | None) -> bool:
    return isinstance(value, ast.Call) and code.called(value) == "input"


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


CHECK = Check(
    name="input-as-number",
    title="A typed text is used as a number",
    severity="bug",
    idea="`input` gives what was typed as text, digits too. `int` or `float` makes a number of it.",
    question="Which type has what `input` gives when somebody types 5?",
    terms=("Python basics: values and names", "Mini project: calculator"),
    bad='age = input("age: ")\nif age > 17:\n    print("adult")\n',
    good='age = int(input("age: "))\nif age > 17:\n    print("adult")\n',
    find=_find,
)
