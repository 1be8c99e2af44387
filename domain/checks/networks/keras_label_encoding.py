"""Finds Keras losses for labels in another form than they have."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, dotted, method, receiver
from .keras import KerasNets
from .trails import short

_ONE_HOT = frozenset(
    {"to_categorical", "get_dummies", "one_hot", "OneHotEncoder", "LabelBinarizer", "label_binarize", "eye"}
)


def _find(code: Code) -> Iterator[Hit]:
    keras = code.fact(KerasNets)
    for net in keras.nets():
        if net.loss not in ("sparse", "categorical"):
            continue
        for call in keras.calls.get(f"{dotted(receiver(net.compiled) or net.compiled)}.fit", ()):
            labels = argument(call, 1, "y")
            form = _form(code, labels) if labels is not None else ""
            if form == "one-hot" and net.loss == "sparse":
                message = (
                    "are one-hot rows, but `sparse_categorical_crossentropy` wants class numbers: the shapes don't fit."
                )
                yield hit(net.given or net.compiled, f"`{short(labels or call)}` {message}", labels or call, call)
            elif form == "numbers" and net.loss == "categorical":
                message = "are class numbers, but `categorical_crossentropy` wants one-hot rows: the shapes don't fit."
                yield hit(net.given or net.compiled, f"`{short(labels or call)}` {message}", labels or call, call)


def _form(code: Code, labels: ast.expr) -> str:
    """`one-hot` or `numbers`, where it is sure."""
    made = code.value(labels)
    if isinstance(made, ast.Call) and method(made) in ("to_categorical", "get_dummies", "one_hot"):
        return "one-hot"
    if any(word in code.text for word in _ONE_HOT):
        return ""
    bound = code.binding(labels)
    from_data = bound is not None and isinstance(bound.value, ast.Call) and method(bound.value) == "load_data"
    return "numbers" if from_data else ""


_PROGRAM = """from tensorflow import keras

(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
x = x.reshape(-1, 784) / 255.0
model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(optimizer="adam", loss="{loss}")
model.fit(x, y, epochs=3)
"""
CHECK = Check(
    name="keras-label-encoding",
    title="A loss for labels in another form",
    severity="bug",
    idea="The sparse loss takes class numbers, the plain categorical one takes one-hot rows. Both compute the same thing.",
    question="What shape have the labels: one number for each example, or a row?",
    terms=("tensorflow-keras", "loss-functions"),
    bad=_PROGRAM.format(loss="categorical_crossentropy"),
    good=_PROGRAM.format(loss="sparse_categorical_crossentropy"),
    find=_find,
)
