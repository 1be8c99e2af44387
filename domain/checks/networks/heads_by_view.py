"""Finds attention heads that are split off by view alone."""

import ast
import re
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, last, method, receiver
from .followed import iterated
from .sizes import axis_of
from .trails import Trails, short

_BATCH = re.compile(r"^(b|bs|bsz|n|batch|batch_?size|nb|nbatches|n_batch)$", re.IGNORECASE)
_STEPS = re.compile(r"^(t|l|s|seq|seq_?len\w*|length|steps|n_tokens|tgt_len|src_len|q_len|query_len)$", re.IGNORECASE)
_HEADS = re.compile(r"^(h|nh|n_?heads?|num_heads|heads|n_head|num_attention_heads)$", re.IGNORECASE)
_PROJECTS = re.compile(
    r"(q|k|v|query|key|value|queries|keys|values|proj|projection|qkv|to_\w+|w_?[qkv]|fc_?[qkv])\d?$", re.IGNORECASE
)
_PARTS = frozenset({"split", "chunk", "unbind", "contiguous", "clone", "float"})


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for call in code.calls:
        if method(call) not in ("view", "reshape") or code.called(call):
            continue
        sizes = call.args[0].elts if len(call.args) == 1 and isinstance(call.args[0], ast.Tuple) else call.args
        if len(sizes) != 4 or not _is_wrong(trails, list(sizes)) or not _is_split(trails, call, sizes[2]):
            continue
        message = (
            f"`{short(call)}` counts the values off as heads first, but they lie as [batch, steps, heads, size]: each head gets parts of "
            "several positions. Positions and heads must be exchanged after a view in their true order."
        )
        yield hit(call, message)


def _is_wrong(trails: Trails, sizes: list[ast.expr]) -> bool:
    """Whether the sizes are those of [batch, heads, steps, size]."""
    batch, heads, steps, size = sizes
    is_batch = axis_of(trails, batch) == 0 or bool(_BATCH.match(last(dotted(batch))))
    if ast.unparse(heads) == "1":
        return False
    known = axis_of(trails, steps)
    are_heads = bool(_HEADS.match(last(dotted(heads))))
    are_steps = known == 1 or (known is None and bool(_STEPS.match(last(dotted(steps)))))
    if not are_steps:
        are_steps = ast.unparse(steps) == "-1" and are_heads and ast.unparse(size) != "-1"
    return is_batch and are_steps and axis_of(trails, heads) is None and (are_heads or known == 1)


def _is_split(trails: Trails, call: ast.Call, steps: ast.expr) -> bool:
    """Whether what is split is known to lie as [batch, steps, size]: a projection, or a tensor whose sizes were unpacked."""
    owner, scope = receiver(call), trails.code.scope_of(call)
    if owner is None or any(method(c) in ("bmm", "baddbmm") for c in scope.calls):
        return False
    name = dotted(owner)
    if name and isinstance(steps, ast.Name) and not _is_changed(trails, owner):
        bound = trails.settled(steps)
        source = bound.value if bound else None
        while isinstance(source, ast.Call | ast.Attribute | ast.Subscript):
            source = source.func if isinstance(source, ast.Call) else source.value
            if dotted(source) == name and bound and bound.index is not None:
                return True
    return ("split" in scope.name and "head" in scope.name) or _is_projected(trails, owner)


def _is_changed(trails: Trails, node: ast.expr) -> bool:
    bound = trails.code.binding(node)
    return bound is not None and bound.kind != "parameter"


def _is_projected(trails: Trails, node: ast.expr | None) -> bool:
    for _ in range(8):
        if isinstance(node, ast.Call):
            if method(node) in _PARTS and receiver(node) is not None:
                node = receiver(node)
                continue
            if iterated(trails.code, node.func) is not None:
                return "Conv" not in trails.code.text
            step = next(trails.steps(node), None)
            if step is not None and step.op != "?":
                return step.op == "linear"
            named = dotted(node.func).startswith("self.") and bool(_PROJECTS.search(last(dotted(node.func))))
            return named and "Conv" not in trails.code.text
        over = iterated(trails.code, node)
        bound = trails.code.binding(node) if over is None and isinstance(node, ast.Name) else None
        if over is None and (bound is None or bound.kind != "assign"):
            return False
        node = over if over is not None else bound.value if bound else None
        if over is not None and isinstance(node, ast.Tuple | ast.List):
            node = node.elts[0] if node.elts else None
    return False


_PROGRAM = """import torch.nn as nn

class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(dim, dim)

    def forward(self, x):
        B, T, C = x.shape
        q = self.query(x){split}
        return q
"""
CHECK = Check(
    name="heads-by-view",
    title="Attention heads are split off by view alone",
    severity="bug",
    idea="view keeps the order of the values. Heads lie beside each other within a position, so the position's axis must come first, and be "
    "exchanged with transpose.",
    question="After the projection, which values lie next to each other in memory: those of one head at one position, or of one head at all?",
    terms=("transformer-block", "pytorch-tensors"),
    bad=_PROGRAM.format(split=".view(B, self.heads, T, C // self.heads)"),
    good=_PROGRAM.format(split=".view(B, T, self.heads, C // self.heads).transpose(1, 2)"),
    find=_find,
)
