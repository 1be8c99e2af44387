"""`torch.no_grad` that switches nothing off."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit, inserted
from ..code import Code
from ..syntax import dotted, last, method

_SWITCHES = ("no_grad", "inference_mode")


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for node in scope.nodes:
            if isinstance(node, ast.withitem) and last(dotted(node.context_expr)) in _SWITCHES:
                found = node.context_expr
                message = (
                    f"{dotted(found)} is the class itself: with needs an object made of it, and stops with a TypeError."
                )
                yield hit(found, message, edits=inserted(found.end_lineno or 0, (found.end_col_offset or 0) + 1, "()"))
            elif isinstance(node, ast.Expr) and is_bare(node):
                message = f"{ast.unparse(node)} alone switches nothing off: it makes an object that works in a with block or as a decorator."
                yield hit(node, message)


def is_bare(node: ast.Expr) -> bool:
    """Whether a statement is only `torch.no_grad()`."""
    return isinstance(node.value, ast.Call) and method(node.value) in _SWITCHES and not node.value.args


CHECK = Check(
    name="no-grad-without-effect",
    title="torch.no_grad switches nothing off here",
    severity="bug",
    idea="no_grad() makes an object; gradients are off inside the with block that enters it, or in the function that it decorates.",
    question="From which line to which line are gradients off?",
    terms=("pytorch-autograd", "python-oop"),
    bad="""\
def predict(model, x):
    model.eval()
    with torch.no_grad:
        return model(x)
""",
    good="""\
def predict(model, x):
    model.eval()
    with torch.no_grad():
        return model(x)
""",
    find=_find,
)
