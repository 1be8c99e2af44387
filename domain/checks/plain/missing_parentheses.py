"""`a > 1 & b < 2`: `&` and `|` bind tighter than comparisons."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Edit, Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import end
from .flow import shown

_SIGNS: Final = {ast.BitAnd: "&", ast.BitOr: "|"}


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for node in scope.nodes:
            if not isinstance(node, ast.Compare):
                continue
            tight = next((part for part in node.comparators if _is_tight(node, part)), None)
            if isinstance(tight, ast.BinOp):
                sign = _SIGNS[type(tight.op)]
                yield hit(
                    node, f"`{sign}` binds tighter than a comparison: Python reads `{shown(tight)}` first and compares with what "
                    "that gives.", edits=_edits(code, node),
                )  # fmt: skip


def _is_tight(node: ast.Compare, part: ast.expr) -> bool:
    if not isinstance(part, ast.BinOp) or type(part.op) not in _SIGNS:
        return False
    if len(node.ops) > 1 and part is not node.comparators[-1]:
        return True
    if not isinstance(part.left, ast.Constant) or isinstance(part.right, ast.Constant):
        return False
    return len(node.ops) > 1 or isinstance(part.left.value, str | float)


def _edits(code: Code, node: ast.Compare) -> tuple[Edit, ...]:
    """Parentheses around both comparisons of `a > 1 & b < 2`, where it stands on one line without any."""
    first = node.comparators[0]
    if len(node.ops) != 2 or not isinstance(first, ast.BinOp) or node.lineno != node.end_lineno:
        return ()
    left, right = first.left, first.right
    line = code.text.split("\n")[node.lineno - 1]
    if (
        not line.isascii()
        or ")" in line[end(left)[1] : right.col_offset]
        or "(" in line[end(left)[1] : right.col_offset]
    ):
        return ()
    places = (node.col_offset + 1, end(left)[1] + 1, right.col_offset + 1, end(node)[1] + 1)
    return tuple(Edit(node.lineno, at, node.lineno, at, sign) for at, sign in zip(places, "()()", strict=True))


CHECK = Check(
    name="missing-parentheses",
    title="`&` or `|` between comparisons without parentheses",
    severity="bug",
    idea="`&` and `|` bind tighter than `<`, `>` and `==`. Each comparison needs parentheses of its own.",
    question="In which order does Python work out this line, and what is the first thing it computes?",
    terms=("Tables with pandas", "NumPy arrays"),
    bad='import pandas as pd\n\ndf = pd.read_csv("a.csv")\nsmall = df[df.a > 1 & df.b < 2]\n',
    good='import pandas as pd\n\ndf = pd.read_csv("a.csv")\nsmall = df[(df.a > 1) & (df.b < 2)]\n',
    find=_find,
)
