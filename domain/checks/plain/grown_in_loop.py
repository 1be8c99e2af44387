"""A table or an array that is copied to grow, in each round of a loop."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import begin, dotted

_JOINING: Final = frozenset(
    {"pandas.concat", "numpy.append", "numpy.concatenate", "numpy.vstack", "numpy.hstack", "numpy.row_stack"}
)


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        if code.called(call) not in _JOINING or not call.args:
            continue
        parent, first = code.parents.get(call), call.args[0]
        loops = code.loops(call)
        if not isinstance(parent, ast.Assign) or not loops or not isinstance(loops[0], ast.For):
            continue
        target = dotted(parent.targets[0])
        parts = first.elts if isinstance(first, ast.List | ast.Tuple) else [first] if _is_append(code, call) else []
        if target and any(dotted(part) == target for part in parts) and not _is_fresh(code, call, target, loops[0]):
            yield hit(
                call, f"Each round copies all of `{target}` to add a little: 1,000 rounds copy half a million parts, "
                "and twice the rounds take four times as long.", loops[0],
            )  # fmt: skip


def _is_append(code: Code, call: ast.Call) -> bool:
    return code.called(call) == "numpy.append"


def _is_fresh(code: Code, call: ast.Call, name: str, loop: ast.stmt) -> bool:
    """Whether the name starts anew within each round, so that it doesn't grow."""
    found = code.scope_of(call).bindings.get(name, [])
    return any(begin(loop) < b.at < begin(call) and b.kind == "assign" for b in found)


CHECK = Check(
    name="grown-in-loop",
    title="A table or array is copied to grow in each round",
    severity="smell",
    idea="Arrays and tables have a fixed size, so adding to one copies all of it. "
    "Collect the parts in a list and join them once after the loop.",
    question="How many rows are copied in the last round, and how many in all rounds together?",
    terms=("Big-O: how cost grows", "Tables with pandas", "NumPy arrays"),
    bad="import pandas as pd\n\ntable = pd.DataFrame()\nfor path in paths:\n    table = pd.concat([table, pd.read_csv(path)])\n",
    good="import pandas as pd\n\ntable = pd.concat([pd.read_csv(path) for path in paths])\n",
    find=_find,
)
