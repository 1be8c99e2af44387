"""Groups that are named, and not heeded by the folds."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import keyword, last, method, receiver, spreads
from .estimators import kind, short_name
from .splits import CROSS
from .targets import column_of

_BY_GROUP: Final = frozenset(
    {"GroupKFold", "StratifiedGroupKFold", "GroupShuffleSplit", "LeaveOneGroupOut", "LeavePGroupsOut"}
)
_IDS: Final = re.compile(
    r"\b(patient|subject|speaker|participant|person|volunteer)s?_?(ids?|no|nr|num|code)\b", re.IGNORECASE
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
    """Groups that are named (`groups = df["patient"]`, `df["patient_id"].nunique()`), or a splitter by groups that is imported,
    and nothing uses them, beside a split that knows of no groups."""
    splitting = [c for c in code.calls if short_name(code, c) in _PLAIN]
    if not splitting or any(short_name(code, c) in _BY_GROUP or keyword(c, "groups") is not None for c in code.calls):
        return
    clue = _unread(code) or _counted(code) or _imported(code)
    if clue is not None and not any(_IDS.search(ast.unparse(a)) for c in splitting for a in c.args):
        yield hit(
            splitting[0],
            f"{clue[0]}, and `{method(splitting[0])}` doesn't heed it: rows of one group stand in training and test, where the model "
            "knows them again.",
            clue[1],
        )


def _unread(code: Code) -> tuple[str, int] | None:
    read = {n.id for s in code.scopes for n in s.nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    for scope in code.scopes:
        for name, bound in scope.bindings.items():
            for one in bound if (name == "groups" or _IDS.search(name)) and name not in read else ():
                if one.kind == "assign" and one.index is None and isinstance(one.value, ast.Subscript | ast.Attribute):
                    return f"`{name}` (line {one.at[0]}) says which rows belong together", one.at[0]
    return None


def _counted(code: Code) -> tuple[str, int] | None:
    """`df["patient_id"].nunique()`, in code that makes no use of it but to leave the column out."""
    for call in code.calls:
        on = receiver(call)
        column = column_of(on) if on is not None and method(call) in ("nunique", "value_counts") else None
        if column is None or not _IDS.search(column[1]):
            continue
        named = [n for s in code.scopes for n in s.nodes if isinstance(n, ast.Subscript) and column_of(n) == column]
        grouped = any(method(c) in ("groupby", "drop_duplicates", "merge", "isin") for c in code.calls)
        if len(named) == 1 and not grouped:
            return f"`{column[1]}` says which rows belong together", call.lineno
    return None


def _imported(code: Code) -> tuple[str, int] | None:
    """A splitter by groups that is imported and never used, where the text speaks of patients or the like."""
    word = _IDS.search(code.text)
    for name, bound in code.module.bindings.items() if word else ():
        for one in bound:
            if word and one.kind == "import" and last(one.qualified) in _BY_GROUP:
                return f"`{word[0].strip()}` says which rows belong together, and `{name}` is imported", one.at[0]
    return None


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
