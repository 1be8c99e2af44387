"""Groups that are named, and not heeded by the folds."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import keyword, method, receiver, spreads
from .estimators import kind, short_name
from .splits import CROSS

_BY_GROUP: Final = frozenset(
    {"GroupKFold", "StratifiedGroupKFold", "GroupShuffleSplit", "LeaveOneGroupOut", "LeavePGroupsOut"}
)
_PLAIN: Final = frozenset({"KFold", "StratifiedKFold", "train_test_split", "cross_val_score", "cross_validate"})


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        if spreads(call) or keyword(call, "groups") is not None:
            continue
        if method(call) == "split" and kind(code, receiver(call)) in _BY_GROUP and 0 < len(call.args) < 3:
            yield _told(call, kind(code, receiver(call)))
        cv = keyword(call, "cv") if method(call) in CROSS else None
        given = any(keyword(call, name) is not None for name in ("params", "fit_params")) or len(call.args) > 3
        if cv is not None and kind(code, cv) in _BY_GROUP and not given:
            yield _told(call, kind(code, cv))
    yield from _unused(code)


def _told(call: ast.Call, folds: str) -> Hit:
    return hit(
        call,
        f"`{folds}` isn't told the groups: scikit-learn raises ValueError (the groups parameter should not be None).",
    )


def _unused(code: Code) -> Iterator[Hit]:
    """`groups = df["patient"]`, that nothing reads, beside folds that know of no groups."""
    splitting = [c for c in code.calls if short_name(code, c) in _PLAIN]
    for scope in code.scopes:
        for one in scope.bindings.get("groups", ()):
            reads = any(
                isinstance(n, ast.Name) and n.id == "groups" and isinstance(n.ctx, ast.Load)
                for s in code.scopes
                for n in s.nodes
            )
            if (
                one.kind == "assign"
                and isinstance(one.value, ast.Subscript | ast.Attribute)
                and not reads
                and splitting
            ):
                yield hit(
                    splitting[0],
                    f"`groups` (line {one.at[0]}) says which rows belong together, and nothing reads it: rows of one group stand in "
                    "training and test, where the model knows them again.",
                    one.at[0],
                )
                return


CHECK = Check(
    name="groups-ignored",
    title="Rows of one group on both sides of the split",
    severity="leak",
    idea="Rows of one patient, user or recording are alike. Split by group, or the test asks about patients that the model knows.",
    question="Can a patient have one row in training and another in the test?",
    terms=("cross-validation", "sklearn-workflow"),
    bad="""
from sklearn.model_selection import GroupKFold, cross_val_score
groups = df["patient_id"]
print(groups.nunique())
scores = cross_val_score(model, X, y, cv=GroupKFold(n_splits=5))
""",
    good="""
from sklearn.model_selection import GroupKFold, cross_val_score
groups = df["patient_id"]
print(groups.nunique())
scores = cross_val_score(model, X, y, groups=groups, cv=GroupKFold(n_splits=5))
""",
    find=_find,
)
