"""Finds inputs and targets of a language model that are cut out at the same place, or moved the wrong way."""

import ast
import re
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import dotted, keyword, last, receiver, spreads
from .losses import losses
from .trails import Trails, short

_INPUT = re.compile(r"^(x|xb|xs|inputs?|input_ids|src|source|context|input_seq|seq_in|x_batch|inp)$", re.IGNORECASE)
_TARGET = re.compile(
    r"^(y|yb|ys|targets?|labels?|tgt|target_ids|target_seq|seq_out|y_batch|trg|tgt_seq)$", re.IGNORECASE
)
_LANGUAGE = re.compile(
    r"block_size|seq_len|bptt|vocab|context_len|token|\bblock\b|\bchars\b|char_to|stoi|sequence_length|cross_?entropy",
    re.IGNORECASE,
)
_OTHER = re.compile(r"auto_?enc|recon|mlm|masked_?l|denois|shift|\[1:\]|\[:, 1:\]|, 1:|:-1\]|roll\(|mse", re.IGNORECASE)
_SHIFTS_ITSELF = re.compile(r"ForCausalLM|LMHeadModel|CausalLM")


def _find(code: Code) -> Iterator[Hit]:
    found = [one for scope in code.scopes for one in _same(scope)]
    if found and _LANGUAGE.search(code.text) and not _OTHER.search(code.text):
        yield from found
    trails = code.fact(Trails)
    for loss in losses(trails):
        output, target = _slice(code, loss.output), _slice(code, loss.target)
        if loss.kind == "CrossEntropyLoss" and output == "1:" and target == ":-1":
            message = (
                f"In `{short(loss.call)}` the scores of position t are compared with the token at t - 1, which the model has read already: it learns to "
                "repeat. The targets must be the later tokens."
            )
            yield hit(loss.call, message)
    yield from _twice(code)


def _same(scope: Scope) -> Iterator[Hit]:
    """Two names, one for inputs and one for targets, with the same part of the data."""
    found = [
        b
        for name, bound in scope.bindings.items()
        if _INPUT.match(last(name)) or _TARGET.match(last(name))
        for b in bound
        if b.kind == "assign" and b.index is None and b.value is not None and _is_part(b.value)
    ]
    for target in (b for b in found if _TARGET.match(last(b.name))):
        for given in (b for b in found if _INPUT.match(last(b.name))):
            if target.value is not None and given.value is not None and ast.dump(target.value) == ast.dump(given.value):
                message = (
                    f"`{target.name}` is the same part of the data as `{given.name}`: the model learns to copy the token that it just read. The target "
                    "of each position is the token after it."
                )
                yield hit(target.value, message, given.value)
    if last(scope.name) == "__getitem__":
        for node in scope.nodes:
            value = node.value if isinstance(node, ast.Return) else None
            parts = value.elts if isinstance(value, ast.Tuple) and len(value.elts) == 2 else []
            if (
                isinstance(value, ast.Tuple)
                and parts
                and _is_part(parts[0])
                and ast.dump(parts[0]) == ast.dump(parts[1])
            ):
                what = f"Input and target both are `{short(parts[0])}`"
                yield hit(value, f"{what}: the model learns to copy. The target is the input moved by one token.")


def _is_part(node: ast.expr) -> bool:
    """Whether a piece between two places is cut out."""
    return any(isinstance(n, ast.Slice) and n.lower is not None and n.upper is not None for n in ast.walk(node))


def _slice(code: Code, node: ast.expr | None) -> str:
    """Which part of the second axis is taken: `1:` or `:-1`."""
    for _ in range(5):
        if isinstance(node, ast.Call):
            node = receiver(node)
        elif isinstance(node, ast.Subscript):
            parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
            return next((t for t in (ast.unparse(one) for one in parts) if t in ("1:", ":-1")), "")
        elif isinstance(node, ast.Name):
            bound = code.binding(node)
            node = bound.value if bound and bound.kind == "assign" and bound.index is None else None
        else:
            return ""
    return ""


def _twice(code: Code) -> Iterator[Hit]:
    """Labels that are moved by hand for a model that moves them too."""
    if not _SHIFTS_ITSELF.search(code.text):
        return
    for call in code.calls:
        labels = keyword(call, "labels")
        given = keyword(call, "input_ids") or (call.args[0] if call.args else None)
        if labels is None or given is None or spreads(call) or "." in dotted(call.func).removeprefix("self."):
            continue
        if _slice(code, labels) == "1:" and _slice(code, given) == ":-1":
            message = (
                f"`{short(labels)}` is moved by one already, and causal models of transformers move `labels` themselves: the model learns the token "
                "after next. Inputs and labels have the same places there."
            )
            yield hit(labels, message, call)


_PROGRAM = """import torch

def get_batch(data, block_size, batch_size):
    starts = torch.randint(len(data) - block_size - 1, (batch_size,))
    x = torch.stack([data[i:i + block_size] for i in starts])
    y = torch.stack([data[i{more}:i{more} + block_size] for i in starts])
    return x, y
"""
CHECK = Check(
    name="labels-same-slice",
    title="Targets aren't the tokens that follow",
    severity="bug",
    idea="The target of a causal language model is its input moved by one: at each position the token that comes next.",
    question="Which token does the model read at position 0, and which should it predict there?",
    terms=("gpt-architecture", "nanogpt", "supervised-fine-tuning"),
    bad=_PROGRAM.format(more=""),
    good=_PROGRAM.format(more=" + 1"),
    find=_find,
)
