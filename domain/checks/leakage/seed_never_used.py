"""A seed that is named, and never set."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import last

_NAMES: Final = frozenset({"seed", "random_seed", "random_state", "rng_seed", "global_seed", "manual_seed"})
_RANDOM: Final = frozenset(
    {"train_test_split", "random_split", "DataLoader", "shuffle", "rand", "randn", "Linear", "Conv2d", "fit"}
)


def _find(code: Code) -> Iterator[Hit]:
    named = [
        (name, one)
        for name, bound in code.module.bindings.items()
        for one in bound
        if name.lower() in _NAMES and one.kind == "assign" and _is_number(one.value)
    ]
    if not named or not any(last(ast.unparse(c.func)) in _RANDOM for c in code.calls):
        return
    read = {n.id for s in code.scopes for n in s.nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    for name, one in named:
        if name not in read and isinstance(one.node, ast.stmt):
            said = f"`{name}` is never read: nothing is seeded with it, so every run differs all the same."
            yield hit(one.node, said)


def _is_number(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool)


CHECK = Check(
    name="seed-never-used",
    title="A seed that nothing uses",
    severity="risk",
    idea="A number called seed does nothing by itself. Each source of chance must be given it.",
    question="Which line hands this number to the library that draws the random numbers?",
    terms=("sklearn-workflow", "pytorch-training-loop"),
    bad="""
import torch
SEED = 42
model = torch.nn.Linear(4, 1)
""",
    good="""
import torch
SEED = 42
torch.manual_seed(SEED)
model = torch.nn.Linear(4, 1)
""",
    find=_find,
)
