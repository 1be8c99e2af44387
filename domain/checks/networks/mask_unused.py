"""Finds masks and lengths that a forward takes and never uses."""

import ast
import re
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .nets import Nets

_NAMES = re.compile(
    r"^(lengths?|seq_lens?|seq_lengths?|attention_mask|attn_mask|src_mask|tgt_mask|padding_mask|pad_mask|key_padding_mask|mask)$"
)
_READS = frozenset(
    {
        "LSTM",
        "GRU",
        "RNN",
        "MultiheadAttention",
        "TransformerEncoder",
        "TransformerEncoderLayer",
        "softmax",
        "Embedding",
    }
)


def _find(code: Code) -> Iterator[Hit]:
    for cls, forward in code.fact(Nets).forwards():
        node = forward.node
        if (
            not isinstance(node, ast.FunctionDef)
            or len(code.bases(cls)) != 1
            or ("mean" not in (text := ast.unparse(cls)) and not _READS & set(re.findall(r"\w+", text)))
        ):
            continue
        read = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
        required = node.args.args[: len(node.args.args) - len(node.args.defaults)]
        for one in required:
            if _NAMES.match(one.arg) and one.arg not in read and len(node.body) > 1:
                message = f"`{cls.name}.forward` takes `{one.arg}` and never uses it: padding is read like the rest of the sequence."
                yield hit(node.body[-1], message, one)


_PROGRAM = """import torch.nn as nn
from torch.nn.utils.rnn import pack_padded_sequence

class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 32, batch_first=True)

    def forward(self, x, lengths):
{pack}        _, (state, _) = self.lstm(x)
        return state[-1]
"""
CHECK = Check(
    name="mask-unused",
    title="A mask or lengths are taken and never used",
    severity="risk",
    idea="Lengths and masks say what is real and what is padding. Whoever takes them must pass them on to the layer that reads the sequence.",
    question="How does the layer know where each sequence ends?",
    terms=("lstm", "transformer-block"),
    bad=_PROGRAM.format(pack=""),
    good=_PROGRAM.format(
        pack="        x = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)\n"
    ),
    find=_find,
)
