"""Keras callbacks that choose by the test data."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import keyword, last, method
from .keras_models import is_keras
from .words import tokens

_CHOOSE = frozenset({"EarlyStopping", "ModelCheckpoint", "ReduceLROnPlateau"})


def _find(code: Code) -> Iterator[Hit]:
    if not is_keras(code):
        return
    evaluated = {ast.unparse(a) for c in code.calls if method(c) in ("evaluate", "predict") for a in c.args[:1]}
    for call in code.calls:
        data, callbacks = keyword(call, "validation_data"), keyword(call, "callbacks")
        if method(call) != "fit" or data is None or callbacks is None:
            continue
        chosen = next((n for n in ast.walk(code.value(callbacks)) if _chooses(code, n)), None)
        first = data.elts[0] if isinstance(data, ast.Tuple) and data.elts else data
        if chosen is not None and "test" in tokens(ast.unparse(first)) and ast.unparse(first) in evaluated:
            what = last(code.made_by(chosen)) if isinstance(chosen, ast.expr) else "A callback"
            message = (
                f"{what} chooses the epoch by {ast.unparse(data)}, and the same rows are evaluated afterwards: the score is the best of "
                "many looks at them, and too good for new data."
            )
            yield hit(data, message, callbacks)


def _chooses(code: Code, node: ast.AST) -> bool:
    return isinstance(node, ast.Call | ast.Name) and last(code.made_by(node)) in _CHOOSE


CHECK = Check(
    name="stopped-on-test",
    title="Early stopping watches the test data",
    severity="leak",
    idea="To stop where a score is best is to choose by it. Let it watch validation data, so that the test data stay unseen.",
    question="Who chose the epoch at which training stopped, and which rows were asked?",
    terms=("cross-validation", "overfitting", "tensorflow-keras"),
    bad="""\
from tensorflow import keras

def fit(model, x_train, y_train, x_test, y_test):
    stop = keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True)
    model.fit(x_train, y_train, epochs=50, validation_data=(x_test, y_test), callbacks=[stop])
    return model.evaluate(x_test, y_test)
""",
    good="""\
from tensorflow import keras

def fit(model, x_train, y_train, x_test, y_test):
    stop = keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True)
    model.fit(x_train, y_train, epochs=50, validation_split=0.2, callbacks=[stop])
    return model.evaluate(x_test, y_test)
""",
    find=_find,
)
