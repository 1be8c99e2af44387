"""Rows copied or made up from others before the split, so that twins stand on both sides of it."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import method, receiver
from .before_split import split_words
from .estimators import SAMPLERS, kind, short_name, steps
from .flow import option
from .splits import CROSS, Splits


def _find(code: Code) -> Iterator[Hit]:
    found = [call for call in code.calls if _copies_rows(code, call)]
    splits = code.fact(Splits) if found else None
    for call in found if splits else ():
        for split in splits.all if splits else ():
            if not any(call in splits.flow.lineage(array).calls for array in split.arrays if splits):
                continue
            searching = split.how == "folds" and method(split.node) not in CROSS
            if searching and splits and splits.flow.lineage(call.args[0]).stopped:
                continue
            data = ast.unparse(call.args[0] if call.args else receiver(call) or call)[:60]
            how = kind(code, receiver(call)) or method(call)
            yield hit(
                call,
                f"`{how}` makes new rows out of rows of `{data}` before {split_words(split)}: copies and neighbours of "
                "test rows end up among the training rows, and the score is that of rows the model has seen.",
                split.node,
            )
            break


def _copies_rows(code: Code, call: ast.Call) -> bool:
    name = method(call)
    if name in ("fit_resample", "fit_sample"):
        names = steps(code, receiver(call))
        return bool(call.args) and (bool(names & SAMPLERS) or any("OverSampl" in n or "SMOTE" in n for n in names))
    if name == "resample" and short_name(code, call) == "resample" and call.args:
        more = any(k.arg == "n_samples" for k in call.keywords)
        return option(call, "replace") is not False and more
    return name == "sample" and receiver(call) is not None and option(call, "replace") is True


CHECK = Check(
    name="oversampled-before-split",
    title="Oversampled before the split",
    severity="leak",
    idea="New rows made from old ones carry the old ones' answers. Only training rows may be multiplied, after the split.",
    question="Where do the twins of a test row end up?",
    terms=("sklearn-workflow", "fraud-detection", "cross-validation"),
    bad="""
from imblearn.over_sampling import SMOTE
from sklearn.model_selection import train_test_split
X_res, y_res = SMOTE(random_state=0).fit_resample(X, y)
X_train, X_test, y_train, y_test = train_test_split(X_res, y_res, random_state=0)
""",
    good="""
from imblearn.over_sampling import SMOTE
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
X_train, y_train = SMOTE(random_state=0).fit_resample(X_train, y_train)
""",
    find=_find,
)
