"""Finds language models that are trained to repeat their input."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, last, method, receiver
from .losses import losses
from .trails import Trails


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for loss in losses(trails):
        target = _plain(loss.target)
        if loss.kind != "CrossEntropyLoss" or not isinstance(target, ast.Name):
            continue
        source = _model_call(trails, loss.output)
        if source is None or not any(isinstance(a, ast.Name) and a.id == target.id for a in source.args[:1]):
            continue
        if trails.settled(target) is not trails.settled(source.args[0]) or "mlm" in code.text.lower():
            continue
        message = (
            f"`{target.id}` is both what the model reads and what it shall predict at the same places: it learns to copy. Predicting the next token "
            "compares the scores at position t with the token at t + 1."
        )
        yield hit(loss.call, message, source)


def _plain(node: ast.expr | None) -> ast.expr | None:
    """What is only reshaped."""
    while isinstance(node, ast.Call) and method(node) in ("view", "reshape", "flatten", "contiguous", "to"):
        node = receiver(node)
    return node


def _model_call(trails: Trails, node: ast.expr | None) -> ast.Call | None:
    """The call of a network whose scores these are."""
    node = _plain(node)
    for _ in range(5):
        if isinstance(node, ast.Attribute) and node.attr == "logits":
            node = node.value
        bound = trails.settled(node) if isinstance(node, ast.Name) else None
        if bound and bound.kind == "assign" and bound.index in (None, 0):
            node = _plain(bound.value)
        elif isinstance(node, ast.Call) and last(dotted(node.func)) in (
            "model",
            "net",
            "lm",
            "gpt",
            "transformer",
            "decoder",
            "llm",
            "self",
        ):
            return node
    return None


_PROGRAM = """import torch.nn.functional as F

def train(model, loader, optimizer):
    for tokens in loader:
        logits = model(tokens)
        loss = F.cross_entropy({logits}, {labels})
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
"""
CHECK = Check(
    name="labels-not-shifted",
    title="A language model is trained to repeat its input",
    severity="bug",
    idea="The target of a causal language model is its input moved by one: at each position the token that comes next.",
    question="Which token should the scores at position 0 predict?",
    terms=("gpt-architecture", "supervised-fine-tuning"),
    bad=_PROGRAM.format(logits="logits.view(-1, logits.size(-1))", labels="tokens.view(-1)"),
    good=_PROGRAM.format(logits="logits[:, :-1].flatten(0, 1)", labels="tokens[:, 1:].flatten()"),
    find=_find,
)
