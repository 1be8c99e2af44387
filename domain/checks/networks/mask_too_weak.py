"""Finds masks that don't take scores out of a softmax."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, dotted, last, method, receiver
from .attention import triangle
from .trails import short


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        if last(code.called(call) or method(call)) not in ("softmax", "log_softmax"):
            continue
        node = argument(call, 0, "input") if code.called(call) else receiver(call)
        seen = _masked(code, node)
        if seen is None:
            continue
        if isinstance(seen, ast.Call):
            message = f"`{short(seen)}` puts {ast.unparse(_value(seen))} where nothing should be seen, but the softmax gives exp(0) = 1 parts to such a score: the mask hides nothing."
            if _is_high(_value(seen)):
                message = f"`{short(seen)}` gives the masked places the highest of all scores: the softmax then looks at them alone."
        else:
            message = f"`{short(seen)}` makes masked scores 0, and the softmax gives exp(0) = 1 parts to such a score: the mask hides nothing."
        yield hit(seen, message, call)


def _masked(code: Code, node: ast.expr | None) -> ast.Call | ast.BinOp | None:
    """The mask of the scores that go into a softmax, when it doesn't hide."""
    for _ in range(6):
        if isinstance(node, ast.Call):
            if method(node) in ("masked_fill", "masked_fill_") and len(node.args) >= 2:
                return node if _is_weak(_value(node)) or _is_high(_value(node)) else None
            if code.called(node) == "torch.where" and len(node.args) == 3:
                return node if _is_weak(_value(node)) else None
            node = receiver(node) if method(node) in ("float", "to", "contiguous", "clone") else None
        elif isinstance(node, ast.BinOp):
            if isinstance(node.op, ast.Mult) and any(_is_mask(code, one) for one in (node.left, node.right)):
                return node
            node = node.left if isinstance(node.op, ast.Div) else None
        else:
            bound = code.binding(node) if isinstance(node, ast.Name) else None
            node = bound.value if bound and bound.kind == "assign" and bound.index is None else None
    return None


def _is_mask(code: Code, node: ast.expr) -> bool:
    """Whether a factor is a mask of zeros and ones by how it is made, a triangle."""
    value = code.value(node)
    return (
        isinstance(node, ast.Name | ast.Call | ast.Attribute | ast.Subscript)
        and triangle(code, node) is not None
        and "inf" not in ast.unparse(value)
    )


def _value(call: ast.Call) -> ast.expr:
    return call.args[-1]


def _number(node: ast.expr) -> float | None:
    sign = 1
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        sign, node = -1, node.operand
    return sign * node.value if isinstance(node, ast.Constant) and isinstance(node.value, int | float) else None


def _is_weak(node: ast.expr) -> bool:
    given = _number(node)
    return given is not None and abs(given) < 1


def _is_high(node: ast.expr) -> bool:
    given = _number(node)
    if given is not None:
        return given >= 1000
    text = ast.unparse(node)
    return text in ("float('inf')", "torch.inf", "math.inf", "np.inf") or (
        dotted(node) == "" and text == "torch.tensor(float('inf'))"
    )


_PROGRAM = """import torch.nn.functional as F

def weights(scores, mask):
    scores = scores.masked_fill(mask == 0, {value})
    return F.softmax(scores, dim=-1)
"""
CHECK = Check(
    name="mask-too-weak",
    title="A masked score still takes part in the softmax",
    severity="bug",
    idea="The softmax takes the exponential of each score, and that of 0 is 1. Only minus infinity, or a very low number, leaves nothing.",
    question="What weight gets a masked position when the other scores are 0 and 1?",
    terms=("transformer-block", "gpt-architecture"),
    bad=_PROGRAM.format(value="0"),
    good=_PROGRAM.format(value='float("-inf")'),
    find=_find,
)
