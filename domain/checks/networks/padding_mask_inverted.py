"""Finds padding and causal masks that mean the opposite of what the layer takes them for."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, keyword, last, method, receiver
from .attention import triangle
from .nets import Nets
from .trails import short

_PADDING = ("src_key_padding_mask", "key_padding_mask", "tgt_key_padding_mask", "memory_key_padding_mask")
_LAYERS = frozenset(
    {
        "torch.nn.MultiheadAttention",
        "torch.nn.TransformerEncoder",
        "torch.nn.TransformerEncoderLayer",
        "torch.nn.Transformer",
        "torch.nn.TransformerDecoder",
    }
)


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        for name in _PADDING:
            given = keyword(call, name)
            if given is not None and _shows(code, given):
                message = f"`{name}={short(given)}` is True at real tokens, but PyTorch's layers leave out what is True there: only padding is attended to."
                yield hit(given, message, call)
        if last(dotted(call.func)) == "scaled_dot_product_attention":
            mask = keyword(call, "attn_mask")
            if mask is not None and _triangle(code, mask) == "triu":
                yield hit(
                    mask,
                    f"`{short(mask)}` is True above the diagonal, and this function attends where the mask is True: each position sees only the future.",
                )
        else:
            yield from _of_layer(code, call)


def _of_layer(code: Code, call: ast.Call) -> Iterator[Hit]:
    mask = keyword(call, "attn_mask") or keyword(call, "mask") or keyword(call, "src_mask") or keyword(call, "tgt_mask")
    if mask is None or _triangle(code, mask) != "tril":
        return
    made = code.fact(Nets).made(call.func)
    if made and made.name in _LAYERS:
        yield hit(
            mask,
            f"`{short(mask)}` is True on and below the diagonal, and PyTorch's layers leave out what is True: each position sees only the future.",
        )


def _triangle(code: Code, mask: ast.expr) -> str:
    """The side of a triangle of truth values; "" for one of numbers, or anything else."""
    text = ast.unparse(code.value(mask))
    found = triangle(code, mask)
    is_truth = ".bool()" in text or "torch.bool" in text or "dtype=bool" in text
    return found[0] if found and is_truth and "~" not in text and "inf" not in text else ""


def _shows(code: Code, mask: ast.expr) -> bool:
    """Whether a mask is True at what is real: `ids != pad`, or a tokenizer's attention mask."""
    node = code.value(mask)
    while (
        isinstance(node, ast.Call) and method(node) in ("bool", "to", "cuda", "detach") and receiver(node) is not None
    ):
        node = code.value(receiver(node) or node)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        other = node.comparators[0]
        side = ast.unparse(other)
        if isinstance(node.ops[0], ast.NotEq):
            return side == "0" or "pad" in side.lower()
        return isinstance(node.ops[0], ast.Eq) and side == "1" and "attention_mask" in ast.unparse(node.left)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return node.slice.value == "attention_mask"
    return last(dotted(node)) == "attention_mask"


_PROGRAM = """import torch.nn as nn

class Encoder(nn.Module):
    def __init__(self, vocab, dim):
        super().__init__()
        self.embed = nn.Embedding(vocab, dim, padding_idx=0)
        self.encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(dim, 4, batch_first=True), 2)

    def forward(self, ids):
        return self.encoder(self.embed(ids), src_key_padding_mask={mask})
"""
CHECK = Check(
    name="padding-mask-inverted",
    title="An attention mask is the wrong way round",
    severity="bug",
    idea="PyTorch's attention layers leave out what is True in a mask; tokenizers and scaled_dot_product_attention mean with True what is seen.",
    question="At which places is this mask True, and what does the layer do there?",
    terms=("transformer-block", "gpt-architecture"),
    bad=_PROGRAM.format(mask="(ids != 0)"),
    good=_PROGRAM.format(mask="(ids == 0)"),
    find=_find,
)
