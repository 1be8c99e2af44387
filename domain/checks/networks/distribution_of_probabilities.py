"""Finds distributions that get probabilities as logits, or the reverse."""

import ast
import re
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, dotted, keyword, last
from .trails import Trails, short

_KINDS = frozenset({"Categorical", "OneHotCategorical", "Bernoulli", "RelaxedOneHotCategorical", "Multinomial"})
_PROBS = re.compile(r"^(\w*_)?(probs?|probabilit(y|ies))$", re.IGNORECASE)
_LOGITS = re.compile(r"^(\w*_)?logits?$", re.IGNORECASE)


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    for call in code.calls:
        if last(dotted(call.func)) not in _KINDS or "tensorflow" in code.called(call) or "tfp" in dotted(call.func):
            continue
        logits, probs = keyword(call, "logits"), argument(call, 0, "probs")
        if logits is not None and (
            _ends(trails, logits) in ("softmax", "sigmoid") or _is_named(trails, logits, _PROBS)
        ):
            message = (
                f"`{short(call)}` takes `{short(logits)}` as logits, but they are probabilities: the softmax is taken a second time, and of 0.9 and 0.1 "
                "become 0.69 and 0.31."
            )
            yield hit(call, message)
        elif logits is None and probs is not None:
            end = _ends(trails, probs)
            if end in ("linear", "log_softmax", "tanh") or (end == "" and _is_named(trails, probs, _LOGITS)):
                message = f"`{short(call)}` takes `{short(probs)}` as probabilities, but they are logits, which can be below 0 and don't sum to 1."
                yield hit(call, message)


def _ends(trails: Trails, node: ast.expr) -> str:
    step = trails.ending(node)
    return step.op if step and step.op not in ("?", "input") else ""


def _is_named(trails: Trails, node: ast.expr, names: re.Pattern[str]) -> bool:
    """Whether it is called so, and nothing is known that makes it something else."""
    name = last(dotted(node))
    is_open = trails.code.value(node) is node or _ends(trails, node) == ""
    return (
        bool(names.match(name))
        and "log_" not in name
        and is_open
        and "log" not in ast.unparse(trails.code.value(node)).replace("logits", "")
    )


_PROGRAM = """import torch
from torch.distributions import Categorical

def act(policy, state):
    probs = torch.softmax(policy(state), dim=-1)
    dist = Categorical({kind}=probs)
    return dist.sample()
"""
CHECK = Check(
    name="distribution-of-probabilities",
    title="A distribution takes probabilities for logits",
    severity="bug",
    idea="Logits go through softmax within the distribution; probabilities are taken as they are. Which of both is given must be said.",
    question="Which numbers does the distribution sample with, when it is given these?",
    terms=("probability", "loss-functions"),
    bad=_PROGRAM.format(kind="logits"),
    good=_PROGRAM.format(kind="probs"),
    find=_find,
)
