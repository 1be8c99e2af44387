"""Finds attention masks of minus infinity after the softmax."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import method, receiver
from .attention import is_minus_infinity
from .trails import Trails, short


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for call in code.calls:
        if method(call) not in ("masked_fill", "masked_fill_") or len(call.args) != 2 or receiver(call) is None:
            continue
        weak = ast.unparse(call.args[1]) in ("0", "0.0") and not _is_masked_besides(code, call)
        step = next(trails.steps(receiver(call)), None) if weak or is_minus_infinity(call.args[1]) else None
        if step and step.op == "softmax" and weak:
            message = f"`{short(call)}` takes weights away after the softmax has shared them out: what is left of them doesn't sum to 1, and masked scores had a say in it."
            yield hit(call, message, step.node)
            continue
        if step and step.op == "softmax":
            message = (
                f"`{short(call)}` masks weights that the softmax has made already: -inf goes into the sum of the values, which becomes -inf or NaN. "
                "The scores must be masked before."
            )
            yield hit(call, message, step.node)


def _is_masked_besides(code: Code, call: ast.Call) -> bool:
    """Whether the scores are masked before too, or the weights are shared out anew."""
    text = ast.unparse(code.scope_of(call).node)
    if not any(word in text for word in ("@", "matmul", "bmm", "einsum")):
        return True  # the scores may come from anywhere
    return (
        text.count("masked_fill") > 1
        or "inf" in text
        or "1e9" in text
        or "mask" not in text
        or ".sum(" in text
        or "finfo" in text
        or "+ mask" in text
        or "bias" in text
        or "_mask +" in text
        or "+ attn_mask" in text
        or "+ attention_mask" in text
    )


_PROGRAM = """import torch.nn.functional as F

def weights(scores, mask):
    {lines}
    return attention
"""
_BEFORE = "scores = scores.masked_fill(mask == 0, float('-inf'))\n    attention = F.softmax(scores, dim=-1)"
_AFTER = "attention = F.softmax(scores, dim=-1)\n    attention = attention.masked_fill(mask == 0, float('-inf'))"
CHECK = Check(
    name="mask-after-softmax",
    title="The mask comes after the softmax",
    severity="bug",
    idea="Masking with minus infinity works since softmax makes 0 of it. After the softmax nothing does.",
    question="Of which numbers is the exponential 0: of the scores, or of the weights?",
    terms=("transformer-block", "gpt-architecture"),
    bad=_PROGRAM.format(lines=_AFTER),
    good=_PROGRAM.format(lines=_BEFORE),
    find=_find,
)
