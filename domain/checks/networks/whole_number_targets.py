"""Finds continuous targets that are cut down to whole numbers."""

import ast
import re
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, dotted, keyword, last, method, receiver
from .losses import REGRESSION, losses
from .runs import is_column
from .trails import Trails, short

_CONTINUOUS = re.compile(
    r"price|cost|salary|income|temperature|weight|height|amount|charges|distance|sales|revenue|mpg|duration|target|score|value|rent|fare|y_train|housing|diabetes",
    re.IGNORECASE,
)
_KINDS = frozenset({"torch.long", "torch.int64", "torch.int", "torch.int32", "torch.LongTensor"})
_CLASSES = (
    "argmax",
    "accuracy",
    "num_classes",
    "n_classes",
    "one_hot",
    "cross_entropy",
    "CrossEntropy",
    "BCE",
    "reward",
    "action",
    "gather",
)


def _find(code: Code) -> Iterator[Hit]:
    trails = code.fact(Trails)
    if any(word in code.text for word in _CLASSES):
        return
    seen = set()
    for loss in losses(trails):
        made = _cut(code, loss.target) if loss.kind in REGRESSION else None
        if made is None or made in seen or not _is_continuous(code, made):
            continue
        if is_column(trails, loss.output) is None and not _is_squeezed(trails, loss.output):
            continue
        seen.add(made)
        message = f"`{short(made)}` cuts the targets down to whole numbers (2.9 becomes 2) before `{short(loss.call)}` compares with them."
        yield hit(made, message, loss.call)


def _is_squeezed(trails: Trails, node: ast.expr) -> bool:
    return (
        method(node) in ("squeeze", "view", "flatten", "reshape")
        and is_column(trails, receiver(node) or node) is not None
    )


def _cut(code: Code, node: ast.expr | None) -> ast.expr | None:
    """Where whole numbers are made of what a target comes from."""
    for _ in range(8):
        if isinstance(node, ast.Call):
            kind = keyword(node, "dtype") or (argument(node, 0) if method(node) in ("to", "type", "astype") else None)
            if method(node) in ("long", "int") or (
                kind is not None and (dotted(kind) in _KINDS or ast.unparse(kind) in ("int", "'int64'"))
            ):
                return node
            if last(dotted(node.func)) == "LongTensor":
                return node
            known = code.called(node) in ("torch.tensor", "torch.as_tensor", "torch.from_numpy", "torch.FloatTensor")
            node = node.args[0] if known and node.args else receiver(node) if not code.called(node) else None
        elif isinstance(node, ast.Name):
            bound = code.binding(node)
            node = bound.value if bound and bound.kind == "assign" and bound.index is None else None
        else:
            return None
    return None


def _is_continuous(code: Code, node: ast.expr) -> bool:
    inner = (
        next((a for a in getattr(node, "args", []) if not isinstance(a, ast.Constant)), None) or receiver(node) or node
    )
    return bool(_CONTINUOUS.search(ast.unparse(inner)) or _CONTINUOUS.search(ast.unparse(code.value(inner))))


_PROGRAM = """import pandas as pd
import torch
import torch.nn as nn

frame = pd.read_csv("flats.csv")
X = torch.tensor(frame[["rooms", "area"]].values, dtype=torch.float32)
y = torch.tensor(frame["price"].values, dtype={kind})
model = nn.Linear(2, 1)
loss = nn.MSELoss()(model(X).squeeze(1), y.float())
"""
CHECK = Check(
    name="whole-number-targets",
    title="Continuous targets are cut down to whole numbers",
    severity="bug",
    idea="Converting to a whole-number type drops what stands after the point, and converting back doesn't bring it back.",
    question="What is left of a target of 0.9 after this line?",
    terms=("pytorch-tensors", "loss-functions"),
    bad=_PROGRAM.format(kind="torch.long"),
    good=_PROGRAM.format(kind="torch.float32"),
    find=_find,
)
