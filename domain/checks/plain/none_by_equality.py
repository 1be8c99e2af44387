"""`x == None`."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Edit, Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import end
from .flow import shown
from .frames import Data

_QUERIES: Final = frozenset(
    {"sqlalchemy", "peewee", "flask_sqlalchemy", "sqlmodel", "django", "tortoise", "pony", "ibis", "polars"}
)


def _find(code: Code) -> Iterator[Hit]:
    if code.imported & _QUERIES:
        return
    data = code.fact(Data)
    for scope in code.scopes:
        for node in scope.nodes:
            if (
                not isinstance(node, ast.Compare)
                or len(node.ops) != 1
                or not isinstance(node.ops[0], ast.Eq | ast.NotEq)
            ):
                continue
            right = node.comparators[0]
            if not (isinstance(right, ast.Constant) and right.value is None) or isinstance(node.left, ast.Constant):
                continue
            many = data.is_elementwise(node.left)
            if not many and not _is_asked(code, node):
                continue
            what = (
                "compares each element with None; a missing number is NaN, which never equals it"
                if many
                else "asks the object whether it likes to equal None"
            )
            also = "" if many else "; an array answers with one truth for each element"
            yield hit(node, f"`{shown(node)}` {what}{also}.", edits=() if many else _edits(code, node))


def _is_asked(code: Code, node: ast.Compare) -> bool:
    """Whether it is a condition; elsewhere it may build a query of a database."""
    parent = code.parents.get(node)
    if isinstance(parent, ast.BoolOp | ast.UnaryOp):
        return True
    if isinstance(parent, ast.comprehension):
        return node in parent.ifs
    return isinstance(parent, ast.If | ast.While | ast.IfExp | ast.Assert) and parent.test is node


def _edits(code: Code, node: ast.Compare) -> tuple[Edit, ...]:
    left, right = node.left, node.comparators[0]
    line = code.text.split("\n")[right.lineno - 1]
    between = line[end(left)[1] : right.col_offset]
    sign = between.strip()
    if left.end_lineno != right.lineno or not line.isascii() or sign not in ("==", "!="):
        return ()
    first = end(left)[1] + between.index(sign) + 1
    return (Edit(right.lineno, first, right.lineno, first + 2, "is" if sign == "==" else "is not"),)


CHECK = Check(
    name="none-by-equality",
    title="None is compared by ==",
    severity="smell",
    idea="There is one None, so `is None` asks whether this is it. "
    "`==` lets the other object decide, and arrays and tables answer element by element.",
    question="What does `==` ask an array, and what would you rather know here?",
    terms=("Python basics: values and names",),
    bad="def mean(values=None):\n    if values == None:\n        return 0\n    return sum(values) / len(values)\n",
    good="def mean(values=None):\n    if values is None:\n        return 0\n    return sum(values) / len(values)\n",
    find=_find,
)
