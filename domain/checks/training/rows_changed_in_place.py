"""Datasets whose rows change each time they are read."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import begin, dotted, last, method
from .words import tokens

_IN_PLACE = frozenset({"sub_", "div_", "add_", "mul_", "clamp_", "zero_", "fill_", "neg_", "copy_", "normal_"})
_ROWS = frozenset(
    {
        "data",
        "images",
        "imgs",
        "image",
        "x",
        "X",
        "features",
        "series",
        "signals",
        "samples",
        "tensors",
        "inputs",
        "arrays",
        "windows",
    }
)


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        if scope.owner is None or last(scope.name) != "__getitem__":
            continue
        for node in scope.nodes:
            name, value = _changed(node)
            view = _view(scope, name, node) if name else None
            if view is not None and isinstance(node, ast.stmt) and _is_tensor(view, name, value):
                message = (
                    f"{name} is a view into {ast.unparse(view.value)}, and this changes it in place: the data themselves change each time "
                    "a row is read, so the second epoch sees other rows than the first."
                )
                yield hit(node, message, view)


def _changed(node: ast.AST) -> tuple[str, ast.expr | None]:
    if isinstance(node, ast.AugAssign):
        target = node.target.value if isinstance(node.target, ast.Subscript) else node.target
        return (target.id if isinstance(target, ast.Name) else ""), None if target is not node.target else node.value
    if isinstance(node, ast.Expr) and method(node.value) in _IN_PLACE:
        on = getattr(getattr(node.value, "func", None), "value", None)
        return (on.id if isinstance(on, ast.Name) else ""), None
    if (
        isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Subscript)
        and isinstance(node.targets[0].value, ast.Name)
    ):
        return node.targets[0].value.id, None
    return "", None


def _view(scope: Scope, name: str, node: ast.AST) -> ast.Subscript | None:
    """The part of the data that a name is, uncopied."""
    bound = [b for b in scope.bindings.get(name, ()) if b.kind == "assign" and b.at < begin(node)]
    value = bound[-1].value if bound and bound[-1].index is None else None
    if not isinstance(value, ast.Subscript) or not dotted(value.value).startswith("self."):
        return None
    return value if not isinstance(value.slice, ast.List | ast.Compare) else None


def _is_tensor(view: ast.Subscript, name: str, value: ast.expr | None) -> bool:
    """Whether this part surely is an array and not a number: a slice, or something that has a mean, or is written in parts."""
    parts = view.slice.elts if isinstance(view.slice, ast.Tuple) else [view.slice]
    if any(isinstance(p, ast.Slice) for p in parts):
        return True
    if value is None:
        return bool(
            _ROWS & {*tokens(dotted(view.value).removeprefix("self.")), last(dotted(view.value))}
        ) and "flat" not in dotted(view.value)
    if any(
        method(n) in ("mean", "std", "min", "max", "norm", "sum") and name in ast.unparse(n) for n in ast.walk(value)
    ):
        return True
    return bool(_ROWS & {*tokens(dotted(view.value).removeprefix("self.")), last(dotted(view.value))})


CHECK = Check(
    name="rows-changed-in-place",
    title="Reading a row changes the dataset",
    severity="bug",
    idea="A part of a tensor or array is a view into it: it shares its memory. What changes the view in place changes the "
    "whole; an expression makes something new.",
    question="What does dataset[0] give the second time?",
    terms=("pytorch-tensors", "pytorch-training-loop"),
    bad="""\
class Signals(Dataset):
    def __init__(self, data, size):
        self.data, self.size = data, size

    def __getitem__(self, i):
        x = self.data[i : i + self.size]
        x -= x.mean()
        return x
""",
    good="""\
class Signals(Dataset):
    def __init__(self, data, size):
        self.data, self.size = data, size

    def __getitem__(self, i):
        x = self.data[i : i + self.size]
        x = x - x.mean()
        return x
""",
    find=_find,
)
