"""Finds Keras networks whose last activation and loss don't belong together."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .keras import KerasNet, KerasNets, units
from .trails import short


def _find(code: Code) -> Iterator[Hit]:
    keras = code.fact(KerasNets)
    for net in keras.nets():
        end, size = net.end, units(keras, net.end)
        if end is None or not net.loss or (size == 1 and net.activation == "softmax"):
            continue
        said = _mismatch(net, size)
        if said:
            yield hit(end, f"`{short(end)}` {said}", net.compiled, net.given or net.compiled)


def _mismatch(net: KerasNet, size: int | None) -> str:
    """What is wrong between the output and the loss; "" for nothing."""
    act, loss = net.activation, net.loss
    if loss in ("categorical", "sparse") and size == 1 and not net.from_logits:
        return "gives one value, but a categorical loss compares the probabilities of several classes: of a single one the loss says nothing."
    if act == "sigmoid" and loss in ("categorical", "sparse") and net.from_logits is False:
        return "ends with sigmoid, so its values don't sum to 1, but a categorical loss wants probabilities of classes that exclude each other."
    if act == "softmax" and loss == "binary" and (size or 0) > 1:
        return f"ends with softmax over {size} classes, but `binary_crossentropy` takes each output for a yes or no of its own."
    if act in ("softmax", "sigmoid") and net.from_logits:
        return f"ends with {act}, but the loss has `from_logits=True` and applies it again: the probabilities are flattened and learning is slow."
    if act in ("linear", "relu", "tanh") and loss in ("binary", "categorical", "sparse") and net.from_logits is False:
        want = "sigmoid" if loss == "binary" else "softmax"
        return f"gives {'logits' if act == 'linear' else 'the output of ' + act}, but the loss wants probabilities: it has no `from_logits=True` and the layer no {want}."
    return ""


_PROGRAM = """from tensorflow import keras
from tensorflow.keras import layers

model = keras.Sequential([
    layers.Dense(64, activation="relu"),
    layers.Dense(10, activation="{act}"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
"""
CHECK = Check(
    name="keras-output-loss",
    title="Last activation and loss don't belong together",
    severity="bug",
    idea="Softmax goes with categorical losses, sigmoid with the binary one, and no activation with `from_logits=True`. The loss believes what "
    "it is told about the output.",
    question="Does the loss expect one probability for each class, one for yes, or logits?",
    terms=("tensorflow-keras", "loss-functions"),
    bad=_PROGRAM.format(act="sigmoid"),
    good=_PROGRAM.format(act="softmax"),
    find=_find,
)
