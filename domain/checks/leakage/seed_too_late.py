"""A seed set after what it should have made repeatable."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import dotted, end, keyword, last
from .flow import Flow, option
from .seeds import SEEDING, seed_calls

_TORCH: Final = (
    "torch.rand", "torch.randn", "torch.randint", "torch.randperm", "torch.nn.Linear", "torch.nn.Conv2d", "torch.nn.Sequential",
    "torch.nn.LSTM", "torch.nn.GRU", "torch.nn.Embedding", "torch.utils.data.random_split",
)  # fmt: skip
_NUMPY: Final = ("rand", "randn", "randint", "random", "normal", "uniform", "choice", "shuffle", "permutation")


def _find(code: Code) -> Iterator[Hit]:
    seeds = list(seed_calls(code))
    for library in ("numpy", "torch"):
        mine = [c for c, which in seeds if which in (library, "all")]
        first = next((c for c in mine if code.called(c) in SEEDING), None)
        if first is None or len(mine) != 1:
            continue
        scope = code.scope_of(first)
        early = next((c for c in scope.calls if end(c) < end(first) and _is_random(code, c, library)), None)
        if early is not None and _runs_once(code, scope, first, early) and not _gives_seed(code, first, early):
            yield hit(
                first,
                f"`{ast.unparse(first)[:60]}` comes after `{ast.unparse(early)[:60]}` in line {early.lineno}, which has drawn "
                "its random numbers by then: that part differs in every run.",
                early,
            )


def _runs_once(code: Code, scope: Scope, seed: ast.Call, early: ast.Call) -> bool:
    return not code.loops(seed) and not code.loops(early) and (not scope.name or not scope.owner)


def _gives_seed(code: Code, seed: ast.Call, early: ast.Call) -> bool:
    flow = Flow(code)
    return any(early in flow.lineage(value).calls for value in seed.args)


def _is_random(code: Code, call: ast.Call, library: str) -> bool:
    full, name = code.called(call), last(dotted(call.func))
    if library == "numpy":
        if name == "train_test_split":
            return keyword(call, "random_state") is None and option(call, "shuffle") is not False
        return full.startswith("numpy.random.") and name in _NUMPY
    if full in _TORCH:
        return keyword(call, "generator") is None
    cls = code.classes.get(full)
    return cls is not None and any(base in ("torch.nn.Module", "nn.Module") for base in code.bases(cls))


CHECK = Check(
    name="seed-too-late",
    title="The seed comes too late",
    severity="bug",
    idea="A seed fixes only what is drawn after it. It belongs before the split, the model and all else that uses chance.",
    question="Which random numbers have been drawn by the time that the seed is set?",
    terms=("sklearn-workflow", "pytorch-training-loop"),
    bad="""
import torch
from torch import nn
model = nn.Linear(4, 1)
torch.manual_seed(0)
""",
    good="""
import torch
from torch import nn
torch.manual_seed(0)
model = nn.Linear(4, 1)
""",
    find=_find,
)
