"""Generators of parameters that are empty the second time."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import dotted, method
from .loops import Loops

_WHOLE = frozenset({"list", "tuple", "set", "sorted", "sum", "dict", "max", "min", "len"})


def _find(code: Code) -> Iterator[Hit]:
    if not code.fact(Loops).is_torch:
        return
    for scope in code.scopes:
        for name, bound in scope.bindings.items():
            if len(bound) != 1 or bound[0].kind != "assign" or bound[0].index is not None or bound[0].value is None:
                continue
            made = bound[0].value
            uses = _uses(scope, name) if _is_generator(made) else []
            again = next((n for n in uses if len(code.loops(n)) > len(code.loops(made))), None) or (
                uses[1] if len(uses) > 1 else None
            )
            if again is not None and _is_given(code, made, uses) and not _is_one_of_two(code, uses):
                message = (
                    f"{name} is a generator and gives its parameters once: here it is empty (from the second time on), so an "
                    "optimiser gets no parameters, and clipping clips nothing."
                )
                yield hit(again, message, made)


def _is_generator(node: ast.expr) -> bool:
    if isinstance(node, ast.GeneratorExp):
        return "parameters()" in ast.unparse(node)
    if not isinstance(node, ast.Call):
        return False
    if method(node) in ("parameters", "named_parameters") and isinstance(node.func, ast.Attribute):
        return bool(dotted(node.func.value))
    return dotted(node.func) in ("filter", "map", "itertools.chain", "chain") and "parameters()" in ast.unparse(node)


def _is_given(code: Code, made: ast.expr, uses: list[ast.Name]) -> bool:
    """Whether it is given to something that keeps what it gets, as an optimiser does, or is PyTorch's own generator."""
    if method(made) in ("parameters", "named_parameters"):
        return True
    calls = [code.parents.get(use) for use in uses]
    return any(isinstance(c, ast.Call) and dotted(c.func) not in _WHOLE for c in calls)


def _uses(scope: Scope, name: str) -> list[ast.Name]:
    return [n for n in scope.nodes if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)]


def _is_one_of_two(code: Code, uses: list[ast.Name]) -> bool:
    """Whether two uses stand in branches of which one runs."""
    branches = [{n for n in code.around(use) if isinstance(n, ast.If | ast.IfExp | ast.Match)} for use in uses]
    return len(uses) > 1 and bool(set.intersection(*branches) or any(branches))


CHECK = Check(
    name="parameters-used-up",
    title="A generator of parameters is used twice",
    severity="bug",
    idea="parameters() gives a generator: after one pass it is empty. A list can be read again.",
    question="How many parameters does this name still give after it was read once?",
    terms=("python-loops", "pytorch-training-loop"),
    bad="""\
def prepare(model):
    params = model.parameters()
    size = sum(p.numel() for p in params)
    return torch.optim.Adam(params, lr=1e-3), size
""",
    good="""\
def prepare(model):
    params = list(model.parameters())
    size = sum(p.numel() for p in params)
    return torch.optim.Adam(params, lr=1e-3), size
""",
    find=_find,
)
