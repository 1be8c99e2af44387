"""Finds the KL term of a variational autoencoder with the wrong sign."""

import ast
import re
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .signs import fates, is_loss, terms
from .trails import short

_MEAN = re.compile(r"(?<![a-z])(mu|mean|means|mus|m)\d?(?![a-z])", re.IGNORECASE)
_LOG = re.compile(r"log|(?<![a-z])lv(?![a-z])", re.IGNORECASE)
_SQUARE = re.compile(r"pow\(|\*\* ?2|square")


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for node in scope.nodes:
            if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add | ast.Sub) or _is_inner(code, node):
                continue
            sign = _divergence(node)
            if sign == 0:
                message = f"`{short(node)}` isn't the KL divergence: the logarithm and the 1 have one sign in it, the square of the mean and the variance the other."
                yield hit(node, message)
            elif sign is not None:
                yield from _of_wrong_sign(code, node, sign)


def _is_inner(code: Code, node: ast.AST) -> bool:
    outer = code.parents.get(node)
    return isinstance(outer, ast.BinOp) and isinstance(outer.op, ast.Add | ast.Sub)


def _divergence(node: ast.BinOp) -> int | None:
    """1 for a sum that is twice the KL divergence, -1 for its negative, 0 for one with its terms and other signs; else None."""
    found = list(terms(node))
    if not 3 <= len(found) <= 4:
        return None
    ones = [s for s, t in found if isinstance(t, ast.Constant) and t.value == 1]
    squares = [
        s
        for s, t in found
        if _MEAN.search(text := ast.unparse(t)) and (_SQUARE.search(text) or _is_squared(t)) and "exp" not in text
    ]
    logs = [s for s, t in found if _LOG.search(text := ast.unparse(t)) and "exp" not in text]
    spreads = [
        s
        for s, t in found
        if "exp" in (text := ast.unparse(t)) or (_SQUARE.search(text) and not _MEAN.search(text) and "log" not in text)
    ]
    if not (len(ones) == len(squares) == len(logs) == len(spreads) == 1 and len(found) == 4):
        return None
    if ones == logs and squares == spreads and ones[0] == -squares[0]:
        return squares[0]
    return 0


def _is_squared(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Mult)
        and ast.unparse(node.left) == ast.unparse(node.right)
    )


def _of_wrong_sign(code: Code, node: ast.BinOp, sign: int) -> Iterator[Hit]:
    found = list(fates(code, node, sign))
    joined = [fate for fate in found if fate.kind == "joined" and is_loss(code, fate.other)]
    if joined and all(fate.sign < 0 for fate in joined):
        message = (
            f"The KL divergence of `{short(node)}` goes into the loss with a minus. Training then makes it large: the codes run away from the "
            "standard normal distribution, and the loss falls without end."
        )
        yield hit(node, message, joined[0].node)
    name = code.scope_of(node).name.lower()
    gives = bool(found) and not joined and all(f.kind == "returned" and f.sign < 0 for f in found)
    if gives and "kl" in name and not _is_subtracted(code, node):
        yield hit(
            node,
            f"`{name}` gives the negative of the KL divergence, which is never below 0: added to a loss it rewards distance.",
        )


def _is_subtracted(code: Code, node: ast.expr) -> bool:
    """Whether some caller takes it with a minus."""
    return any(fate.sign < 0 for call in code.callers(code.scope_of(node)) for fate in fates(code, call))


_PROGRAM = """import torch
import torch.nn.functional as F

def vae_loss(output, x, mu, log_var):
    reconstruction = F.mse_loss(output, x, reduction="sum")
    divergence = {half} * (1 + log_var - mu ** 2 - log_var.exp()).sum()
    return reconstruction + divergence
"""
CHECK = Check(
    name="kl-sign",
    title="The KL divergence has the wrong sign in the loss",
    severity="bug",
    idea="The loss of a variational autoencoder is the error of its output plus the KL divergence, which is never below 0. "
    "1 + log σ² − μ² − σ² is minus twice that.",
    question="Which sign has this term for μ = 3, and what does training do with it?",
    terms=("loss-functions", "probability"),
    bad=_PROGRAM.format(half="0.5"),
    good=_PROGRAM.format(half="-0.5"),
    find=_find,
)
