"""Cross-validation on the test part."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, method
from .estimators import SEARCHES, kind
from .splits import Splits

_CROSS = ("cross_val_score", "cross_validate")


def _find(code: Code) -> Iterator[Hit]:
    found = [c for c in code.calls if method(c) in _CROSS and argument(c, 1, "X") is not None]
    found += [
        c
        for c in code.calls
        if method(c) == "fit" and c.args and kind(code, getattr(c.func, "value", None)) in SEARCHES
    ]
    splits = code.fact(Splits) if found else None
    for call in found if splits else ():
        data = argument(call, 1 if method(call) in _CROSS else 0, "X")
        if splits is None or data is None or splits.roles(data) != {"test"}:
            continue
        name = ast.unparse(data)[:50]
        if method(call) == "fit":
            yield hit(
                call,
                f"The settings are chosen on `{name}`, so no rows are left that could tell how good the choice is.",
            )
        else:
            yield hit(
                call,
                f"`{method(call)}` on `{name}` trains new models on four fifths of the test part and tests them on the rest: it says "
                "nothing about the model that was fitted on the training part, and uses the test rows up.",
            )


CHECK = Check(
    name="cross-validated-on-test",
    title="Cross-validation on the test part",
    severity="bug",
    idea="Cross-validation chooses between models and belongs to the training part. The test part is asked once, by the model chosen.",
    question="Which model do these scores belong to?",
    terms=("cross-validation", "sklearn-workflow"),
    bad="""
from sklearn.model_selection import cross_val_score
model.fit(X_train, y_train)
print(cross_val_score(model, X_test, y_test, cv=5).mean())
""",
    good="""
from sklearn.model_selection import cross_val_score
model.fit(X_train, y_train)
print(cross_val_score(model, X_train, y_train, cv=5).mean(), model.score(X_test, y_test))
""",
    find=_find,
)
