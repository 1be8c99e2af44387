"""What was learned from all rows before they were split: the common part of several checks."""

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ...finding import Hit
from ..check import hit
from ..code import Code
from ..syntax import dotted, method, receiver
from .estimators import SELECTORS, maker, steps
from .flow import root
from .roles import letter, role
from .splits import Split, Splits

_FITS = ("fit", "fit_transform", "fit_resample", "fit_sample")


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A transformer of a class that was fitted on data before a split of the same data."""

    call: ast.Call
    cls: str
    data: str
    split: Split


def fitted_before_split(code: Code, classes: Collection[str], but_not: Collection[str] = ()) -> Iterator[Fitted]:
    """Where transformers of these classes are fitted on what is split afterwards.

    Silent when they were fitted on a part of an earlier split.
    """
    fits = [c for c in code.calls if method(c) in _FITS and receiver(c) is not None and c.args]
    named = [(c, steps(code, receiver(c))) for c in fits] if fits else []
    wanted = [(c, sorted(s & set(classes))[0]) for c, s in named if s & set(classes) and not s & set(but_not)]
    if not wanted:
        return
    splits = code.fact(Splits)
    if not splits.all:
        return
    for call, cls in wanted:
        data = call.args[0]
        if splits.flow.lineage(data, through_estimators=False).stopped or is_training_part(data):
            continue
        split = next((s for s in splits.all if s.node is not call and _is_before(code, splits, call, s, cls)), None)
        if split is not None:
            yield Fitted(call, cls, ast.unparse(data)[:60], split)


def is_training_part(data: ast.expr) -> bool:
    """Whether data is called the training part, as `X_train`."""
    name = root(data)
    return role(name) == "train" and letter(name) == "x"


def split_words(split: Split) -> str:
    """What splits, in words."""
    if split.how == "hand":
        return f"the split in line {split.node.lineno}"
    if split.how == "folds":
        return f"the folds of `{method(split.node)}` in line {split.node.lineno}"
    return f"`{method(split.node)}` in line {split.node.lineno}"


def hits(code: Code, classes: Collection[str], what: str, but_not: Collection[str] = ()) -> Iterator[Hit]:
    """The places of `fitted_before_split`; `what` says what was learned from the test rows too."""
    for one in fitted_before_split(code, classes, but_not):
        yield hit(
            one.call,
            f"`{one.cls}` is fitted on `{one.data}` with all its rows, and the test rows are taken out of it "
            f"only by {split_words(one.split)}: {what}.",
            one.split.node,
        )


def _is_before(code: Code, splits: Splits, call: ast.Call, split: Split, cls: str) -> bool:
    name = dotted(receiver(call) or call) or _kept_as(code, call)
    if split.how == "folds" and len(split.arrays) < 2 and method(split.node) == "fit":
        return False
    if not splits.shares(call.args[0], split):
        return False
    for array in split.arrays:
        made = splits.flow.lineage(array).calls
        if call in made and (
            method(call) != "fit" or cls in SELECTORS or any(_is_transform(code, c, name, call) for c in made)
        ):
            return True
    same = code.scope_of(call) is split.scope and (call.lineno, call.col_offset) < split.at
    if method(call) != "fit" or not same:
        return False
    applied = (c for c in code.calls if c.args and _is_transform(code, c, name, call))
    return any(splits.comes_from(c.args[0], split) for c in applied)


def _is_transform(code: Code, call: ast.Call, name: str, fit: ast.Call) -> bool:
    """Whether a call is `transform` of what was fitted, kept under a name or called upon at once."""
    on = receiver(call)
    if method(call) != "transform" or on is None:
        return False
    made, fitted = maker(code, on), maker(code, receiver(fit))
    return on is fit or (bool(name) and dotted(on) == name and made is fitted)


def _kept_as(code: Code, call: ast.Call) -> str:
    """The name under which `StandardScaler().fit(X)` is kept."""
    parent = code.parents.get(call)
    return dotted(parent.targets[0]) if isinstance(parent, ast.Assign) else ""
