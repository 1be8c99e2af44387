"""Finds samples of a variational autoencoder whose noise doesn't have the standard deviation that was meant."""

import ast
import re
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, dotted, last, method, receiver
from .trails import short

_LOG_VARIANCE = re.compile(r"^(log_?var\w*|log_?sigma_?sq\w*|lv|z_log_?var|log_?variance)$", re.IGNORECASE)
_DEVIATION = re.compile(r"^(std|stddev|sigma|sd|stdev|standard_deviation)$", re.IGNORECASE)
_NORMAL = frozenset({"randn", "randn_like", "normal_", "normal"})
_NOISE = re.compile(r"^(eps|epsilon|noise)\d?$", re.IGNORECASE)


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for node in scope.nodes:
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
                for noise, spread in ((node.left, node.right), (node.right, node.left)):
                    yield from _scaled(code, node, noise, spread)
            elif isinstance(node, ast.Call) and last(dotted(node.func)) == "Normal":
                spread_ = argument(node, 1, "scale")
                said = _wrong(code, spread_) if spread_ is not None else ""
                if said and spread_ is not None:
                    yield hit(spread_, f"`{short(node)}` wants the standard deviation, but {said}")


def _scaled(code: Code, node: ast.BinOp, noise: ast.expr, spread: ast.expr) -> Iterator[Hit]:
    made = code.value(noise)
    kind = method(made) or last(dotted(made))
    is_normal = kind in _NORMAL or (isinstance(noise, ast.Name) and bool(_NOISE.match(noise.id)) and made is noise)
    outer = code.parents.get(node)
    if not isinstance(outer, ast.BinOp) or not isinstance(outer.op, ast.Add):
        return
    if kind in ("rand", "rand_like", "uniform_") and _is_deviation(code, spread):
        message = f"`{short(made)}` draws evenly from 0 to 1, not from the standard normal distribution: each sample lies above the mean."
        yield hit(made, message, node)
    said = _wrong(code, spread) if is_normal else ""
    if said:
        yield hit(node, f"`{short(node)}` scales the noise, but {said}", made)


def _is_deviation(code: Code, node: ast.expr) -> bool:
    name = last(dotted(node))
    return bool(_DEVIATION.match(name)) or "log" in ast.unparse(code.value(node))


def _wrong(code: Code, node: ast.expr) -> str:
    """What is wrong with a standard deviation; "" when nothing is known to be."""
    name, value = last(dotted(node)), code.value(node)
    if _LOG_VARIANCE.match(name) and not (isinstance(value, ast.Call) and "exp" in ast.unparse(value)):
        return f"`{name}` is the logarithm of the variance: for a variance of 1 it is 0, so no noise is left, and it can be negative."
    inner = _exponent(value)
    if inner is not None and _LOG_VARIANCE.match(last(dotted(inner))) and not _roots(code, node):
        return (
            f"`{short(value)}` is the variance, not its root: a variance of 0.01 gives noise of 0.01 in place of 0.1."
        )
    return ""


def _roots(code: Code, node: ast.expr) -> bool:
    outer = code.parents.get(node)
    return isinstance(outer, ast.Attribute) or method(outer or node) == "sqrt"


def _exponent(node: ast.expr) -> ast.expr | None:
    """What an exponential is taken of."""
    if not isinstance(node, ast.Call) or method(node) != "exp":
        return None
    return node.args[0] if node.args else receiver(node)


_PROGRAM = """import torch

def sample(mu, log_var):
    eps = torch.randn_like(mu)
    return mu + eps * {spread}
"""
CHECK = Check(
    name="latent-noise",
    title="Noise is scaled with something else than the standard deviation",
    severity="bug",
    idea="A normal sample is the mean plus standard normal noise times the standard deviation. Of the logarithm of the variance that is "
    "the exponential of one half of it.",
    question="The variance is 4. Which number must the noise be multiplied with, and which is it here?",
    terms=("probability", "deep-learning"),
    bad=_PROGRAM.format(spread="log_var"),
    good=_PROGRAM.format(spread="torch.exp(log_var / 2)"),
    find=_find,
)
