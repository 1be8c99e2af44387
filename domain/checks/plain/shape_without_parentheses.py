"""`np.zeros(3, 4)`: the second number is taken for the type."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Edit, Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import end
from .flow import shown

_MAKERS: Final = frozenset(["numpy.zeros", "numpy.ones", "numpy.empty"])


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        if code.called(call) not in _MAKERS or len(call.args) < 2 or not all(map(_is_length, call.args)):
            continue
        yield hit(
            call,
            f"`{shown(call)}` takes `{shown(call.args[1])}` for the type of the numbers: TypeError. The shape is one argument.",
            edits=_edits(call),
        )


def _is_length(node: ast.expr) -> bool:
    """A number of rows or columns: `3`, `len(x)`, `x.shape[0]`."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "len"
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Attribute) and node.value.attr == "shape"
    return isinstance(node, ast.Constant) and type(node.value) is int


def _edits(call: ast.Call) -> tuple[Edit, ...]:
    first, final = call.args[0], call.args[-1]
    if call.keywords or first.lineno != final.end_lineno:
        return ()
    line, before, after = first.lineno, first.col_offset + 1, end(final)[1] + 1
    return Edit(line, before, line, before, "("), Edit(line, after, line, after, ")")


CHECK = Check(
    name="shape-without-parentheses",
    title="The shape of the array isn't one argument",
    severity="bug",
    idea="`zeros`, `ones` and `empty` take the shape as one tuple; what comes after it is the type of the numbers.",
    question="How many arguments does this call give, and what is the second one taken for?",
    terms=("NumPy arrays",),
    bad="import numpy as np\n\ntable = np.zeros(3, 4)\n",
    good="import numpy as np\n\ntable = np.zeros((3, 4))\n",
    find=_find,
)
