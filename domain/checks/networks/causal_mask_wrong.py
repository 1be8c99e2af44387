"""Finds causal masks that hide the wrong side."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import method
from .attention import is_minus_infinity, triangle
from .trails import short


def _find(code: Code) -> Iterator[Hit]:
    yield from _of_infinities(code)
    for call in code.calls:
        if (
            method(call) not in ("masked_fill", "masked_fill_")
            or len(call.args) != 2
            or not is_minus_infinity(call.args[1])
        ):
            continue
        mask, hides = call.args[0], 1
        first = mask.comparators[0] if isinstance(mask, ast.Compare) and len(mask.ops) == 1 else None
        if isinstance(mask, ast.Compare) and isinstance(mask.ops[0], ast.Eq) and isinstance(first, ast.Constant):
            mask, hides = mask.left, int(bool(first.value))
        elif isinstance(mask, ast.UnaryOp) and isinstance(mask.op, ast.Invert):
            mask, hides = mask.operand, 0
        found = triangle(code, mask)
        said = _wrong(*found, hides) if found else ""
        if said:
            yield hit(call, f"`{short(call)}` {said}")


def _of_infinities(code: Code) -> Iterator[Hit]:
    """Triangles of minus infinity that are added to scores."""
    for call in code.calls:
        name = code.called(call)
        if name not in ("torch.tril", "torch.triu") or not call.args or not _is_full_of_infinity(call.args[0]):
            continue
        found = triangle(code, call)
        if found == ("triu", 0):
            message = "is -inf on the diagonal too: the first position can see nothing, and the softmax of nothing but -inf is NaN."
            yield hit(call, f"`{short(call)}` {message}")
        elif found and found[0] == "tril":
            yield hit(
                call, f"`{short(call)}` is -inf below the diagonal, the past, and lets each position see the future."
            )


def _is_full_of_infinity(node: ast.expr) -> bool:
    return method(node) in ("full", "full_like") and "-" in (text := ast.unparse(node)) and "inf" in text


def _wrong(side: str, diagonal: int, hides: int) -> str:
    """What a triangle hides that it shouldn't, as seen from a position that may look back."""
    if side == "tril" and hides:
        return "hides what is below the diagonal, the past, and lets each position see the future: the next token is copied, not predicted."
    if side == "triu" and not hides:
        return (
            "keeps what is above the diagonal, the future, and hides the past: the next token is copied, not predicted."
        )
    if side == "triu" and hides and diagonal == 0:
        return "hides the diagonal too: the first position can see nothing, and the softmax of nothing but -inf is NaN."
    if (side == "triu" and hides and diagonal > 1) or (side == "tril" and not hides and diagonal > 0):
        return "lets each position see one or more positions after it: the next token is copied, not predicted."
    return ""


_PROGRAM = """import torch

def causal(scores):
    steps = scores.size(-1)
    mask = torch.tril(torch.ones(steps, steps))
    return scores.masked_fill(mask == {value}, float("-inf"))
"""
CHECK = Check(
    name="causal-mask-wrong",
    title="A causal mask hides the wrong positions",
    severity="bug",
    idea="A model that predicts the next token may look at itself and the past. The lower triangle with the diagonal is what stays visible.",
    question="Which positions may position 2 look at, and which entries of the mask does that leave?",
    terms=("gpt-architecture", "transformer-block"),
    bad=_PROGRAM.format(value=1),
    good=_PROGRAM.format(value=0),
    find=_find,
)
