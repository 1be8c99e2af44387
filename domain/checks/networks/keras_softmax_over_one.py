"""Finds Keras layers with softmax over a single unit."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .keras import KerasNets, activation, layer_name, units
from .trails import short


def _find(code: Code) -> Iterator[Hit]:
    keras = code.fact(KerasNets)
    for call in code.calls if keras.is_used else ():
        if layer_name(call) == "Dense" and units(keras, call) == 1 and activation(call) == "softmax":
            yield hit(
                call,
                f"`{short(call)}` takes the softmax of one value, which is always 1: the network answers 1 whatever it is shown.",
            )


_PROGRAM = """from tensorflow import keras

model = keras.Sequential([
    keras.layers.Dense(16, activation="relu"),
    keras.layers.Dense(1, activation="{act}"),
])
model.compile(optimizer="adam", loss="binary_crossentropy")
"""
CHECK = Check(
    name="keras-softmax-over-one",
    title="Softmax over a single unit",
    severity="bug",
    idea="Softmax shares out a probability of 1 among the units. A single unit for yes or no takes a sigmoid.",
    question="What is e^z / e^z?",
    terms=("tensorflow-keras", "dense-networks"),
    bad=_PROGRAM.format(act="softmax"),
    good=_PROGRAM.format(act="sigmoid"),
    find=_find,
)
