"""A model fitted on the part that is to test it."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .models import Models
from .roles import held_out


def _find(code: Code) -> Iterator[Hit]:
    models = code.fact(Models)
    for fit in models.fits:
        roles = models.splits.roles(fit.data)
        if not roles or "train" in roles or "test" not in roles or not all(map(held_out, roles)) or fit.target is None:
            continue
        asked = [u for u in models.asked if u.model == fit.model and u.scope is fit.scope and u.at > fit.at]
        tested = next((u for u in asked if fit.model and models.splits.role(u.data) == "test"), None)
        if tested is not None and models.fit_before(tested) is fit:
            data = ast.unparse(fit.data)[:60]
            yield hit(
                fit.call,
                f"`{fit.model}` is fitted on `{data}`, and in line {tested.call.lineno} asked about the test part again: it "
                "has seen the answers, so its score says nothing about new data.",
                tested.call,
            )


CHECK = Check(
    name="model-fitted-on-test",
    title="The model learns the test part",
    severity="leak",
    idea="The test part stands for data that nobody has seen. Once a model has learned from it, it can't test that model any more.",
    question="Which rows has the model not seen when it is scored?",
    terms=("sklearn-workflow", "overfitting", "cross-validation"),
    bad="""
model = LogisticRegression()
model.fit(X_test, y_test)
print(model.score(X_test, y_test))
""",
    good="""
model = LogisticRegression()
model.fit(X_train, y_train)
print(model.score(X_test, y_test))
""",
    find=_find,
)
