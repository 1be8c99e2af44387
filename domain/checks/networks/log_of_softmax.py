"""Finds logarithms of a softmax."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .trails import Step, Trails, short


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for call in code.calls:
        name = code.called(call)
        plain = name == "torch.log" or (isinstance(call.func, ast.Attribute) and call.func.attr == "log" and not name)
        if not plain:
            continue
        inner = (call.args[0] if call.args else None) if name else getattr(call.func, "value", None)
        step: Step | None = next(trails.steps(inner), None)
        if (step and step.op == "softmax" and step.layer is None) or (step and step.op == "softmax" and name):
            message = (
                f"`{short(call)}` takes the logarithm of a softmax: a probability below 1e-38 has become 0 by then, and its "
                "logarithm is -inf. With logits (0, 200) that happens at once."
            )
            yield hit(call, message, step.node)


CHECK = Check(
    name="log-of-softmax",
    title="Logarithm of a softmax",
    severity="smell",
    idea="Softmax rounds small probabilities to 0. log_softmax computes the same thing from the logits without ever leaving the range "
    "of floats.",
    question="Which function gives log-probabilities from logits in one step, and what can't go wrong in it?",
    terms=("loss-functions", "dense-networks"),
    bad="import torch\nimport torch.nn.functional as F\n\ndef log_probs(logits):\n    return torch.log(F.softmax(logits, dim=-1))\n",
    good="import torch.nn.functional as F\n\ndef log_probs(logits):\n    return F.log_softmax(logits, dim=-1)\n",
    find=_find,
)
