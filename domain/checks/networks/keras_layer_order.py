"""Finds Keras layers that can't take what the layer before gives."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import keyword, spreads
from .keras import KerasNets, layer_name
from .trails import short

_RECURRENT = frozenset({"LSTM", "GRU", "SimpleRNN"})
_MAPS = frozenset({"Conv2D", "MaxPooling2D", "MaxPool2D", "AveragePooling2D", "SeparableConv2D"})
_SAME = frozenset(
    {"Dropout", "BatchNormalization", "Activation", "ReLU", "LeakyReLU", "SpatialDropout2D", "LayerNormalization"}
)


def _find(code: Code) -> Iterator[Hit]:
    for layers in code.fact(KerasNets).all_layers():
        before: ast.Call | None = None
        for layer in layers:
            name, was = layer_name(layer), layer_name(before) if before is not None else ""
            inner = _wrapped(layer)
            if (
                inner is not None
                and before is not None
                and (given := _wrapped(before)) is not None
                and not _gives_all(given)
            ):
                message = f"`{short(before)}` gives only its last state, but `{short(layer)}` wants a sequence: it needs `return_sequences=True`."
                yield hit(before, message, layer)
            elif name == "Dense" and was in _MAPS and layer is layers[-1]:
                message = (
                    f"`{short(layer)}` is given the maps of `{short(before or layer)}`, of shape [N, H, W, C], and works on their last axis alone: "
                    "the output has a class for each pixel, not for each image."
                )
                yield hit(layer, message, before or layer)
            if name not in _SAME and not (name == "Dense" and was in _MAPS):
                before = layer


def _wrapped(layer: ast.Call) -> ast.Call | None:
    """A recurrent layer, also within Bidirectional."""
    if layer_name(layer) == "Bidirectional" and layer.args and isinstance(layer.args[0], ast.Call):
        layer = layer.args[0]
    return layer if layer_name(layer) in _RECURRENT else None


def _gives_all(layer: ast.Call) -> bool:
    return keyword(layer, "return_sequences") is not None or spreads(layer) or len(layer.args) > 2


_PROGRAM = """from tensorflow.keras import Sequential
from tensorflow.keras.layers import LSTM, Dense

model = Sequential()
model.add(LSTM(64{more}, input_shape=(30, 5)))
model.add(LSTM(32))
model.add(Dense(1))
model.compile(optimizer="adam", loss="mse")
"""
CHECK = Check(
    name="keras-layer-order",
    title="A layer can't take what the one before gives",
    severity="bug",
    idea="Layers must agree about axes: recurrent layers read sequences, dense layers at the end read one vector for each example.",
    question="What shape leaves the first of the two layers?",
    terms=("tensorflow-keras", "lstm", "cnn"),
    bad=_PROGRAM.format(more=""),
    good=_PROGRAM.format(more=", return_sequences=True"),
    find=_find,
)
