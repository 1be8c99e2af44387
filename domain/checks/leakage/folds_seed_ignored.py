"""Folds with a seed, but without the shuffling that would use it."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit, inserted
from ..code import Code
from ..syntax import keyword, spreads
from .estimators import short_name

_FOLDS: Final = frozenset({"KFold", "StratifiedKFold", "StratifiedGroupKFold"})


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        name = short_name(code, call)
        if name not in _FOLDS or spreads(call) or len(call.args) > 1:
            continue
        seed, shuffle = keyword(call, "random_state"), keyword(call, "shuffle")
        if seed is None or (isinstance(seed, ast.Constant) and seed.value is None):
            continue
        if shuffle is None or (isinstance(shuffle, ast.Constant) and shuffle.value is False):
            place = next(k for k in call.keywords if k.arg == "random_state")
            edits = inserted(place.lineno, place.col_offset + 1, "shuffle=True, ") if shuffle is None else ()
            yield hit(
                call,
                f"`{name}` gets `random_state={ast.unparse(seed)}` but doesn't shuffle: scikit-learn raises ValueError, since "
                "the seed would have no effect.",
                edits=edits,
            )


CHECK = Check(
    name="folds-seed-ignored",
    title="A seed for folds that aren't shuffled",
    severity="bug",
    idea="Without shuffling, folds are blocks of rows in their order and nothing is left to chance, so a seed has no meaning.",
    question="What should the seed decide, if the rows stay in their order?",
    terms=("cross-validation",),
    bad="""
from sklearn.model_selection import KFold
folds = KFold(n_splits=5, random_state=42)
""",
    good="""
from sklearn.model_selection import KFold
folds = KFold(n_splits=5, shuffle=True, random_state=42)
""",
    find=_find,
)
