"""A model fitted on all rows and then scored on a part of them."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, method, receiver
from .before_split import split_words
from .estimators import SEARCHES, kind
from .models import Models, Use
from .roles import role
from .splits import Split


def _find(code: Code) -> Iterator[Hit]:
    models = code.fact(Models)
    told: set[ast.Call] = set()
    for use in models.asked:
        fit = models.fit_before(use)
        if fit is None or fit.call in told or fit.target is None or models.splits.role(use.data) != "test":
            continue
        split = _whole(models, fit, use)
        if split is None and _is_fragment(models, fit, use):
            told.add(fit.call)
            yield hit(
                fit.call,
                f"`{fit.model}` is fitted on `{ast.unparse(fit.data)}`, all rows by its name, and scored on "
                f"`{ast.unparse(use.data)}` in line {use.call.lineno}, which are among them.",
                use.call,
            )
        if split is not None:
            told.add(fit.call)
            searched = "chosen and " if kind(code, receiver(fit.call)) in SEARCHES else ""
            yield hit(
                fit.call,
                f"`{fit.model}` is {searched}fitted on `{ast.unparse(fit.data)[:60]}`, all rows, so those of "
                f"`{ast.unparse(use.data)[:60]}`, that it is scored on in line {use.call.lineno}, are among them. It was "
                f"{split_words(split)} that should keep them apart.",
                use.call,
                split.node,
            )


def _is_fragment(models: Models, fit: Use, use: Use) -> bool:
    """Whether `X`, `y` and `X_test` are what they are called by custom, in code that shows none of them being made."""
    names = [dotted(node) for node in (fit.data, fit.target, use.data) if node is not None]
    if method(use.call) != "score" and not _is_judged(models, use):
        return False
    parts = names in ([f"{x}", "y", f"{x}_{test}"] for x in ("X", "x") for test in ("test", "te"))
    return parts and not any(models.code.bindings(name, fit.scope) for name in names)


def _is_judged(models: Models, use: Use) -> bool:
    return any(
        len(c.args) > 1 and role(dotted(c.args[0])) == "test" and models.predicting(c.args[1]) is use
        for c in models.metrics
    )


def _whole(models: Models, fit: Use, use: Use) -> Split | None:
    """The split whose whole data a model was fitted on, when it is asked about a part of that split."""
    splits = models.splits
    if splits.roles(fit.data):
        return None
    for split in [*splits.once, *splits.hand]:
        if splits.comes_from(use.data, split) and split.scope is fit.scope and splits.shares(fit.data, split):
            return split
    return None


CHECK = Check(
    name="fitted-on-all-rows",
    title="Fitted on all rows, scored on some of them",
    severity="leak",
    idea="A score tells about new data only if the rows behind it were kept from the model, from its first fit to the last choice.",
    question="Are the rows of the test among those that the model was fitted on?",
    terms=("sklearn-workflow", "overfitting", "cross-validation"),
    bad="""
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
model = LogisticRegression()
model.fit(X, y)
print(model.score(X_test, y_test))
""",
    good="""
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
model = LogisticRegression()
model.fit(X_train, y_train)
print(model.score(X_test, y_test))
model.fit(X, y)
""",
    find=_find,
)
