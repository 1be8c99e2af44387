"""Finds steps of recurrent and transformer layers that are taken or averaged along the wrong axis."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, keyword, last, method, receiver, spreads
from .trails import Trails, short

_RECURRENT = frozenset({"LSTM", "GRU", "RNN"})


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for _, forward in trails.forwards():
        if any(
            method(c) in ("permute", "transpose", "pack_padded_sequence", "swapaxes", "movedim") for c in forward.calls
        ):
            continue
        for node in forward.nodes:
            taken, source = _read(trails, node)
            layer = _layer(trails, source) if source is not None and taken else None
            first = layer and keyword(layer, "batch_first")
            if (
                layer is None
                or not isinstance(node, ast.expr)
                or spreads(layer)
                or (len(layer.args) > 3 and last(trails.code.called(layer)) in _RECURRENT)
                or (first is not None and not isinstance(first, ast.Constant))
            ):
                continue
            is_first = isinstance(first, ast.Constant) and first.value is True
            how = "takes one place" if isinstance(node, ast.Subscript) else "goes"
            if taken == "second" and not is_first:
                message = (
                    f"`{short(node)}` {how} along axis 1, but `{short(layer)}` without `batch_first=True` gives [steps, batch, hidden]: that axis is "
                    "the batch, so different examples are mixed up."
                )
                yield hit(node, message, layer)
            elif taken == "first" and is_first:
                message = f"`{short(node)}` {how} along axis 0, but with `batch_first=True` that axis is the batch: different examples are mixed up."
                yield hit(node, message, layer)


def _read(trails: Trails, node: ast.AST) -> tuple[str, ast.expr | None]:
    """Along which axis, "first" or "second", a value is indexed or averaged, and the value."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        taken = _takes(node.slice)
        return taken, node.value
    if isinstance(node, ast.Call) and method(node) in ("mean", "amax"):
        function = trails.code.called(node) in ("torch.mean", "torch.amax")
        axis = keyword(node, "dim") or argument(node, 1 if function else 0)
        taken = {"0": "first", "1": "second"}.get(ast.unparse(axis), "") if axis is not None else ""
        return taken, node.args[0] if function and node.args else receiver(node)
    return "", None


def _layer(trails: Trails, node: ast.expr) -> ast.Call | None:
    """The recurrent or transformer layer whose outputs (not states) a value holds."""
    bound = trails.settled(node) if isinstance(node, ast.Name | ast.Attribute) else None
    if bound is not None and bound.kind == "assign" and bound.index == 0 and isinstance(bound.value, ast.Call):
        made = trails.made(bound.value.func)
        return (
            made.call
            if made and last(made.name) in _RECURRENT | {"MultiheadAttention"} and made.name.startswith("torch.nn.")
            else None
        )
    for step in trails.steps(node):
        if step.op == "TransformerEncoder" and step.layer is not None:
            inner = trails.made(argument(step.layer, 0, "encoder_layer"))
            return inner.call if inner and inner.name == "torch.nn.TransformerEncoderLayer" else None
        if step.op == "TransformerEncoderLayer":
            return step.layer
        if step.op not in ("dropout", "LayerNorm", "relu", "tanh", "gelu"):
            return None
    return None


def _takes(index: ast.expr) -> str:
    """Along which axis an index takes the last: `x[-1]`, `x[:, -1]`."""
    if isinstance(index, ast.Tuple) and len(index.elts) >= 2:
        whole = isinstance(index.elts[0], ast.Slice) and not index.elts[0].lower and not index.elts[0].upper
        return "second" if whole and _is_end(index.elts[1]) else "first" if _is_last(index.elts[0]) else ""
    return "first" if _is_last(index) else ""


def _is_end(node: ast.expr) -> bool:
    return _is_last(node) or (isinstance(node, ast.Constant) and node.value == 0 and type(node.value) is int)


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
    title="Steps are read along the wrong axis",
    severity="bug",
    idea="Recurrent and transformer layers read [steps, batch, features] unless they are made with batch_first=True. Which axis is time follows from that.",
    question="Which axis of the layer's output counts the steps?",
    terms=("lstm", "rnn"),
    bad=_PROGRAM.format(more=""),
    good=_PROGRAM.format(more=", batch_first=True"),
    find=_find,
)
