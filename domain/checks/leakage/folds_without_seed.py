"""Folds that are shuffled anew in every run."""

from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import keyword, spreads
from .estimators import short_name
from .flow import option
from .seeds import is_seeded

_SHUFFLING: Final = frozenset({"KFold", "StratifiedKFold", "StratifiedGroupKFold"})
_ALWAYS: Final = frozenset({"ShuffleSplit", "StratifiedShuffleSplit", "RepeatedKFold", "RepeatedStratifiedKFold"})


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        name = short_name(code, call)
        shuffles = name in _ALWAYS or (name in _SHUFFLING and option(call, "shuffle") is True)
        if not shuffles or spreads(call) or keyword(call, "random_state") is not None or is_seeded(code, "numpy"):
            continue
        yield hit(
            call,
            f"`{name}` shuffles without a `random_state`: each run, and each model tried in this run, gets other folds, so "
            "their scores can't be compared.",
        )


CHECK = Check(
    name="folds-without-seed",
    title="Folds that change with every run",
    severity="smell",
    idea="Models are compared fairly on the same folds. A fixed seed gives every model and every run the same ones.",
    question="Are the second model's folds those of the first?",
    terms=("cross-validation", "sklearn-workflow"),
    bad="""
from sklearn.model_selection import KFold, cross_val_score
folds = KFold(n_splits=5, shuffle=True)
scores = cross_val_score(model, X, y, cv=folds)
""",
    good="""
from sklearn.model_selection import KFold, cross_val_score
folds = KFold(n_splits=5, shuffle=True, random_state=0)
scores = cross_val_score(model, X, y, cv=folds)
""",
    find=_find,
)
