"""Computing a column row by row."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, names, receiver
from .flow import shown
from .row_changed_in_vain import row_loops

_PLAIN: Final = (
    ast.BinOp, ast.operator, ast.Subscript, ast.Name, ast.Constant, ast.expr_context, ast.Attribute, ast.UnaryOp, ast.unaryop,
)  # fmt: skip


def _find(code: Code) -> Iterator[Hit]:
    for loop, call, row in row_loops(code):
        table = dotted(receiver(call) or call)
        if table and len(loop.body) <= 3 and not loop.orelse and all(_is_column(s, table, row) for s in loop.body):
            yield hit(
                loop.iter, f"This visits `{table}` row by row to compute what `{shown(loop.body[-1])}` says for all rows at "
                "once: with 100,000 rows seconds instead of milliseconds.",
            )  # fmt: skip


def _is_column(statement: ast.stmt, table: str, row: str) -> bool:
    """Whether a statement only computes with the values of a row, and puts that into the table, a list or a name."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        call = statement.value
        grows = isinstance(call.func, ast.Attribute) and call.func.attr == "append" and len(call.args) == 1
        return grows and isinstance(call.args[0], ast.BinOp) and _is_arithmetic(call.args[0], row)
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return False
    target = statement.targets[0]
    into = isinstance(target, ast.Subscript) and dotted(target.value) in (f"{table}.loc", f"{table}.at")
    return (into or isinstance(target, ast.Name)) and _is_arithmetic(statement.value, row)


def _is_arithmetic(value: ast.expr, row: str) -> bool:
    return row in names(value) and all(isinstance(node, _PLAIN) for node in ast.walk(value))


CHECK = Check(
    name="rows-one-by-one",
    title="A column is computed row by row",
    severity="smell",
    idea="Arithmetic between whole columns runs in compiled code over all rows at once. "
    "A loop over rows builds a new object for each of them.",
    question="What would this line look like if the columns stood in it in place of the values of one row?",
    terms=("Tables with pandas", "Big-O: how cost grows"),
    bad='import pandas as pd\n\ndf = pd.read_csv("a.csv")\nfor i, row in df.iterrows():\n'
    '    df.loc[i, "area"] = row["width"] * row["height"]\n',
    good='import pandas as pd\n\ndf = pd.read_csv("a.csv")\ndf["area"] = df["width"] * df["height"]\n',
    find=_find,
)
