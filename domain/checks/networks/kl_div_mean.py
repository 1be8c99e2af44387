"""Finds KL divergences that are averaged over the classes too."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, keyword, last, spreads
from .trails import short


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        name = code.called(call)
        if name not in ("torch.nn.functional.kl_div", "torch.nn.KLDivLoss") or spreads(call):
            continue
        if any(keyword(call, old) is not None for old in ("size_average", "reduce")) or len(call.args) > 2:
            continue
        given = keyword(call, "reduction") or (argument(call, 2) if last(name) == "KLDivLoss" else None)
        value = code.value(given) if given is not None else ast.Constant("mean")
        if isinstance(value, ast.Constant) and value.value == "mean":
            message = (
                f"`{short(call)}` divides the sum by all values, the classes too: over 1,000 classes the divergence comes out 1,000 times too small. "
                "A mean over the examples alone is another reduction."
            )
            yield hit(call, message)


_PROGRAM = """import torch.nn.functional as F

def loss_of(student_logits, teacher_logits):
    return F.kl_div(F.log_softmax(student_logits, dim=-1), F.softmax(teacher_logits, dim=-1){more})
"""
CHECK = Check(
    name="kl-div-mean",
    title="KL divergence is averaged over the classes",
    severity="risk",
    idea="The KL divergence of two distributions is a sum over the classes. Only over the examples is a mean taken.",
    question="By what is the sum divided here, and how large is the result beside another loss?",
    terms=("distillation", "loss-functions"),
    bad=_PROGRAM.format(more=""),
    good=_PROGRAM.format(more=', reduction="batchmean"'),
    find=_find,
)
