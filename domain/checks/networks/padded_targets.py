"""Finds losses that count padding as something to be predicted."""

import ast
import re
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, last
from .losses import losses
from .trails import Trails, short

_PADS = re.compile(r"padding\s*=\s*(True|['\"](longest|max_length)['\"])|pad_to_max_length\s*=\s*True")
_TARGETS = ("target", "tgt", "trg", "label", "tags", "y", "ys", "outputs_ids")


def _find(code: Code) -> Iterator[Hit]:
    if _PADS.search(code.text) and not any(
        w in code.text for w in ("-100", "ignore_index", "DataCollator", "pad_token_id] =", "IGNORE")
    ):
        yield from _copied(code)
    trails = code.fact(Trails)
    padded = [
        c
        for c in code.calls
        if last(code.called(c) or dotted(c.func)) == "pad_sequence"
        and c.args
        and any(last(dotted(c.args[0])).lower().startswith(t) for t in _TARGETS[:5])
    ]
    if not padded or any(word in code.text for word in ("ignore_index", "mask", "pack_padded", "reduction=")):
        return
    seen = set()
    for loss in losses(trails):
        if loss.kind == "CrossEntropyLoss" and loss.made not in seen:
            seen.add(loss.made)
            message = (
                f"`{short(padded[0])}` pads the targets, and `{short(loss.made)}` counts the padding as something to be predicted: of a sentence of 5 "
                "in a batch padded to 50, nine tenths of the loss are about padding."
            )
            yield hit(loss.made, message, padded[0], loss.call)


def _copied(code: Code) -> Iterator[Hit]:
    """Labels that are a plain copy of padded tokens."""
    for scope in code.scopes:
        for node in scope.nodes:
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            key = (
                target.slice.value
                if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant)
                else ""
            )
            if (
                not isinstance(node, ast.Assign)
                or target is None
                or not (key == "labels" or dotted(target).endswith("labels"))
            ):
                continue
            if re.search(r"input_ids['\"]?\]?(\.(clone|copy)\(\))?$", ast.unparse(node.value)):
                message = f"`{short(node)}` makes the padding a target too: the model is mostly trained to say the padding token."
                yield hit(node, message)


_PROGRAM = """import torch.nn as nn
from torch.nn.utils.rnn import pad_sequence

criterion = nn.CrossEntropyLoss({ignore})

def loss_of(model, inputs, targets):
    x = pad_sequence(inputs, batch_first=True)
    y = pad_sequence(targets, batch_first=True)
    logits = model(x)
    return criterion(logits.transpose(1, 2), y)
"""
CHECK = Check(
    name="padded-targets",
    title="Padding counts in the loss",
    severity="risk",
    idea="Padding only makes sequences equally long. What stands there must not be learned, so the loss leaves that class number out.",
    question="What does the network learn to say most often, when most targets are padding?",
    terms=("supervised-fine-tuning", "lstm", "loss-functions"),
    bad=_PROGRAM.format(ignore=""),
    good=_PROGRAM.format(ignore="ignore_index=0"),
    find=_find,
)
