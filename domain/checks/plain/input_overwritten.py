"""A table written over the very file that it was read from."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import argument, begin, end, keyword, last, method, receiver

_READING: Final = frozenset(["read_csv", "read_excel", "read_json", "read_parquet", "read_pickle", "read_table"])
_WRITING: Final = frozenset(["to_csv", "to_excel", "to_json", "to_parquet", "to_pickle"])
_LOSING: Final = frozenset(
    ["dropna", "drop", "drop_duplicates", "fillna", "query", "replace", "sample", "clip", "fit_transform", "get_dummies", "map", "apply",
     "select_dtypes", "strip", "lower", "astype"]
)  # fmt: skip
_ADDING: Final = frozenset(["concat", "append"])
_FILES: Final = (".csv", ".xlsx", ".xls", ".json", ".parquet", ".pkl", ".tsv")


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        read = {
            path: call for call in scope.calls if (path := _path(code, call, _READING)) and _is_by_pandas(code, call)
        }
        for call in scope.calls if read else ():
            path = _path(code, call, _WRITING)
            first = read.get(path) if path and receiver(call) is not None else None
            if first is None or begin(call) < begin(first) or keyword(call, "mode") is not None:
                continue
            if _loses(scope, first, call):
                yield hit(
                    call,
                    f"`{path}` was read in line {first.lineno} and is written over here: the rows and values that were changed in between are "
                    "gone, and the next run starts from this result instead of the data.",
                    first,
                )


def _path(code: Code, call: ast.Call, methods: frozenset[str]) -> str:
    given = argument(call, 0) if method(call) in methods else None
    known = code.value(given) if given is not None else None
    text = known.value if isinstance(known, ast.Constant) and isinstance(known.value, str) else ""
    return text if text.lower().endswith(_FILES) else ""


def _is_by_pandas(code: Code, call: ast.Call) -> bool:
    return last(code.called(call)) in _READING


def _loses(scope: Scope, first: ast.Call, second: ast.Call) -> bool:
    """Whether what is between them takes rows or values away, and doesn't only add some."""
    between = {method(c) for c in scope.calls if end(first) < end(c) < end(second)}
    return bool(between & _LOSING) and not between & _ADDING


CHECK = Check(
    name="input-overwritten",
    title="The result is written over the file it was read from",
    severity="risk",
    idea="Raw data is read and never written, so that every step can be done again, and a mistake in one of them mended.",
    question="What does this program read when it is run a second time?",
    terms=("Tables with pandas", "Python modules and imports"),
    bad='import pandas as pd\n\ndf = pd.read_csv("data/houses.csv")\ndf = df.dropna()\ndf.to_csv("data/houses.csv", index=False)\n',
    good='import pandas as pd\n\ndf = pd.read_csv("data/houses.csv")\ndf = df.dropna()\ndf.to_csv("data/houses_clean.csv", index=False)\n',
    find=_find,
)
