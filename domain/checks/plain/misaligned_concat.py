"""Columns put beside rows whose index isn't 0, 1, 2, …"""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, keyword, last, method, receiver
from .flow import shown

_PICKING: Final = frozenset(["dropna", "sample", "sort_values", "drop_duplicates", "query"])
_KEEPING: Final = frozenset(["drop", "fillna", "copy", "astype", "rename", "select_dtypes", "assign"])
_COMPUTED: Final = frozenset(
    [
        "transform",
        "fit_transform",
        "predict",
        "predict_proba",
        "toarray",
        "todense",
        "to_numpy",
        "reshape",
        "tolist",
        "to_list",
        "values",
    ]
)


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        axis = argument(call, 1, "axis")
        if (
            code.called(call) != "pandas.concat"
            or not isinstance(axis, ast.Constant)
            or axis.value not in (1, "columns")
        ):
            continue
        parts = argument(call, 0, "objs")
        if not isinstance(parts, ast.List | ast.Tuple) or keyword(call, "ignore_index") is not None:
            continue
        kept = next((part for part in parts.elts if _has_odd_index(code, part)), None)
        new = next((part for part in parts.elts if _has_new_index(code, part)), None)
        if kept is not None and new is not None:
            yield hit(
                call, f"`{shown(kept)}` still has the index of the rows it was picked from, `{shown(new)}` counts from 0: rows are "
                "put together by index, so values land in wrong rows and the rest is NaN.", code.value(kept), code.value(new),
            )  # fmt: skip


def _has_new_index(code: Code, node: ast.expr) -> bool:
    """Whether it is a table made of computed values, without an index given."""
    call = code.value(node)
    if code.called(call) not in ("pandas.DataFrame", "pandas.Series") or not isinstance(call, ast.Call):
        return False
    if (
        keyword(call, "index") is not None
        or len(call.args) > 1
        or not call.args
        or any(k.arg is None for k in call.keywords)
    ):
        return False
    values = code.value(call.args[0])
    name = values.attr if isinstance(values, ast.Attribute) else method(values)
    return name in _COMPUTED


def _has_odd_index(code: Code, node: ast.expr) -> bool:
    """Whether it is rows picked from a table: one half of a split, a sample, a filter."""
    for _ in range(8):
        bound = code.binding(node) if isinstance(node, ast.Name | ast.Attribute) else None
        if bound is not None and bound.index is not None:
            return isinstance(bound.value, ast.Call) and last(code.called(bound.value)) == "train_test_split"
        value = code.value(node)
        if isinstance(value, ast.Subscript):
            if isinstance(value.slice, ast.Compare):
                return True
            node = value.value
        elif method(value) in _PICKING:
            return isinstance(value, ast.Call) and keyword(value, "ignore_index") is None
        elif method(value) in _KEEPING and receiver(value) is not None:
            node = receiver(value) or value
        elif value is node:
            return False
        else:
            node = value
    return False


CHECK = Check(
    name="misaligned-concat",
    title="Columns are put beside rows with another index",
    severity="bug",
    idea="pandas puts columns together by index, not by position. "
    "A table made of an array counts from 0; give it the index of the rows it belongs to.",
    question="Which index has the first row on either side of this concat?",
    terms=("Tables with pandas", "Encoding categories"),
    bad="import pandas as pd\n\ndf = df.dropna()\ncodes = pd.DataFrame(encoder.transform(df[cols]))\n"
    "full = pd.concat([df, codes], axis=1)\n",
    good="import pandas as pd\n\ndf = df.dropna()\ncodes = pd.DataFrame(encoder.transform(df[cols]), index=df.index)\n"
    "full = pd.concat([df, codes], axis=1)\n",
    find=_find,
)
