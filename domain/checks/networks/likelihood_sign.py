"""Finds losses written by hand that have the wrong sign: likelihoods and overlaps that should be large."""

import ast
import re
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, keyword, last, method, receiver
from .signs import fates
from .trails import short

_LOSS = re.compile(r"loss|nll|cross_?entropy|\bbce\b|xent|cost", re.IGNORECASE)
_OVERLAP = re.compile(r"(dice|iou|jaccard|tversky)\w*loss|loss\w*(dice|iou)", re.IGNORECASE)
_OUTPUT = re.compile(r"^(logp|log_?probs?|log_?softmax\w*|lp|log_p)$", re.IGNORECASE)
_LABEL = re.compile(r"^(y|ys|yb|y_true|targets?|labels?|y_onehot|one_hot|onehot|t|Y)$")


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        name = scope.name.lower()
        if not name or "elbo" in name or "likelihood" in name:
            continue
        if _LOSS.search(name):
            yield from _likelihoods(code, scope.nodes)
        if _OVERLAP.search(scope.name.replace(".forward", "")) and (last(name) != "forward" or scope.owner):
            yield from _overlaps(code, scope.nodes)
        yield from _focal(code, scope.nodes)


def _likelihoods(code: Code, nodes: list[ast.AST]) -> Iterator[Hit]:
    for node in nodes:
        if isinstance(node, ast.expr) and _is_likelihood(code, node):
            returned = [f for f in fates(code, node) if f.kind == "returned"]
            if returned and all(f.sign > 0 for f in returned):
                message = f"`{short(node)}` is a logarithm of a probability, so never above 0, and goes back without a minus: making it small makes the right answer unlikely."
                yield hit(node, message, returned[0].node)
                return


def _is_likelihood(code: Code, node: ast.expr) -> bool:
    """Whether it is the logarithm of the probability of a label: `y * log(p)`, or a place picked from log_softmax."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return any(
            _LABEL.match(last(dotted(one))) and method(other) == "log" and isinstance(other, ast.Call)
            for one, other in ((node.left, node.right), (node.right, node.left))
        )
    inner = node.value if isinstance(node, ast.Subscript) else receiver(node) if method(node) == "gather" else None
    if inner is None or (isinstance(node, ast.Subscript) and "range" not in ast.unparse(node.slice)):
        return False
    value = code.value(inner)
    plain = isinstance(value, ast.Call) and method(value) == "log_softmax"
    return plain or (bool(_OUTPUT.match(last(dotted(inner)))) and value is inner)


def _overlaps(code: Code, nodes: list[ast.AST]) -> Iterator[Hit]:
    for node in nodes:
        if isinstance(node, ast.Return) and node.value is not None:
            value = code.value(node.value)
            while isinstance(value, ast.Call) and method(value) in ("mean", "sum") and receiver(value) is not None:
                value = code.value(receiver(value) or value)
            text = ast.unparse(value)
            if (
                isinstance(value, ast.BinOp)
                and isinstance(value.op, ast.Div)
                and "inter" in text
                and not text.startswith("-")
            ) and not any(
                f.kind == "joined" and f.sign < 0
                for call in code.callers(code.scope_of(node))
                for f in fates(code, call)
            ):
                yield hit(
                    node, f"`{short(value)}` is the overlap, which should become large; as a loss it is made small."
                )


def _focal(code: Code, nodes: list[ast.AST]) -> Iterator[Hit]:
    """The probability of the label, got back from its cross-entropy without the minus."""
    for call in nodes:
        if not isinstance(call, ast.Call) or method(call) != "exp" or not (call.args or receiver(call)):
            continue
        inner = code.value(call.args[0] if call.args else receiver(call) or call)
        name = method(inner)
        is_each = isinstance(inner, ast.Call) and "'none'" in ast.unparse(
            keyword(inner, "reduction") or ast.Constant("")
        )
        statement = code.statement(call)
        target = last(dotted(statement.targets[0])) if isinstance(statement, ast.Assign) else ""
        if (
            name in ("cross_entropy", "binary_cross_entropy_with_logits", "binary_cross_entropy")
            and is_each
            and re.match(r"p_?t|p$|prob", target)
        ):
            yield hit(
                call,
                f"`{short(call)}` is 1 divided by the label's probability: that is the exponential of minus the cross-entropy. 1 - {target} is below 0 now.",
            )


_PROGRAM = """import torch

def cross_entropy(logits, y):
    log_probs = torch.log_softmax(logits, dim=1)
    return {minus}log_probs[torch.arange(len(y)), y].mean()
"""
CHECK = Check(
    name="likelihood-sign",
    title="A loss written by hand has the wrong sign",
    severity="bug",
    idea="Training makes a loss small. What should become large, a log-likelihood or an overlap, goes into it with a minus.",
    question="Which value has this loss for a perfect answer, and which for a bad one?",
    terms=("loss-functions", "logistic-regression"),
    bad=_PROGRAM.format(minus=""),
    good=_PROGRAM.format(minus="-"),
    find=_find,
)
