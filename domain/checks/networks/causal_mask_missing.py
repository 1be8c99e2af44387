"""Finds causal attention without a mask."""

import ast
import re
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, last, method, spreads
from .attention import attentions
from .nets import Nets

_GENERATES = re.compile(r"(?i:causal|gpt|decoder_?only|languagemodel)|(?<!M)(?<!Fi)LM(?![a-z])")
_LAYERS = frozenset({"TransformerEncoder", "TransformerEncoderLayer", "MultiheadAttention"})
_SIGNS = ("tril", "triu", "is_causal", "mask", "causal=", "generate_square")


def _find(code: Code) -> Iterator[Hit]:
    nets = code.fact(Nets)
    text = code.text.replace("is_causal=False", "")
    if any(sign in text for sign in _SIGNS):
        return
    for place in _places(nets):
        owner = nets.owner(place)
        if owner is not None and (
            any(_GENERATES.search(cls) for cls in (owner.name, *code.classes)) or _generates(code)
        ):
            message = (
                f"`{owner.name}` lets each position attend to all others, also to those after it; no mask hides them. In training the model reads "
                "the token that it should predict, and when it generates that token isn't there."
            )
            yield hit(place, message, owner)


def _places(nets: Nets) -> Iterator[ast.Call]:
    """Where attention is computed without a mask: by hand, by PyTorch's function, or by its layers."""
    for found in attentions(nets):
        yield found.softmax
    for call in nets.code.calls:
        if spreads(call):
            continue
        if last(dotted(call.func)) == "scaled_dot_product_attention" and len(call.args) == 3:
            yield call
        elif dotted(call.func).startswith("self.") and 0 < len(call.args) <= 3 and not call.keywords:
            made = nets.made(call.func)
            alike = len({ast.unparse(one) for one in call.args}) == 1  # self-attention
            if made and alike and last(made.name) in _LAYERS and made.name.startswith("torch.nn."):
                yield call


def _generates(code: Code) -> bool:
    """Whether there is a method that writes on: it draws or picks tokens and puts them behind the others."""
    for scope in code.scopes:
        if last(scope.name) in ("generate", "sample") and any(method(c) in ("cat", "append") for c in scope.calls):
            return any(method(c) in ("multinomial", "argmax", "topk") for c in scope.calls)
    return False


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
