"""A seed that is named, and never set."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, last
from .seeds import seed_calls

_NAMES: Final = frozenset({"seed", "random_seed", "random_state", "rng_seed", "global_seed", "manual_seed"})
_SEEDS: Final = re.compile("seed|reproduc|determin", re.IGNORECASE)
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
    if not any(last(ast.unparse(c.func)) in _RANDOM for c in code.calls):
        return
    read = {n.id for s in code.scopes for n in s.nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    for name, one in named:
        if name not in read and isinstance(one.node, ast.stmt):
            said = f"`{name}` is never read: nothing is seeded with it, so every run differs all the same."
            yield hit(one.node, said)
    for function in _uncalled(code):
        yield hit(
            function,
            f"`{function.name}` would seed the sources of chance, and nothing calls it: every run differs all the same.",
        )


def _uncalled(code: Code) -> Iterator[ast.FunctionDef]:
    """Functions that seed, in a program that runs something of chance itself and never names them."""
    runs = [c for c in code.module.calls if last(dotted(c.func)) in _RANDOM or dotted(c.func) in code.functions]
    seeding = {code.scope_of(call) for call, library in seed_calls(code) if library != "all"} if runs else set()
    read = {dotted(n) for s in code.scopes for n in s.nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    if any(scope is code.module for scope in seeding):
        return
    for scope in seeding:
        node = scope.node
        own = isinstance(node, ast.FunctionDef) and scope.parent is code.module and not scope.owner
        if own and isinstance(node, ast.FunctionDef) and node.name not in read and _SEEDS.search(node.name):
            yield node


def _is_number(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool)


CHECK = Check(
    name="seed-never-used",
    title="A seed that nothing uses",
    severity="risk",
    idea="A number called seed, or a function that would set it, does nothing by itself. Each source of chance must be given it.",
    question="Which line hands the seed to the library that draws the random numbers, and does that line ever run?",
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
