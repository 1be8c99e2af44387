"""`x == "a" or "b"`, which is always true."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .flow import shown


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for node in scope.nodes:
            if not isinstance(node, ast.BoolOp) or not isinstance(node.op, ast.Or) or not _is_asked(code, node):
                continue
            first, *rest = node.values
            literal = next((value for value in rest if _is_true(value)), None)
            if literal is not None and isinstance(first, ast.Compare) and isinstance(first.ops[0], ast.Eq | ast.NotEq):
                yield hit(
                    node, f"`{shown(node)}` is true for every value: `{shown(literal)}` stands alone here, and what isn't empty or 0 is "
                    "true.",
                )  # fmt: skip


def _is_asked(code: Code, node: ast.BoolOp) -> bool:
    parent = code.parents.get(node)
    if isinstance(parent, ast.comprehension):
        return node in parent.ifs
    return isinstance(parent, ast.If | ast.While | ast.IfExp | ast.Assert) and parent.test is node


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and not isinstance(node.value, bool) and bool(node.value)


CHECK = Check(
    name="or-always-true",
    title="This condition is always true",
    severity="bug",
    idea="`or` joins whole conditions, each read by itself. `x in (a, b)` asks whether x is one of several values.",
    question="What is the truth of the right side alone?",
    terms=("Python basics: values and names",),
    bad='mode = input()\nif mode == "train" or "fit":\n    print("training")\n',
    good='mode = input()\nif mode in ("train", "fit"):\n    print("training")\n',
    find=_find,
)
