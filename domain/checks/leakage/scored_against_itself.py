"""A prediction scored against itself."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, method
from .models import Models
from .roles import is_guess


def _find(code: Code) -> Iterator[Hit]:
    models = code.fact(Models)
    for call in models.metrics:
        one, other = (*call.args[:2], None, None)[:2]
        if one is None or other is None or ast.dump(one) != ast.dump(other) or not dotted(one):
            continue
        if (is_guess(dotted(one)) or models.asked) and not isinstance(code.statement(call), ast.Assert):
            said = f"`{dotted(one)}` is compared with itself: the score is perfect whatever the model does."
            yield hit(call, said)
    for use in models.asked:
        guess = models.predicting(use.target) if method(use.call) == "score" and use.target is not None else None
        if guess is not None and guess.model == use.model and ast.dump(guess.data) == ast.dump(use.data):
            yield hit(
                use.call,
                f"`{ast.unparse(use.target or use.call)[:50]}` is what `{use.model}` itself predicts for "
                f"`{ast.unparse(use.data)[:50]}`: the score is 1.0 whatever the model does.",
                guess.call,
            )


CHECK = Check(
    name="scored-against-itself",
    title="A prediction scored against itself",
    severity="bug",
    idea="A score compares predictions with the truth. Compared with themselves, the predictions of any model are perfect.",
    question="Which of the two arguments holds the true answers?",
    terms=("evaluation-metrics", "sklearn-workflow"),
    bad="""
y_pred = model.predict(X_test)
print("accuracy", model.score(X_test, y_pred))
""",
    good="""
y_pred = model.predict(X_test)
print("accuracy", model.score(X_test, y_test))
""",
    find=_find,
)
