"""Networks of Keras evaluated on what they learned from."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import method
from .keras_models import is_keras


def _find(code: Code) -> Iterator[Hit]:
    if not is_keras(code):
        return
    fits = [c for c in code.calls if method(c) == "fit" and isinstance(c.func, ast.Attribute) and c.args]
    evaluates = [c for c in code.calls if method(c) == "evaluate" and isinstance(c.func, ast.Attribute) and c.args]
    fitted = {(ast.unparse(c.func.value), ast.unparse(c.args[0])): c for c in fits if isinstance(c.func, ast.Attribute)}  # fmt: skip
    if any(_key(c) not in fitted for c in evaluates):
        return
    for call in evaluates[:1]:
        fit = fitted[_key(call)]
        if code.scope_of(fit) is code.scope_of(call) and not any(
            k.arg and k.arg.startswith("validation") for k in fit.keywords
        ):
            message = (
                f"{ast.unparse(call.args[0])} is what the network was fitted on, and nothing else is evaluated: a network that knows its "
                "rows by heart would get the best score."
            )
            yield hit(call, message, fit)


def _key(call: ast.Call) -> tuple[str, str]:
    return ast.unparse(call.func).rpartition(".")[0], ast.unparse(call.args[0])


CHECK = Check(
    name="evaluated-on-training-data",
    title="The network is evaluated on its training data only",
    severity="leak",
    idea="A score on rows that were learned from measures memory. Rows that were held out measure learning.",
    question="What score would a network get here that has only learned its rows by heart?",
    terms=("overfitting", "evaluation-metrics", "tensorflow-keras"),
    bad="""\
from tensorflow import keras

def fit(model, x_train, y_train, x_test, y_test):
    model.fit(x_train, y_train, epochs=5)
    return model.evaluate(x_train, y_train)
""",
    good="""\
from tensorflow import keras

def fit(model, x_train, y_train, x_test, y_test):
    model.fit(x_train, y_train, epochs=5)
    return model.evaluate(x_test, y_test)
""",
    find=_find,
)
