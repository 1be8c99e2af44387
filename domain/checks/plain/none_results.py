"""Calls that change something and give nothing back."""

import ast
from typing import Final

from ..code import Code
from ..syntax import dotted, keyword, method, receiver
from .frames import Data

PANDAS: Final = frozenset(
    [
        "drop",
        "dropna",
        "fillna",
        "sort_values",
        "sort_index",
        "rename",
        "reset_index",
        "set_index",
        "replace",
        "drop_duplicates",
        "query",
        "eval",
        "clip",
        "interpolate",
        "where",
        "mask",
        "ffill",
        "bfill",
        "rename_axis",
    ]
)
_SHUFFLES: Final = frozenset({"random.shuffle", "numpy.random.shuffle"})
_OF: Final = {
    "list": frozenset(["append", "extend", "sort", "reverse", "insert", "remove", "clear"]),
    "dict": frozenset(["update", "clear"]),
    "set": frozenset(["add", "update", "discard", "remove", "clear"]),
}


def is_inplace(call: ast.expr | None) -> bool:
    """Whether it is a pandas method with `inplace=True`."""
    if not isinstance(call, ast.Call) or method(call) not in PANDAS or not isinstance(call.func, ast.Attribute):
        return False
    value = keyword(call, "inplace")
    return isinstance(value, ast.Constant) and value.value is True


def gives_none(code: Code, data: Data, call: ast.Call) -> str:
    """What surely gives None here, in words; empty when it may give something."""
    if is_inplace(call):
        return f"`{method(call)}` with `inplace=True`"
    if code.called(call) in _SHUFFLES:
        return f"`{dotted(call.func)}`"
    of = receiver(call)
    kind = data.kind(of) if of is not None else ""
    if kind in _OF and method(call) in _OF[kind]:
        return f"`{dotted(call.func) or method(call)}` of a {kind}"
    if kind == "array" and method(call) == "sort":
        return f"`{dotted(call.func) or method(call)}` of an array"
    return ""
