"""`x is 5`, `x is "yes"`."""

import ast
from collections.abc import Iterator

from ...finding import Edit, Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import end
from .flow import shown


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for node in scope.nodes:
            if (
                not isinstance(node, ast.Compare)
                or len(node.ops) != 1
                or not isinstance(node.ops[0], ast.Is | ast.IsNot)
            ):
                continue
            left, right = node.left, node.comparators[0]
            if _is_value(left) or _is_value(right):
                message = f"`{shown(node)}` asks whether both are one object, not whether they are equal: True for some values and False "
                yield hit(node, f"{message}for others that look the same.", edits=_edits(code, node))


def _is_value(node: ast.expr) -> bool:
    if isinstance(node, ast.List | ast.Dict | ast.Set | ast.Tuple | ast.JoinedStr):
        return True
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    return (
        isinstance(inner, ast.Constant)
        and isinstance(inner.value, str | bytes | int | float)
        and not isinstance(inner.value, bool)
    )


def _edits(code: Code, node: ast.Compare) -> tuple[Edit, ...]:
    left, right = node.left, node.comparators[0]
    line = code.text.split("\n")[right.lineno - 1]
    between = line[end(left)[1] : right.col_offset]
    word = " ".join(between.split())
    if left.end_lineno != right.lineno or not line.isascii() or word not in ("is", "is not"):
        return ()
    first = end(left)[1] + len(between) - len(between.lstrip()) + 1
    last = right.col_offset - (len(between) - len(between.rstrip())) + 1
    return (Edit(right.lineno, first, right.lineno, last, "==" if word == "is" else "!="),)


CHECK = Check(
    name="is-with-literal",
    title="A value is compared by `is`",
    severity="bug",
    idea="`is` compares identity, `==` compares values. Whether two equal numbers or texts are one object is up to Python.",
    question="Are two texts with the same letters always one object?",
    terms=("Python basics: values and names",),
    bad='mode = input()\nif mode is "train":\n    print("training")\n',
    good='mode = input()\nif mode == "train":\n    print("training")\n',
    find=_find,
)
