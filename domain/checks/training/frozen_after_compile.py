"""Layers of Keras frozen when it is too late."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import begin, dotted, method
from .keras_models import is_keras


def _find(code: Code) -> Iterator[Hit]:
    if not is_keras(code):
        return
    for scope in code.scopes:
        compiles = [c for c in scope.calls if method(c) == "compile" and isinstance(c.func, ast.Attribute)]
        fits = [c for c in scope.calls if method(c) == "fit" and isinstance(c.func, ast.Attribute)]
        if not compiles or not fits:
            continue
        for node in scope.nodes:
            if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Attribute):
                continue
            if node.targets[0].attr != "trainable" or not isinstance(node.value, ast.Constant):
                continue
            before = [c for c in compiles if begin(c) < begin(node)]
            after = next((c for c in fits if begin(c) > begin(node)), None)
            between = [c for c in compiles if after is not None and begin(node) < begin(c) < begin(after)]
            if (
                before
                and after is not None
                and not between
                and dotted(after.func).startswith(ast.unparse(before[-1].func).rpartition(".")[0])
            ):
                message = (
                    f"{ast.unparse(node.targets[0])} is set after {ast.unparse(before[-1].func)}: compile() has already settled what "
                    "is trained, so this has no effect until it is called again."
                )
                yield hit(node, message, before[-1], after)


CHECK = Check(
    name="frozen-after-compile",
    title="trainable is changed after compile()",
    severity="bug",
    idea="Keras settles at compile() which weights are trained. A change of trainable takes effect with the next compile().",
    question="When does Keras decide which weights fit() may change?",
    terms=("transfer-learning", "tensorflow-keras"),
    bad="""\
from tensorflow import keras

def tune(base, x, y):
    model = keras.Sequential([base, keras.layers.Dense(3, activation="softmax")])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    base.trainable = False
    model.fit(x, y, epochs=3)
    return model
""",
    good="""\
from tensorflow import keras

def tune(base, x, y):
    model = keras.Sequential([base, keras.layers.Dense(3, activation="softmax")])
    base.trainable = False
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    model.fit(x, y, epochs=3)
    return model
""",
    find=_find,
)
