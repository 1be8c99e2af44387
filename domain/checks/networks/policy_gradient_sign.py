"""Finds policy gradients that make good actions less likely."""

import ast
import re
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, last, method
from .signs import fates, sign_of
from .trails import short

_LOG_PROB = re.compile(
    r"^(log_?p|logp|log_?probs?|logprobs?|action_log_probs?|new_log_?probs?|log_?prob\w*|lp)$", re.IGNORECASE
)
_WORTH = re.compile(
    r"^(r|g|gt|ret|rets|returns?|rewards?|adv|advs|advantages?|discounted\w*|delta|td_error|gae|disc_\w+|rtg|rewards_to_go|future_\w+|b_adv\w*|mb_adv\w*)$",
    re.IGNORECASE,
)


def _find(code: Code) -> Iterator[Hit]:
    if "maximize" in code.text or "ascent" in code.text:
        return
    for scope in code.scopes:
        for node in scope.nodes:
            sign = _gain(code, node)
            if not sign or not isinstance(node, ast.expr):
                continue
            last_fates = [
                f
                for f in fates(code, node, sign)
                if f.kind == "backward" or (f.kind == "returned" and _is_loss_function(scope.name))
            ]
            if last_fates and all(f.sign > 0 for f in last_fates):
                message = (
                    f"`{short(node)}` is what should become large, and it goes to the optimiser, which makes it small, without a minus: actions "
                    "with high returns become less likely."
                )
                yield hit(node, message, last_fates[0].node)


def _is_loss_function(name: str) -> bool:
    return "loss" in name.lower()


def _gain(code: Code, node: ast.AST) -> int:
    """The sign with which the worth of actions times their log-probability stands here; 0 for anything else."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        for one, other in ((node.left, node.right), (node.right, node.left)):
            inner, sign = _unsigned(one)
            if _is_log_prob(code, inner) and _WORTH.match(last(dotted(_base(other)))):
                return sign * (sign_of(code, other) if not isinstance(other, ast.Name) else 1)
    least = isinstance(node, ast.Call) and last(dotted(node.func)) in ("min", "minimum") and len(node.args) == 2
    if isinstance(node, ast.Call) and least and all(_is_surrogate(one) for one in node.args):
        return 0 if any(_is_negative(code, one) for one in node.args) else 1
    return 0


def _is_surrogate(node: ast.expr) -> bool:
    return "surr" in ast.unparse(node) or "adv" in ast.unparse(node).lower()


def _is_negative(code: Code, node: ast.expr) -> bool:
    return any(isinstance(n, ast.UnaryOp) and isinstance(n.op, ast.USub) for n in ast.walk(code.value(node)))


def _unsigned(node: ast.expr) -> tuple[ast.expr, int]:
    return (node.operand, -1) if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) else (node, 1)


def _is_log_prob(code: Code, node: ast.expr) -> bool:
    base = _base(node)
    if method(base) == "log_prob":
        return True
    value = code.value(base)
    plain = value is base or not any(isinstance(n, ast.UnaryOp) and isinstance(n.op, ast.USub) for n in ast.walk(value))
    return bool(_LOG_PROB.match(last(dotted(base)))) and plain


def _base(node: ast.expr) -> ast.expr:
    """What is only detached, reshaped or picked from."""
    for _ in range(5):
        if isinstance(node, ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Call) and last(dotted(node.func)) in ("stack", "cat") and len(node.args) == 1:
            node = node.args[0]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr != "log_prob":
            inside = node.func.attr in (
                "detach",
                "squeeze",
                "view",
                "to",
                "unsqueeze",
                "flatten",
                "sum",
                "gather",
                "item",
            )
            if not inside:
                return node
            node = node.func.value
        else:
            return node
    return node


_PROGRAM = """import torch

def update(policy, optimizer, states, actions, returns):
    dist = torch.distributions.Categorical(logits=policy(states))
    loss = {minus}(dist.log_prob(actions) * returns).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""
CHECK = Check(
    name="policy-gradient-sign",
    title="A policy gradient goes the wrong way",
    severity="bug",
    idea="Optimisers make a loss small. The log-probabilities of good actions should become large, so the loss is their negative.",
    question="An action had a high return. Does making this loss small make it more likely or less?",
    terms=("rlhf-practice", "loss-functions"),
    bad=_PROGRAM.format(minus=""),
    good=_PROGRAM.format(minus="-"),
    find=_find,
)
