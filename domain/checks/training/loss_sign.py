"""Losses whose smallest value is the worst."""

import ast
import re
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import begin, dotted, last, method
from .loops import Loops
from .origins import origins
from .words import tokens

_PENALTY = re.compile(
    r"^(l1|l2|l1_norm|l2_norm|l1_reg|l2_reg|reg|reg_loss|l1_loss|l2_loss|l1_penalty|l2_penalty|penalty|regulari[sz]ation|regulari[sz]er"
    r"|reg_term|weight_penalty|wd|l1_term|l2_term|sparsity|sparsity_loss)$"
)
_OPPOSED = re.compile(
    r"advers|attack|disc|unlearn|ascent|maximi[sz]e|\bgen|fake|domain|fgsm|pgd|grl|forget|mutual|negative|gan\b|critic",
    re.IGNORECASE,
)

_MOST = 400  # losses in one scope


def _find(code: Code) -> Iterator[Hit]:
    loops = code.fact(Loops)
    if not loops.is_torch:
        return
    for scope in code.scopes:
        yield from _rewarded(code, scope)
        yield from _learned_backwards(loops, scope)


def _rewarded(code: Code, scope: Scope) -> Iterator[Hit]:
    """A penalty that is subtracted."""
    for node in scope.nodes:
        left, right = _difference(node)
        if left is None or right is None or not isinstance(right, ast.BinOp) or not isinstance(right.op, ast.Mult):
            continue
        name = next((last(dotted(s)) for s in (right.left, right.right) if _PENALTY.match(last(dotted(s)))), "")
        if name and _is_loss(code, node, left) and not _is_negative(code, right) and not _is_known(code, right):
            message = (
                f"{ast.unparse(right)} is taken off the loss: the larger {name}, the smaller the loss, so the weights are driven to grow "
                "without end instead of being held small."
            )
            yield hit(node, message)  # type: ignore[arg-type]


def _difference(node: ast.AST) -> tuple[ast.expr | None, ast.expr | None]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        return node.left, node.right
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Sub):
        return node.target, node.value
    return None, None


def _is_loss(code: Code, node: ast.AST, left: ast.expr) -> bool:
    words = {"loss", "mse", "ce", "bce", "nll", "objective", "criterion", "cost", "entropy"}
    value = code.value(left)
    if words & set(tokens(ast.unparse(left))) or words & set(tokens(ast.unparse(value)[:200])):
        return not {"likelihood", "elbo", "reward", "logprob"} & set(tokens(ast.unparse(left)))
    statement = code.statement(node)
    return isinstance(statement, ast.Assign) and words & set(tokens(dotted(statement.targets[0]))) != set()


def _is_known(code: Code, node: ast.BinOp) -> bool:
    """Whether the penalty is seen to be the size of weights: a check of signs speaks of that."""
    return any("parameters()" in ast.unparse(one) for one in origins(code, node))


def _is_negative(code: Code, node: ast.BinOp) -> bool:
    sides = [node.left, node.right, code.value(node.left), code.value(node.right)]
    return any(isinstance(s, ast.UnaryOp) and isinstance(s.op, ast.USub) for s in sides)


def _learned_backwards(loops: Loops, scope: Scope) -> Iterator[Hit]:
    """The negative of a loss of prediction and target that is differentiated, and followed."""
    if len(loops.of_kind(scope, "step")) != 1:
        return
    for event in loops.of_kind(scope, "backward")[:_MOST]:
        bound = [b for b in scope.bindings.get(event.of, ()) if b.kind == "assign" and b.at <= begin(event.node)]
        value = bound[-1].value if bound and bound[-1].index is None else None
        if not isinstance(value, ast.UnaryOp) or not isinstance(value.op, ast.USub):
            continue
        call = value.operand
        name = loops.code.called(call) or loops.code.made_by(call.func) if isinstance(call, ast.Call) else ""
        if not isinstance(call, ast.Call) or len(call.args) < 2 or _OPPOSED.search(loops.code.text):
            continue
        if name.startswith("torch.nn.") or method(call) in ("criterion", "loss_fn", "crit"):
            message = f"{event.of} is the negative of a loss: each step makes {ast.unparse(call)[:70]} larger, and the predictions worse."
            yield hit(value, message, event.node)


CHECK = Check(
    name="loss-sign",
    title="The loss has the wrong sign",
    severity="bug",
    idea="An optimiser makes its loss smaller, whatever it means. What is to grow enters with a minus, what is to stay small "
    "with a plus.",
    question="If the optimiser makes this number as small as it can, what has become of the network?",
    terms=("loss-functions", "gradient-descent"),
    bad="""\
def train(model, loader, criterion, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        loss = -criterion(model(x), y)
        loss.backward()
        optimizer.step()
""",
    good="""\
def train(model, loader, criterion, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
""",
    find=_find,
)
