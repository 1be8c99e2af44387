"""Finds two Keras Dense layers with no activation between."""

from collections.abc import Iterator
from itertools import pairwise

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import method, spreads
from .keras import KerasNets, activation, layer_name
from .trails import short


def _find(code: Code) -> Iterator[Hit]:
    if not any(method(call) == "compile" for call in code.calls):
        return
    for layers in code.fact(KerasNets).all_layers():
        for before, after in pairwise(layers):
            if (
                layer_name(before) == layer_name(after) == "Dense"
                and activation(before) == "linear"
                and not spreads(before)
            ):
                message = (
                    f"`{short(before)}` has no activation and goes straight into `{short(after)}`: two linear layers can only do what a "
                    "single one can."
                )
                yield hit(before, message, after)


_PROGRAM = """from tensorflow import keras

model = keras.Sequential([
    keras.layers.Dense(64{act}),
    keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss="mse")
"""
CHECK = Check(
    name="keras-dense-into-dense",
    title="A hidden Dense layer without activation",
    severity="risk",
    idea="A linear function of a linear function is linear. Only what is nonlinear between layers makes a deep network more than one layer.",
    question="Can you write the two layers as one matrix?",
    terms=("dense-networks", "tensorflow-keras"),
    bad=_PROGRAM.format(act=""),
    good=_PROGRAM.format(act=', activation="relu"'),
    find=_find,
)
