"""Finds weights that all begin with the same number."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import begin, dotted, last, method, receiver
from .trails import short

_INIT = frozenset({"torch.nn.init.zeros_", "torch.nn.init.ones_", "torch.nn.init.constant_", "nn.init.zeros_"})


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        name, given = code.called(call), call.args[0] if call.args else None
        if "zero" in code.scope_of(call).name.lower():
            continue
        target = given if name in _INIT else receiver(call) if method(call) in ("fill_", "zero_") and not name else None
        if isinstance(target, ast.Attribute) and target.attr == "data":
            target = target.value
        if target is not None and not _is_set_again(code, call) and _is_any_weight(code, call, dotted(target)):
            message = (
                f"`{short(call)}` begins all weights with the same number: the units of a layer then compute the same, get the same "
                "gradient, and stay equal for ever."
            )
            yield hit(call, message)
    yield from _by_hand(code)


def _is_set_again(code: Code, call: ast.Call) -> bool:
    """Whether the same weight gets other values right after."""
    given = ast.unparse(call.args[0]) if call.args else ""
    later = [
        c for c in code.scope_of(call).calls if begin(c) > begin(call) and c.args and ast.unparse(c.args[0]) == given
    ]
    return bool(given) and any(
        code.called(c).startswith("torch.nn.init.") and code.called(c) not in _INIT for c in later
    )


def _is_any_weight(code: Code, call: ast.Call, name: str) -> bool:
    """Whether a name is the weight of each dense or convolution layer, or each parameter of a network."""
    root, _, attribute = name.partition(".")
    if any(
        isinstance(o, ast.If)
        and ("bias" in ast.unparse(o.test) or "Norm" in ast.unparse(o.test) or "dim" in ast.unparse(o.test))
        for o in code.around(call)
    ):
        return False
    tests = [
        o
        for o in code.around(call)
        if isinstance(o, ast.If) and re.search(r"isinstance|type\(|__class__|classname", ast.unparse(o.test))
    ]
    chosen = [o for o in code.around(call) if isinstance(o, ast.If | ast.IfExp | ast.Match)]
    if attribute == "weight" and tests:
        return (len(chosen) == 1 or _is_elif_of(chosen)) and any(
            kind in ast.unparse(tests[0].test) for kind in ("Linear", "Conv")
        )
    loop = next(iter(code.loops(call)), None)
    return (
        not attribute
        and isinstance(loop, ast.For)
        and ast.unparse(loop.iter).endswith("model.parameters()")
        and dotted(loop.target) == root
    )


def _is_elif_of(chosen: list[ast.If | ast.IfExp | ast.Match]) -> bool:
    """Whether the outer conditions are only those before an elif."""
    return all(isinstance(outer, ast.If) and outer.orelse == [inner] for inner, outer in pairwise(chosen))


def _by_hand(code: Code) -> Iterator[Hit]:
    """Two weight matrices of zeros in a network written with arrays."""
    for scope in code.scopes:
        zeros = [
            b
            for name, found in scope.bindings.items()
            for b in found
            if last(name).lower() in ("w1", "w2", "w_1", "w_2") and _is_zeros(code, b.value)
        ]
        if len({last(b.name).lower() for b in zeros}) == 2:
            first = min(zeros, key=lambda b: b.at)
            if isinstance(first.value, ast.expr):
                message = f"`{first.name}` and `{zeros[-1].name}` begin with zeros only: the hidden units all stay the same, and the first layer gets no gradient."
                yield hit(first.value, message, *(b.node for b in zeros))


def _is_zeros(code: Code, value: ast.expr | None) -> bool:
    if isinstance(value, ast.Call) and last(code.called(value)) == "Parameter" and value.args:
        value = value.args[0]
    if not isinstance(value, ast.Call) or code.called(value) not in (
        "numpy.zeros",
        "torch.zeros",
        "numpy.ones",
        "torch.ones",
    ):
        return False
    return len(value.args) == 2 or (
        bool(value.args) and isinstance(value.args[0], ast.Tuple) and len(value.args[0].elts) == 2
    )


_PROGRAM = """import torch.nn as nn

def init_weights(m):
    if isinstance(m, nn.Linear):
        {line}
        nn.init.zeros_(m.bias)

model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1))
model.apply(init_weights)
"""
CHECK = Check(
    name="same-initial-weights",
    title="All weights begin with the same number",
    severity="bug",
    idea="Units that begin equal and see the same input get the same gradient, and remain equal. Random weights break that symmetry.",
    question="What makes one hidden unit learn something else than its neighbour?",
    terms=("backpropagation", "dense-networks"),
    bad=_PROGRAM.format(line="nn.init.zeros_(m.weight)"),
    good=_PROGRAM.format(line="nn.init.xavier_uniform_(m.weight)"),
    find=_find,
)
