"""Finds accuracy as a metric of a regression."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, keyword
from .keras import KerasNets, units


def _find(code: Code) -> Iterator[Hit]:
    keras = code.fact(KerasNets)
    for net in keras.nets():
        if (
            net.loss in ("mse", "mae", "huber")
            and net.activation == "linear"
            and units(keras, net.end) == 1
            and "accuracy" in net.metrics
        ):
            metrics = keyword(net.compiled, "metrics") or argument(net.compiled, 2)
            message = "The network predicts a number, but the metric is accuracy: it counts predictions that equal the target exactly, about 0 %."
            yield hit(metrics or net.compiled, message, net.end or net.compiled)


_PROGRAM = """from tensorflow import keras

model = keras.Sequential([
    keras.layers.Dense(64, activation="relu"),
    keras.layers.Dense(1),
])
model.compile(optimizer="adam", loss="mse", metrics=["{metric}"])
"""
CHECK = Check(
    name="keras-accuracy-of-numbers",
    title="Accuracy as a metric of a regression",
    severity="bug",
    idea="Accuracy counts exact hits, which makes sense for classes. How far a predicted number is off is told by the mean absolute error.",
    question="How often is a predicted price exactly the right one?",
    terms=("tensorflow-keras", "loss-functions"),
    bad=_PROGRAM.format(metric="accuracy"),
    good=_PROGRAM.format(metric="mae"),
    find=_find,
)
