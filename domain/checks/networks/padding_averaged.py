"""Finds sequences of different lengths that are read with their padding."""

import ast
import re
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import argument, keyword, method, receiver
from .trails import Trails, short

_PADS = re.compile(r"padding\s*=\s*(True|['\"](longest|max_length)['\"])|pad_to_max_length\s*=\s*True")
_LENGTHS = ("pack_padded", "lengths", "mask", "seq_len", "lens")


def _find(code: Code) -> Iterator[Hit]:
    if _PADS.search(code.text):
        for scope in code.scopes:
            yield from _pooled(code, scope)
    if "pad_sequence" in code.text and not any(word in code.text for word in _LENGTHS):
        trails = code.fact(Trails)
        for _, forward in trails.forwards():
            yield from _in_forward(trails, forward)


def _pooled(code: Code, scope: Scope) -> Iterator[Hit]:
    """Averages over the last hidden states of a transformer, where the attention mask plays no part."""
    if any(_reads_mask(code, node) for node in scope.nodes):
        return
    for call in scope.calls:
        given = _averaged(code, call)
        value = code.value(given) if given is not None else None
        if isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Constant) and value.slice.value == 0:
            made = code.value(value.value)
            is_states = isinstance(made, ast.Call) and any(k.arg is None for k in made.keywords)
        else:
            is_states = isinstance(value, ast.Attribute) and value.attr == "last_hidden_state"
        if is_states:
            message = (
                f"`{short(call)}` averages over all places, the padding too: the same short text gets another vector beside a long one than beside "
                "a short one."
            )
            yield hit(call, message)


def _reads_mask(code: Code, node: ast.AST) -> bool:
    """Whether a mask is used here for anything but to be handed to a model."""
    is_mask = (isinstance(node, ast.Name) and "mask" in node.id) or (
        isinstance(node, ast.Attribute) and "mask" in node.attr
    )
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        is_mask = is_mask or "mask" in str(node.slice.value)
    outer = code.parents.get(node)
    return (
        is_mask
        and not isinstance(outer, ast.keyword)
        and not (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    )


def _averaged(code: Code, call: ast.Call) -> ast.expr | None:
    if method(call) != "mean":
        return None
    function = code.called(call) == "torch.mean"
    axis = keyword(call, "dim") or keyword(call, "axis") or argument(call, 1 if function else 0)
    if axis is None or ast.unparse(axis) != "1":
        return None
    return call.args[0] if function else receiver(call)


def _in_forward(trails: Trails, forward: Scope) -> Iterator[Hit]:
    for call in forward.calls:
        given = _averaged(trails.code, call)
        step = (
            next((s for s in trails.steps(given) if s.op not in ("dropout", "LayerNorm")), None)
            if given is not None
            else None
        )
        if step and step.op in ("Embedding", "TransformerEncoder", "LSTM", "GRU", "RNN"):
            yield hit(
                call,
                f"`{short(call)}` averages over all steps, also over those that `pad_sequence` filled up: short sequences are thinned out.",
                step.node,
            )
    for node in forward.nodes:
        if (
            isinstance(node, ast.Subscript)
            and isinstance(node.slice, ast.Tuple)
            and [ast.unparse(e) for e in node.slice.elts[:2]] == [":", "-1"]
        ):
            bound = trails.settled(node.value)
            made = (
                trails.made(bound.value.func)
                if bound and bound.index == 0 and isinstance(bound.value, ast.Call)
                else None
            )
            first = keyword(made.call, "batch_first") if made and made.call else None
            if (
                made
                and made.name in ("torch.nn.LSTM", "torch.nn.GRU", "torch.nn.RNN")
                and isinstance(first, ast.Constant)
                and first.value is True
            ):
                message = f"`{short(node)}` takes the last step, which for all but the longest sequence of a batch is padding (`pad_sequence`), not its last word."
                yield hit(node, message, *([made.call] if made.call else []))


_PROGRAM = """import torch

def encode(model, tokenizer, texts):
    batch = tokenizer(texts, padding=True, truncation=True, return_tensors="pt")
    with torch.no_grad():
        states = model(**batch).last_hidden_state
    {lines}
"""
CHECK = Check(
    name="padding-averaged",
    title="Padding takes part in a sequence's vector",
    severity="risk",
    idea="Padding only makes sequences equally long. What stands there must be left out of averages, and the last step of a sequence is that of "
    "its own length.",
    question="Of a text with 4 tokens in a batch padded to 40, how much of the average is the text?",
    terms=("embeddings", "hf-transformers-library", "lstm"),
    bad=_PROGRAM.format(lines="return states.mean(dim=1)"),
    good=_PROGRAM.format(
        lines='weights = batch["attention_mask"].unsqueeze(-1)\n    return (states * weights).sum(1) / weights.sum(1)'
    ),
    find=_find,
)
