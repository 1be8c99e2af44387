"""Finds KL divergences with logarithms in the wrong place."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import keyword
from .losses import Loss, loss_name, losses
from .programs import LOSS_OF
from .trails import Trails, short


def _is_exchanged(trails: Trails, loss: Loss) -> bool:
    """Whether the teacher's logarithms come first and the student's probabilities second."""
    texts = [
        ast.unparse(one) + ast.unparse(trails.code.value(one)) if one is not None else ""
        for one in (loss.output, loss.target)
    ]
    first, second = (text.lower() for text in texts)
    return "teacher" in first and "student" not in first and "student" in second and "teacher" not in second


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for loss in losses(trails):
        if loss.kind == "KLDivLoss":
            yield from _divergence(trails, loss)


def _divergence(trails: Trails, loss: Loss) -> Iterator[Hit]:
    given, wanted = trails.ending(loss.output), trails.ending(loss.target)
    takes_logs = keyword(loss.made, "log_target")
    if given and given.op in ("softmax", "sigmoid"):
        message = f"`{loss_name(loss)}` wants log-probabilities first, but `{short(loss.output)}` are probabilities (from {given.op})."
        yield hit(loss.call, f"{message} The result isn't a divergence: it can be below 0.", given.node, loss.made)
    elif wanted and wanted.op == "log_softmax" and takes_logs is None:
        message = f"`{loss_name(loss)}` wants probabilities as target, but `{short(loss.target or loss.call)}` are their logarithms."
        yield hit(loss.call, f"{message} Logarithms of them again are NaN.", wanted.node, loss.made)
    elif takes_logs is None and wanted and wanted.op == "softmax" and _is_exchanged(trails, loss):
        message = f"`{loss_name(loss)}` takes the model's logarithms first and the target second; here the teacher comes first and the student is the target."
        yield hit(loss.call, message, loss.made)


CHECK = Check(
    name="kl-div-of-probabilities",
    title="KL divergence with logarithms in the wrong place",
    severity="bug",
    idea="kl_div takes the logarithms of the model's distribution and, unless log_target is set, the plain probabilities of the target.",
    question="Which of the two arguments of kl_div is given as logarithms?",
    terms=("loss-functions", "dense-networks"),
    bad=LOSS_OF.format(end="nn.Linear(64, 3), nn.Softmax(dim=1)", loss='nn.KLDivLoss(reduction="batchmean")'),
    good=LOSS_OF.format(end="nn.Linear(64, 3), nn.LogSoftmax(dim=1)", loss='nn.KLDivLoss(reduction="batchmean")'),
    find=_find,
)
