"""Finds a binary cross-entropy by hand that takes the logarithm of 0."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from .trails import short

_SAFE = ("clip", "clamp", "eps", "1e-", "maximum", "nan_to_num", "where", "logaddexp", "xlogy", "errstate")


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        plain: dict[str, ast.Call] = {}
        logs = [
            c
            for c in scope.calls
            if code.called(c) in ("numpy.log", "torch.log", "tensorflow.math.log") and len(c.args) == 1
        ]
        for call in logs:
            plain[ast.unparse(call.args[0])] = call
        for call in logs:
            rest = call.args[0]
            if not (
                isinstance(rest, ast.BinOp) and isinstance(rest.op, ast.Sub) and ast.unparse(rest.left) in ("1", "1.0")
            ):
                continue
            first = plain.get(ast.unparse(rest.right))
            if first is None or code.statement(first) is not code.statement(call) or _is_safe(code, scope):
                continue
            message = (
                f"`{short(first)}` and `{short(call)}`: a sure prediction is exactly 0 or 1 in floating point (a sigmoid of 40 is), then the logarithm is "
                "-inf and 0 · -inf is NaN, which spreads to every weight."
            )
            yield hit(code.statement(call), message, first)


def _is_safe(code: Code, scope: Scope) -> bool:
    """Whether anything in the function keeps probabilities away from 0 and 1."""
    body = ast.unparse(scope.node) if scope is not code.module else code.text
    return any(word in body for word in _SAFE)


CHECK = Check(
    name="log-of-zero",
    title="A cross-entropy by hand takes the logarithm of 0",
    severity="risk",
    idea="Probabilities round to exactly 0 and 1. A logarithm is only safe when they are kept a little away from both.",
    question="What is the loss when the network is quite sure, and wrong?",
    terms=("logistic-regression", "loss-functions"),
    bad="import numpy as np\n\ndef cost(y, p):\n    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))\n",
    good="import numpy as np\n\ndef cost(y, p):\n    p = np.clip(p, 1e-7, 1 - 1e-7)\n    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))\n",
    find=_find,
)
