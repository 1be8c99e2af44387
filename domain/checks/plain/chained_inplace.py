"""`inplace=True` on a column or on rows that were picked from a table."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import method, receiver
from .flow import shown
from .frames import Data
from .none_results import is_inplace

_SETTING: Final = frozenset(["fillna", "replace", "clip", "interpolate", "ffill", "bfill", "mask", "where"])


def _find(code: Code) -> Iterator[Hit]:
    data = code.fact(Data)
    for call in code.calls:
        part = receiver(call)
        if not is_inplace(call) or not isinstance(part, ast.Subscript | ast.Attribute):
            continue
        many = isinstance(part, ast.Subscript) and data.kind(part) == "frame"
        if _is_picked(data, part) and (method(call) in _SETTING or many):
            yield hit(
                call, f"`{shown(part)}` is an object of its own, and `{method(call)}(inplace=True)` changes only that: with "
                f"pandas 3 `{shown(part.value)}` stays as it was.",
            )  # fmt: skip


def _is_picked(data: Data, part: ast.Subscript | ast.Attribute) -> bool:
    if isinstance(part, ast.Attribute):
        return data.is_frame(part.value) and data.kind(part) == "series"
    base = part.value
    return data.is_frame(base) or (isinstance(base, ast.Attribute) and base.attr == "loc" and data.is_frame(base.value))


CHECK = Check(
    name="chained-inplace",
    title="A part of the table is changed in place, not the table",
    severity="bug",
    idea="A picked column or row set is a new object that only shares values by luck. "
    "Assign the result to the column of the table instead of changing the part in place.",
    question="Whose place does `inplace` mean here: that of the table, or that of the part just picked?",
    terms=("Tables with pandas", "pandas"),
    bad='import pandas as pd\n\ndf = pd.read_csv("a.csv")\ndf["age"].fillna(0, inplace=True)\n',
    good='import pandas as pd\n\ndf = pd.read_csv("a.csv")\ndf["age"] = df["age"].fillna(0)\n',
    find=_find,
)
