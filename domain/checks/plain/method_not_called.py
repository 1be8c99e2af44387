"""A method that is named but not called."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit, inserted
from ..code import Code
from ..syntax import dotted
from .flow import shown

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

_STEPPING: Final = re.compile(r"opt|sched|scaler", re.IGNORECASE)


def _find(code: Code) -> Iterator[Hit]:
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
