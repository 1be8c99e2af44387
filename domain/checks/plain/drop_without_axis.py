"""A column dropped as if it were a row."""

import ast
from collections.abc import Iterator

from ...finding import Edit, Hit
from ..check import Check, hit, inserted
from ..code import Code
from ..syntax import keyword, last, method, receiver
from .flow import shown
from .frames import Data


def _find(code: Code) -> Iterator[Hit]:
    drops = [
        c for c in code.calls if method(c) == "drop" and len(c.args) == 1 and {k.arg for k in c.keywords} <= {"inplace"}
    ]
    if not drops or _has_named_rows(code):
        return
    data = code.fact(Data)
    columns = {
        n.slice.value
        for s in code.scopes
        for n in s.nodes
        if isinstance(n, ast.Subscript) and isinstance(n.slice, ast.Constant)
    }
    for call in drops:
        of, words = receiver(call), _words(code, call.args[0])
        if of is None or not words or not data.is_frame(of) or not (set(words) & columns or _is_read(code)):
            continue
        yield hit(
            call,
            f"`{shown(call)}` looks for rows named `{words[0]}`, since `drop` takes rows unless it is told otherwise: KeyError.",
            edits=_edits(call),
        )


def _words(code: Code, node: ast.expr) -> list[str]:
    known = code.value(node)
    parts = known.elts if isinstance(known, ast.List | ast.Tuple) else [known]
    words = [p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)]
    return words if len(words) == len(parts) else []


def _is_read(code: Code) -> bool:
    """Whether tables are read from files of rows without names."""
    return any(last(code.called(call)) == "read_csv" for call in code.calls)


def _has_named_rows(code: Code) -> bool:
    """Whether rows of any table have names, so that they may be dropped by them."""
    making = (
        "set_index",
        "groupby",
        "pivot",
        "pivot_table",
        "corr",
        "cov",
        "describe",
        "T",
        "transpose",
        "rename",
        "value_counts",
        "stack",
    )
    return any(method(c) in making or keyword(c, "index_col") or keyword(c, "index") for c in code.calls) or any(
        isinstance(n, ast.Attribute) and (n.attr == "T" or (n.attr == "index" and isinstance(n.ctx, ast.Store)))
        for s in code.scopes
        for n in s.nodes
    )


def _edits(call: ast.Call) -> tuple[Edit, ...]:
    return inserted(call.args[0].lineno, call.args[0].col_offset + 1, "columns=")


CHECK = Check(
    name="drop-without-axis",
    title="A column is looked for among the rows",
    severity="bug",
    idea="`drop` takes names of rows first. That columns are meant has to be said.",
    question="What are the rows of this table called, and is this name among them?",
    terms=("Tables with pandas",),
    bad='import pandas as pd\n\ndf = pd.read_csv("houses.csv")\ndf = df.drop("address")\nprint(df.head())\n',
    good='import pandas as pd\n\ndf = pd.read_csv("houses.csv")\ndf = df.drop(columns="address")\nprint(df.head())\n',
    find=_find,
)
