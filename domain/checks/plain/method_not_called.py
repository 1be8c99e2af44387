"""A method that is named but not called."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit, inserted
from ..code import Code
from ..syntax import dotted, method
from .flow import reads, shown
from .frames import Data

_ACTIONS: Final = frozenset(
    [
        "eval",
        "train",
        "zero_grad",
        "backward",
        "close",
        "commit",
        "cuda",
        "cpu",
        "flush",
        "clear",
        "sort",
        "reverse",
        "show",
        "compile",
        "fit",
        "summary",
        "synchronize",
        "empty_cache",
        "dropna",
        "drop_duplicates",
        "reset_index",
    ]
)
_ANSWERS: Final = frozenset(["lower", "upper", "strip", "casefold", "capitalize", "isdigit", "isalpha"])

_OF_TEXT: Final = _ANSWERS | {"lstrip", "rstrip", "title", "len", "split", "isnumeric"}
_OF_SERIES: Final = frozenset(["mean", "sum", "std", "median", "min", "max", "unique", "nunique", "value_counts", "dropna", "describe",
                               "isna", "isnull", "round", "tolist"])  # fmt: skip
_OF_FRAME: Final = frozenset(
    ["head", "tail", "describe", "info", "dropna", "isna", "isnull", "drop_duplicates", "reset_index", "copy"]
)
_STEPPING: Final = re.compile(r"opt|sched|scaler", re.IGNORECASE)


def _find(code: Code) -> Iterator[Hit]:
    yield from _of_tables(code)
    for scope in code.scopes:
        for node in scope.nodes:
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Attribute):
                if _is_action(node.value) and not code.contexts(node):
                    yield _hit(node.value, "names the method without calling it: nothing happens")
            elif (
                isinstance(node, ast.Compare)
                and len(node.ops) == 1
                and isinstance(node.ops[0], ast.Eq | ast.NotEq | ast.In)
            ):
                left, right = node.left, node.comparators[0]
                texts = right.elts if isinstance(right, ast.List | ast.Tuple | ast.Set) else [right]
                if (
                    isinstance(left, ast.Attribute)
                    and left.attr in _ANSWERS
                    and texts
                    and all(_is_text(t) for t in texts)
                ):
                    yield _hit(left, "is the method itself, which equals no text: this is always the same answer")


def _of_tables(code: Code) -> Iterator[Hit]:
    """`df["city"] = df["city"].str.strip`, `df = df.dropna` and `print(df.head)`."""
    data = code.fact(Data)
    for scope in code.scopes:
        for node in scope.nodes:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute):
                what = _kept_method(data, node.targets[0], node.value) or _told(code, data, node)
                if what:
                    yield _hit(node.value, f"is the method itself{what}")
            elif isinstance(node, ast.Call) and code.called(node) == "print":
                shown_ = (arg for arg in node.args if isinstance(arg, ast.Attribute) and _is_of_table(data, arg))
                yield from (
                    _hit(arg, "is the method itself: this shows what it is, not what it gives") for arg in shown_
                )


def _kept_method(data: Data, kept: ast.expr, value: ast.Attribute) -> str:
    if isinstance(kept, ast.Subscript) and _is_of_texts(data, value):
        return f": `{shown(kept)}` holds the method in every row"
    if dotted(kept) and dotted(kept) == dotted(value.value) and _is_of_table(data, value):
        return f", so `{dotted(kept)}` is no table any more"
    return ""


def _told(code: Code, data: Data, node: ast.Assign) -> str:
    """`mean = df["a"].mean`, whose value is shown or computed with later, and never called."""
    name, value = node.targets[0], node.value
    if not isinstance(name, ast.Name) or not isinstance(value, ast.Attribute) or not _is_of_table(data, value):
        return ""
    scope = code.scope_of(node)
    outer = [code.parents.get(r) for r in reads(code, name.id, scope)]
    used = [
        p for p in outer if isinstance(p, ast.BinOp | ast.Compare | ast.FormattedValue) or method(p or node) == "print"
    ]
    return f", so `{name.id}` is no number" if used and len(used) == len(outer) else ""


def _is_of_texts(data: Data, node: ast.Attribute) -> bool:
    on = node.value
    if isinstance(on, ast.Attribute) and on.attr == "str":
        return node.attr in _OF_TEXT and isinstance(on.value, ast.Subscript | ast.Attribute | ast.Name)
    return _is_of_table(data, node)


def _is_of_table(data: Data, node: ast.Attribute) -> bool:
    kind = data.kind(node.value)
    return (kind == "frame" and node.attr in _OF_FRAME) or (kind == "series" and node.attr in _OF_SERIES)


def _is_action(node: ast.Attribute) -> bool:
    if node.attr == "step":
        return bool(_STEPPING.search(dotted(node.value)))
    return node.attr in _ACTIONS and bool(dotted(node.value))


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _hit(node: ast.Attribute, what: str) -> Hit:
    edits = inserted(node.end_lineno or node.lineno, (node.end_col_offset or 0) + 1, "()")
    return hit(node, f"`{shown(node)}` {what}.", edits=edits)


CHECK = Check(
    name="method-not-called",
    title="A method is named but not called",
    severity="bug",
    idea="A method without parentheses is an object like any other. Only the parentheses run it.",
    question="What do the parentheses do, and what is the value without them?",
    terms=("Python functions", "Python classes and objects"),
    bad="model.load_state_dict(state)\nmodel.eval\n",
    good="model.load_state_dict(state)\nmodel.eval()\n",
    find=_find,
)
