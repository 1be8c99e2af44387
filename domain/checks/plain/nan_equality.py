"""`x == nan`."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Edit, Hit
from ..check import Check, hit, replaced
from ..code import Code
from ..syntax import dotted
from .flow import shown
from .frames import COLUMNAR, Data

_NAN: Final = frozenset({"numpy.nan", "numpy.NaN", "numpy.NAN", "math.nan", "pandas.NA", "pandas.NaT", "torch.nan"})


def _find(code: Code) -> Iterator[Hit]:
    data = code.fact(Data)
    for scope in code.scopes:
        for node in scope.nodes:
            if not isinstance(node, ast.Compare) or len(node.ops) != 1:
                continue
            left, right = node.left, node.comparators[0]
            other = left if _is_nan(code, right) else right if _is_nan(code, left) else None
            if other is None or dotted(left) == dotted(right) != "":
                continue
            if isinstance(node.ops[0], ast.Eq | ast.NotEq):
                answer = "False" if isinstance(node.ops[0], ast.Eq) else "True"
                message = f"NaN equals nothing, not even itself: `{shown(node)}` is {answer} for every value, NaN too."
                yield hit(node, message, edits=_edits(data, node, other))
            elif isinstance(node.ops[0], ast.Is | ast.IsNot) and not _is_alone(code, node):
                message = (
                    f"`{shown(node)}` asks for one certain object; a NaN that was computed or read is another one."
                )
                if not dotted(other).startswith("self."):
                    yield hit(node, message)


def _is_alone(code: Code, node: ast.Compare) -> bool:
    """`pd.NA` and `pd.NaT` are single objects; a test may want to know whether it is just this one."""
    named = {code.qualified(side) for side in (node.left, node.comparators[0])}
    return bool(named & {"pandas.NA", "pandas.NaT"}) or isinstance(code.parents.get(node), ast.Assert)


def _is_nan(code: Code, node: ast.expr) -> bool:
    if isinstance(node, ast.Call) and code.called(node) == "float" and len(node.args) == 1:
        arg = node.args[0]
        return isinstance(arg, ast.Constant) and isinstance(arg.value, str) and arg.value.strip("+-").lower() == "nan"
    return code.qualified(node) in _NAN


def _edits(data: Data, node: ast.Compare, other: ast.expr) -> tuple[Edit, ...]:
    """`other.isna()` for a column, where that is surely one."""
    if (
        other.lineno != other.end_lineno
        or data.kind(other) not in COLUMNAR
        or (not dotted(other) and not isinstance(other, ast.Subscript))
    ):
        return ()
    kept = _as_written(data.code, other)
    return replaced(node, f"{kept}.{'isna' if isinstance(node.ops[0], ast.Eq) else 'notna'}()")


def _as_written(code: Code, node: ast.expr) -> str:
    return code.fact(_lines)[node.lineno - 1][node.col_offset : node.end_col_offset].decode()


def _lines(code: Code) -> list[bytes]:
    return code.text.encode().split(b"\n")


CHECK = Check(
    name="nan-equality",
    title="Nothing equals NaN",
    severity="bug",
    idea="NaN differs from every value including itself, so `==` can't find it. `isna()` and `isnan()` can.",
    question="What does Python answer to float('nan') == float('nan')?",
    terms=("Tables with pandas", "NumPy arrays"),
    bad='import numpy as np\nimport pandas as pd\n\ndf = pd.read_csv("a.csv")\nholes = df[df["age"] == np.nan]\n',
    good='import numpy as np\nimport pandas as pd\n\ndf = pd.read_csv("a.csv")\nholes = df[df["age"].isna()]\n',
    find=_find,
)
