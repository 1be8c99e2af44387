"""`"total: " + 3`: a text and a number put together."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import receiver
from .flow import shown
from .frames import Data


def _find(code: Code) -> Iterator[Hit]:
    sums = [n for s in code.scopes for n in s.nodes if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Add)]
    data = code.fact(Data) if sums else None
    for node in sums if data else ():
        if isinstance(code.parents.get(code.statement(node)), ast.Try) or any(
            "aises" in ast.unparse(c) for c in code.contexts(node)
        ):
            continue  # tried for its error
        sides = (node.left, node.right)
        kinds = [data.kind(side) if data else "" for side in sides]
        if sorted(kinds) == ["number", "text"] and any(_is_surely_text(side) for side in sides):
            number = sides[kinds.index("number")]
            if receiver(data.code.value(number) if data else number) is not None:
                continue  # the least of a column of texts is a text
            yield hit(
                node, f"`{shown(number)}` is a number, and Python puts only texts beside texts with `+`: TypeError."
            )


def _is_surely_text(node: ast.expr) -> bool:
    """A text that stands there, or a sum that ends in one."""
    if isinstance(node, ast.BinOp):
        return _is_surely_text(node.right) or _is_surely_text(node.left)
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


CHECK = Check(
    name="text-plus-number",
    title="A number is added to a text",
    severity="bug",
    idea="`+` adds numbers and joins texts, and never turns the one into the other.",
    question="Which of the two is a text and which a number, and what should the sum be?",
    terms=("Python basics: values and names",),
    bad='rows = [1, 2]\nprint("rows: " + len(rows))\n',
    good='rows = [1, 2]\nprint("rows: " + str(len(rows)))\n',
    find=_find,
)
