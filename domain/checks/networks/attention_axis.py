"""Finds attention whose softmax goes along the queries."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .attention import attentions
from .nets import Nets
from .trails import short

_WRONG = {"last": (0, 1, -2, -3), "last of 4": (0, 1, 2, -2, -3, -4), "T": (0, -2)}


def _find(code: Code) -> Iterator[Hit]:
    for found in attentions(code.fact(Nets)):
        if found.axis is None:
            continue
        if found.axis in _WRONG.get(found.exchanged, ()):
            message = (
                f"`{short(found.softmax)}` goes along axis {found.axis} of the scores of queries and keys, but the keys are on the last one: the "
                "weights with which a position reads don't sum to 1."
            )
            yield hit(found.softmax, message, found.product)


_PROGRAM = """import math
import torch

def attention(q, k, v):
    scores = torch.matmul(q, k.transpose(-2, -1)) / math.sqrt(q.size(-1))
    weights = torch.softmax(scores, dim={dim})
    return torch.matmul(weights, v)
"""
CHECK = Check(
    name="attention-axis",
    title="The softmax of attention goes along the wrong axis",
    severity="bug",
    idea="Each query shares out a weight of 1 among the keys. The scores have the queries on the last axis but one and the keys on the last.",
    question="Which numbers must sum to 1: all weights of one query, or all weights on one key?",
    terms=("transformer-block", "transformer-intro"),
    bad=_PROGRAM.format(dim=1),
    good=_PROGRAM.format(dim=-1),
    find=_find,
)
