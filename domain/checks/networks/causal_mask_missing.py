"""Finds causal attention without a mask."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .attention import attentions
from .nets import Nets

_SIGNS = ("tril", "triu", "is_causal", "mask", "causal=", "generate_square")


def _find(code: Code) -> Iterator[Hit]:
    nets = code.fact(Nets)
    if any(sign in code.text for sign in _SIGNS):
        return
    for found in attentions(nets):
        owner = nets.owner(found.softmax)
        if owner is not None and any(
            word in cls.lower() for cls in (owner.name, *code.classes) for word in ("causal", "gpt", "decoderonly")
        ):
            message = (
                f"`{owner.name}` lets each position attend to all others, also to those after it; no mask hides them. In training the model reads "
                "the token that it should predict, and when it generates that token isn't there."
            )
            yield hit(found.softmax, message, owner)


_PROGRAM = """import math
import torch
import torch.nn as nn
import torch.nn.functional as F

class CausalSelfAttention(nn.Module):
    def __init__(self, dim, steps):
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(dim, dim) for _ in range(3))

    def forward(self, x):
        q, k, v = self.query(x), self.key(x), self.value(x)
        scores = q @ k.transpose(-2, -1) / math.sqrt(q.size(-1))
{mask}        return F.softmax(scores, dim=-1) @ v
"""
CHECK = Check(
    name="causal-mask-missing",
    title="Causal attention without a mask",
    severity="bug",
    idea="A model that predicts the next token must not see it. The mask hides all later positions from each position.",
    question="Which positions can the first token look at here?",
    terms=("gpt-architecture", "transformer-block"),
    bad=_PROGRAM.format(mask=""),
    good=_PROGRAM.format(
        mask="        past = torch.tril(torch.ones_like(scores))\n        scores = scores.masked_fill(past == 0, float('-inf'))\n"
    ),
    find=_find,
)
