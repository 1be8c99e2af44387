"""Which column of a table is the target, and which columns are taken out of it."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from ..code import Code
from ..syntax import argument, dotted, keyword, method, receiver
from .roles import letter

_TABLE: Final = re.compile(r"^(df|train|test|frame|table)\d*$|(^|_)df$|^df_")
_NO_COLUMNS: Final = frozenset(
    {"columns", "index", "shape", "iloc", "loc", "T", "dtypes", "values", "str", "dt", "size"}
)
_TARGETS = ("y", "target", "targets", "labels", "label")


def target_columns(code: Code) -> dict[str, ast.expr]:
    """Each column that is kept as the target, as `price` in `y = df["price"]`, with the expression that reads it."""
    found: dict[str, ast.expr] = {}
    for scope in code.scopes:
        for name, bound in scope.bindings.items():
            for one in bound if letter(name) == "y" else ():
                column = column_of(one.value, code) if one.kind == "assign" and one.index is None else None
                if column is not None and one.value is not None:
                    found.setdefault(column[1], one.value)
    for call in code.calls:
        if method(call) == "train_test_split" and len(call.args) > 1 and (column := column_of(call.args[1], code)):
            found.setdefault(column[1], call.args[1])
    return found


def column_of(node: ast.expr | None, code: Code | None = None) -> tuple[str, str] | None:
    """Table and column of `df["price"]`, `df.price.values`, `df[["price"]].to_numpy()`, and of `df[TARGET]` where the code
    says what the name stands for; None for anything else."""
    while node is not None:
        if isinstance(node, ast.Call) and method(node) in ("to_numpy", "copy", "astype", "ravel", "reshape", "tolist"):
            node = receiver(node)
        elif isinstance(node, ast.Attribute) and node.attr == "values":
            node = node.value
        else:
            break
    if isinstance(node, ast.Subscript) and dotted(node.value):
        one = node.slice.elts[0] if isinstance(node.slice, ast.List) and len(node.slice.elts) == 1 else node.slice
        one = code.value(one) if code is not None else one
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            return dotted(node.value), one.value
    if isinstance(node, ast.Attribute) and _TABLE.search(dotted(node.value)) and node.attr not in _NO_COLUMNS:
        return dotted(node.value), node.attr
    return None


def constants(code: Code, node: ast.expr | None) -> list[str] | None:
    """The words in a list of constants (or a name for one, or one constant); None when not all are known."""
    if node is None:
        return None
    node = code.value(node)
    parts = node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else [node]
    words = [code.value(p) for p in parts]
    known = [w.value for w in words if isinstance(w, ast.Constant) and isinstance(w.value, str)]
    return known if len(known) == len(parts) else None


def dropped(code: Code, call: ast.Call) -> list[str] | None:
    """The columns that `df.drop(…)` takes out; None when they aren't known, or rows are dropped."""
    columns = keyword(call, "columns")
    if columns is not None:
        return constants(code, columns)
    axis = argument(call, 1, "axis")
    by_column = isinstance(axis, ast.Constant) and axis.value in (1, "columns")
    return constants(code, argument(call, 0, "labels")) if by_column else None


def removals(code: Code, table: str) -> Iterator[list[str] | None]:
    """What is taken out of a table of that name anywhere, by `drop`, `pop` or `del`; None for what isn't known."""
    for call in code.calls:
        on = receiver(call)
        if on is None or dotted(on) != table:
            continue
        if method(call) == "drop":
            yield dropped(code, call)
        elif method(call) == "pop":
            yield constants(code, argument(call, 0))
    deleted = (n for scope in code.scopes for n in scope.nodes if isinstance(n, ast.Delete))
    for target in (target for node in deleted for target in node.targets):
        if isinstance(target, ast.Subscript) and dotted(target.value) == table:
            yield constants(code, target.slice)
