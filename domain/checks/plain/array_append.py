"""`array.append(…)`, which arrays don't have."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, method, receiver
from .frames import Data


def _find(code: Code) -> Iterator[Hit]:
    calls = [
        c for c in code.calls if method(c) in ("append", "extend") and receiver(c) is not None and not code.called(c)
    ]
    data = code.fact(Data) if calls else None
    for call in calls if data else ():
        of = receiver(call)
        if data and of is not None and _is_known_here(code, of) and data.kind(of) == "array":
            yield hit(call, f"`{dotted(of)}` is an array, and arrays have no `{method(call)}`: AttributeError.")


def _is_known_here(code: Code, of: ast.expr) -> bool:
    """Whether a name gets its value in the same function, or once in all: of several outside, any may be the last."""
    name, scope = dotted(of), code.scope_of(of)
    return bool(name) and (name in scope.bindings or len(code.bindings(name, scope)) == 1)


CHECK = Check(
    name="array-append",
    title="Arrays have no append",
    severity="bug",
    idea="An array has the length that it was made with. Collect values in a list and make the array of it at the end.",
    question="What is it that grows here, and when does it have to be an array?",
    terms=("NumPy arrays",),
    bad="import numpy as np\n\nlosses = np.array([])\nfor step in range(3):\n    losses.append(step * 0.1)\n",
    good="import numpy as np\n\nlosses = []\nfor step in range(3):\n    losses.append(step * 0.1)\nlosses = np.array(losses)\n",
    find=_find,
)
