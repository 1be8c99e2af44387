"""Assignment to a part of a part of a table."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, names
from .flow import shown
from .frames import Data


def _find(code: Code) -> Iterator[Hit]:
    data = code.fact(Data)
    for scope in code.scopes:
        for node in scope.nodes:
            if not isinstance(node, ast.Subscript | ast.Attribute) or not isinstance(node.ctx, ast.Store):
                continue
            part = node.value
            if isinstance(part, ast.Attribute) and part.attr in ("loc", "iloc", "at", "iat"):
                part = part.value if _is_column(data, part.value) else part
            if isinstance(part, ast.Subscript) and _is_copy(data, node, part):
                yield hit(
                    node, f"`{shown(part)}` gives a new object, so this sets values in that and `{shown(part.value)}` may stay "
                    "as it was: with pandas 3 it always does.",
                )  # fmt: skip


def _is_column(data: Data, node: ast.expr) -> bool:
    """Whether it is a column picked by its brackets."""
    return isinstance(node, ast.Subscript) and data.is_frame(node.value) and data.kind(node) == "series"


def _is_copy(data: Data, node: ast.Subscript | ast.Attribute, part: ast.Subscript) -> bool:
    """Whether what is picked first is a new object, and the table behind it is meant to change."""
    base, key = part.value, part.slice
    if isinstance(base, ast.Attribute) and base.attr in ("loc", "iloc"):
        return isinstance(node, ast.Subscript) and (data.is_frame(base.value) or _is_wide(data, base.value, key))
    if _is_mask(data, base, key):
        return isinstance(node, ast.Subscript) or data.is_frame(base)
    return isinstance(node, ast.Subscript) and data.is_frame(base)


def _is_wide(data: Data, table: ast.expr, key: ast.expr) -> bool:
    """Whether `table.loc[key]` picks rows of what is a table, although nothing says so."""
    unknown = data.kind(table) == "" and isinstance(table, ast.Name)
    return unknown and isinstance(key, ast.Compare) and table.id in names(key)  # type: ignore[attr-defined]


def _is_mask(data: Data, base: ast.expr, key: ast.expr) -> bool:
    """`x[x > 0]`: a comparison of what it picks from."""
    name = dotted(base)
    parts = [n for n in ast.walk(key) if isinstance(n, ast.Compare)]
    compared = any(name in names(side) for part in parts for side in (part.left, *part.comparators))
    is_mask = isinstance(key, ast.Compare | ast.BinOp | ast.UnaryOp)
    return bool(name) and compared and is_mask and data.kind(base) not in ("list", "dict", "text", "tensor")


CHECK = Check(
    name="chained-assignment",
    title="Values are set in a copy of a part of the table",
    severity="bug",
    idea="Picking rows or a column gives a new object; picking again and assigning changes that object. "
    "One `.loc[rows, column]` picks and sets in a single step.",
    question="Which object does the first pair of brackets give, and who keeps it after this line?",
    terms=("Tables with pandas", "pandas"),
    bad='import pandas as pd\n\ndf = pd.read_csv("a.csv")\ndf[df["age"] < 0]["age"] = 0\n',
    good='import pandas as pd\n\ndf = pd.read_csv("a.csv")\ndf.loc[df["age"] < 0, "age"] = 0\n',
    find=_find,
)
