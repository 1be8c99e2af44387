"""Finds last steps of recurrent layers that are taken along the wrong axis."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import keyword, method, spreads
from .trails import Trails, short


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for _, forward in trails.forwards():
        if any(
            method(c) in ("permute", "transpose", "pack_padded_sequence", "swapaxes", "movedim") for c in forward.calls
        ):
            continue
        for node in forward.nodes:
            if not isinstance(node, ast.Subscript) or not isinstance(node.ctx, ast.Load):
                continue
            layer = _layer(trails, node.value)
            first = layer and keyword(layer, "batch_first")
            if (
                layer is None
                or spreads(layer)
                or len(layer.args) > 3
                or (first is not None and not isinstance(first, ast.Constant))
            ):
                continue
            is_first = isinstance(first, ast.Constant) and first.value is True
            if _takes(node.slice) == "second" and not is_first:
                message = (
                    f"`{short(node)}` takes the last of axis 1, but `{short(layer)}` without `batch_first=True` gives [steps, batch, hidden]: that is "
                    "the last example of the batch at all steps."
                )
                yield hit(node, message, layer)
            elif _takes(node.slice) == "first" and is_first:
                message = f"`{short(node)}` takes the last of axis 0, but with `batch_first=True` that axis is the batch: all steps of the last example."
                yield hit(node, message, layer)


def _layer(trails: Trails, node: ast.expr) -> ast.Call | None:
    """The recurrent layer whose outputs (not states) a name holds."""
    bound = trails.settled(node)
    if bound is None or bound.kind != "assign" or bound.index != 0 or not isinstance(bound.value, ast.Call):
        return None
    made = trails.made(bound.value.func)
    return made.call if made and made.name in ("torch.nn.LSTM", "torch.nn.GRU", "torch.nn.RNN") else None


def _takes(index: ast.expr) -> str:
    """Along which axis an index takes the last: `x[-1]`, `x[:, -1]`."""
    if isinstance(index, ast.Tuple) and len(index.elts) >= 2:
        whole = isinstance(index.elts[0], ast.Slice) and not index.elts[0].lower and not index.elts[0].upper
        return "second" if whole and _is_last(index.elts[1]) else "first" if _is_last(index.elts[0]) else ""
    return "first" if _is_last(index) else ""


def _is_last(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and ast.unparse(node) == "-1"


_PROGRAM = """import torch.nn as nn

class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 32{more})
        self.fc = nn.Linear(32, 2)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.fc(out[:, -1])
"""
CHECK = Check(
    name="recurrent-axis",
    title="The last step is taken along the wrong axis",
    severity="bug",
    idea="Recurrent layers read [steps, batch, features] unless they are made with batch_first=True. Which axis is time follows from that.",
    question="Which axis of the layer's output counts the steps?",
    terms=("lstm", "rnn"),
    bad=_PROGRAM.format(more=""),
    good=_PROGRAM.format(more=", batch_first=True"),
    find=_find,
)
