"""Finds temperatures of distillation that are multiplied with, or not made up for."""

import ast
import re
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import argument, last, method, receiver
from .losses import losses
from .trails import Trails, short

_HEAT = re.compile(r"^(T|temp|temperature|tau|temperature_T)$")


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    done: set[Scope] = set()
    for loss in losses(trails):
        scope = code.scope_of(loss.call)
        if loss.kind != "KLDivLoss" or scope in done:
            continue
        done.add(scope)
        for given in (loss.output, loss.target):
            scaled = _scaled(code, given)
            if scaled is not None and isinstance(scaled.op, ast.Mult):
                message = f"`{short(scaled)}` multiplies with the temperature: that sharpens the distribution; divided by 4 it would be softened."
                yield hit(scaled, message, loss.call)
        text = ast.unparse(scope.node)
        both = [_scaled(code, one) for one in (loss.output, loss.target)]
        if (
            all(one is not None and isinstance(one.op, ast.Div) for one in both)
            and not _makes_up(text)
            and "cross_entropy" in text
        ):
            message = f"`{short(loss.call)}` is of softened distributions, whose gradients are smaller by the square of the temperature, and nothing makes up for that beside the other loss."
            yield hit(loss.call, message, *(one for one in both if one is not None))
        if (both[0] is None) != (both[1] is None) and _is_softmax(code, loss.target) and _is_softmax(code, loss.output):
            one = both[0] or both[1]
            if one is not None and "None" not in text:
                message = f"Only one of the two distributions in `{short(loss.call)}` is softened (`{short(one)}`): the student is to match it without."
                yield hit(loss.call, message, one)


def _makes_up(text: str) -> bool:
    return bool(
        re.search(
            r"\*\* ?2|pow\(|(\b\w*(T|temp|temperature|tau)\b ?\* ?\(?(self\.)?\b(T|temp|temperature|tau)\b)|\*= ?\(?(self\.)?(T|temp|tau)",
            text,
        )
    )


def _is_softmax(code: Code, node: ast.expr | None) -> bool:
    value = code.value(node) if node is not None else None
    return isinstance(value, ast.Call) and last(code.called(value) or method(value)) in ("softmax", "log_softmax")


def _scaled(code: Code, node: ast.expr | None) -> ast.BinOp | None:
    """The product or quotient of scores and the temperature within a softmax."""
    value = code.value(node) if node is not None else None
    if not isinstance(value, ast.Call) or last(code.called(value) or method(value)) not in ("softmax", "log_softmax"):
        return None
    inner = argument(value, 0, "input") if code.called(value) else receiver(value)
    inner = code.value(inner) if inner is not None else None
    if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Mult | ast.Div):
        for side in (inner.left, inner.right):
            if _HEAT.match(last(ast.unparse(side))):
                return inner
    return None


_PROGRAM = """import torch.nn.functional as F

def distil(student_logits, teacher_logits, T=4.0):
    soft = F.softmax(teacher_logits / T, dim=1)
    return F.kl_div(F.log_softmax(student_logits {op} T, dim=1), soft, reduction="batchmean") * T * T
"""
CHECK = Check(
    name="temperature-misused",
    title="The temperature of a distillation is applied wrongly",
    severity="bug",
    idea="Scores of teacher and student are both divided by the same temperature, so that both distributions become softer.",
    question="Which of the two distributions is flatter than without the temperature?",
    terms=("distillation", "temperature"),
    bad=_PROGRAM.format(op="*"),
    good=_PROGRAM.format(op="/"),
    find=_find,
)
