"""Changing the rows that `iterrows` or `itertuples` gives."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import method, receiver
from .flow import shown, statements


def row_loops(code: Code) -> Iterator[tuple[ast.For, ast.Call, str]]:
    """The loops over the rows of a table, with the call that gives them and the name of a row."""
    for scope in code.scopes:
        for node in scope.nodes:
            if not isinstance(node, ast.For) or method(node.iter) != "iterrows" or not isinstance(node.iter, ast.Call):
                continue
            if isinstance(node.target, ast.Tuple) and len(node.target.elts) == 2 and receiver(node.iter) is not None:
                row = node.target.elts[1]
                if isinstance(row, ast.Name):
                    yield node, node.iter, row.id


def _find(code: Code) -> Iterator[Hit]:
    for loop, call, row in row_loops(code):
        inner = list(statements(loop.body))
        stores = [n for n in inner if isinstance(n, ast.Subscript) and _is_store(n, row)]
        if stores and not _is_kept(inner, stores, row):
            table = shown(receiver(call) or call)
            yield hit(
                stores[0], f"`{row}` is a copy of one row of `{table}`; setting a value in it leaves `{table}` as it was.", loop
            )  # fmt: skip


def _is_store(node: ast.AST, row: str) -> bool:
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == row
    )


def _is_kept(inner: list[ast.AST], stores: list[ast.Subscript], row: str) -> bool:
    """Whether the row goes on after it was changed: as a whole, or one of its values."""
    own = {id(store.value) for store in stores}
    first = min(store.lineno for store in stores)
    for node in inner:
        if isinstance(node, ast.Assign) and any(_is_store(t, row) for t in node.targets):
            own |= {id(n) for n in ast.walk(node.value)}
        if isinstance(node, ast.AugAssign) and _is_store(node.target, row):
            own |= {id(n) for n in ast.walk(node.value)}
    return any(isinstance(n, ast.Name) and n.id == row and id(n) not in own and n.lineno >= first for n in inner)


CHECK = Check(
    name="row-changed-in-vain",
    title="The row that is changed is only a copy",
    severity="bug",
    idea="`iterrows` gives a copy of each row, so the table doesn't see what is set in it. "
    "Compute the whole column at once, or set `df.loc[index, column]`.",
    question="If you print the table after this loop, which of its values differ from before?",
    terms=("Tables with pandas", "pandas"),
    bad='import pandas as pd\n\ndf = pd.read_csv("a.csv")\nfor i, row in df.iterrows():\n    row["x"] = row["x"] * 2\n',
    good='import pandas as pd\n\ndf = pd.read_csv("a.csv")\ndf["x"] = df["x"] * 2\n',
    find=_find,
)
