"""A call that gives a new object, on a line of its own."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from ...finding import Edit, Hit
from ..bindings import Binding
from ..check import Check, hit, inserted
from ..code import Code
from ..syntax import begin, dotted, keyword, last, method, receiver, spreads
from .flow import shown
from .frames import Data
from .kinds import ONLY_OF_TEXT
from .none_results import PANDAS

_FRAME: Final = PANDAS | frozenset(
    ["astype", "assign", "merge", "join", "round", "reindex", "melt", "pivot", "explode", "map", "select_dtypes"]
)
_SURELY_PANDAS: Final = frozenset(["dropna", "fillna", "sort_values", "drop_duplicates", "reset_index"])
_TEXT: Final = frozenset(
    [
        "replace",
        "strip",
        "lstrip",
        "rstrip",
        "lower",
        "upper",
        "title",
        "capitalize",
        "casefold",
        "removeprefix",
        "removesuffix",
    ]
)
_TEXT_NAME: Final = re.compile(
    r"^(s|t|w|text|line|word|string|sentence|content|token|name|title|review|tweet|comment|message|msg|paragraph|row_text|raw)$|"
    r"_(text|line|word|string|sentence|name|title)$", re.IGNORECASE,
)  # fmt: skip
_ARRAY: Final = frozenset(["reshape", "astype", "flatten", "ravel", "transpose", "squeeze", "round", "swapaxes"])
_NUMPY: Final = frozenset(
    [
        "append",
        "concatenate",
        "vstack",
        "hstack",
        "stack",
        "delete",
        "insert",
        "reshape",
        "clip",
        "round",
        "sort",
        "transpose",
        "squeeze",
        "expand_dims",
        "flip",
        "roll",
        "where",
        "abs",
        "log",
        "exp",
        "sqrt",
        "maximum",
        "minimum",
        "unique",
    ]
)
_NUMPY_TAKES: Final = {"abs": 1, "log": 1, "exp": 1, "sqrt": 1, "maximum": 2, "minimum": 2, "clip": 3, "round": 2}
"""How many arguments there may be before one says where the result goes."""


def _find(code: Code) -> Iterator[Hit]:
    data = code.fact(Data)
    for call in code.calls:
        parent = code.parents.get(call)
        if isinstance(parent, ast.Expr) and not _is_expected_to_fail(code, call) and _is_pure(code, data, call):
            changed = receiver(call) if not code.called(call) else call.args[0] if call.args else None
            if changed is None or not isinstance(changed, ast.Name | ast.Attribute | ast.Subscript):
                continue
            if last(code.scope_of(call).name).startswith("test"):
                continue
            kept = shown(changed)
            message = f"`{shown(call)}` gives a new object that nobody keeps; `{kept}` stays as it was."
            yield hit(call, message, edits=_kept(code, call))


def _is_pure(code: Code, data: Data, call: ast.Call) -> bool:
    if any(k.arg in ("inplace", "out", "copy") for k in call.keywords):
        return False
    made, name = code.called(call), method(call)
    if made:
        root, _, rest = made.partition(".")
        known = root == "numpy" and rest in _NUMPY and len(call.args) <= _NUMPY_TAKES.get(rest, 9)
        return known or made == "sorted" or made == "reversed"
    of = receiver(call)
    if of is None or spreads(call):
        return False
    if isinstance(of, ast.Attribute) and of.attr == "str":
        return name in _TEXT and data.kind(of.value) == "series"
    return (
        name in _of_kind(data.kind(of))
        or _is_cleaned(data, call, of)
        or (name in _SURELY_PANDAS and isinstance(of, ast.Name) and of.id != "self" and _has_pandas(code))
    )


def _is_cleaned(data: Data, call: ast.Call, of: ast.expr) -> bool:
    """`line.strip()` and `text.replace("a", "b")` of what is called a text and isn't known to be something else."""
    if data.kind(of) or not isinstance(of, ast.Name) or not _TEXT_NAME.search(of.id) or call.keywords:
        return False
    bound = data.code.binding(of)
    if bound is None or method(call) not in _TEXT or not _gives_text(bound):
        return False
    return all(isinstance(a, ast.Constant) and isinstance(a.value, str) for a in call.args) and (
        method(call) in ONLY_OF_TEXT or (method(call) == "replace" and len(call.args) == 2)
    )


def _gives_text(bound: Binding) -> bool:
    """Whether a name is a line of a file, a part of a text, or a parameter that isn't said to be something else."""
    if bound.kind == "parameter" and isinstance(bound.node, ast.arg):
        return bound.node.annotation is None or dotted(bound.node.annotation) == "str"
    if bound.kind != "for" or bound.value is None:
        return False
    lines = dotted(bound.value) in ("f", "file", "fh", "fp", "infile", "lines", "words", "texts", "sys.stdin")
    return lines or method(bound.value) in ("open", "readlines", "split", "splitlines", "read_text")


def _of_kind(kind: str) -> frozenset[str]:
    if kind in ("frame", "series"):
        return _FRAME
    return {"array": _ARRAY, "text": _TEXT}.get(kind, frozenset())


def _has_pandas(code: Code) -> bool:
    return "pandas" in code.imported or not code.imported


def _is_expected_to_fail(code: Code, call: ast.Call) -> bool:
    """Whether it is called for its error: under `with raises(…)`, or alone in a `try`."""
    if any("raises" in ast.unparse(context) or "warns" in ast.unparse(context) for context in code.contexts(call)):
        return True
    around = list(code.around(call))
    return len(around) > 1 and isinstance(around[1], ast.Try) and around[0] in around[1].body


def _kept(code: Code, call: ast.Call) -> tuple[Edit, ...]:
    """`x = ` before it, where the name is plain and the method keeps what it is."""
    of = receiver(call)
    if (
        begin(code.statement(call)) != begin(call)
        or code.called(call)
        or not isinstance(of, ast.Name)
        or keyword(call, "axis") is not None
    ):
        return ()
    return inserted(call.lineno, call.col_offset + 1, f"{dotted(of)} = ")


CHECK = Check(
    name="result-thrown-away",
    title="The result of this call is thrown away",
    severity="bug",
    idea="Methods of tables, arrays and texts give a new object and leave the old one as it is. "
    "Unless the result is given a name, the line does nothing.",
    question="Where is the new object after this line, and what does the old one hold?",
    terms=("Tables with pandas", "Python basics: values and names", "NumPy arrays"),
    bad='import pandas as pd\n\ndf = pd.read_csv("a.csv")\ndf.dropna()\nprint(df.mean())\n',
    good='import pandas as pd\n\ndf = pd.read_csv("a.csv")\ndf = df.dropna()\nprint(df.mean())\n',
    find=_find,
    is_fine_at_cell_end=True,
)
