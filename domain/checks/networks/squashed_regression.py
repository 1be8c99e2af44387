"""Finds networks for numbers whose last activation keeps them small."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from .keras import KerasNets, units
from .losses import REGRESSION, ends, loss_name
from .trails import Trails

_DATA = (
    "load_boston",
    "california_housing",
    "load_diabetes",
    "boston_housing",
    "make_regression",
    "auto-mpg",
    "house_price",
    "houseprice",
    "saleprice",
    "salary",
    "median_house_value",
    "['price']",
    '["price"]',
)
_SCALED = ("y_scaler", "target_scaler", "scaler_y", "minmax", "y_max", "y.max", "normaliz", "/ max")
_ACTS = frozenset({"sigmoid", "softmax", "tanh"})


def _find(code: Code) -> Iterator[Hit]:
    text = code.text.lower()
    if not any(word in text for word in _DATA) or any(word in text for word in _SCALED):
        return
    for loss, step in ends(code.fact(Trails), REGRESSION, _ACTS):
        yield hit(step.node, _message(step.op, loss_name(loss)), loss.call)
    keras = code.fact(KerasNets)
    for net in keras.nets():
        if (
            net.end is not None
            and net.loss in ("mse", "mae", "huber")
            and net.activation in _ACTS
            and not (units(keras, net.end) == 1 and net.activation == "softmax")
        ):
            yield hit(net.end, _message(net.activation, net.loss), net.compiled)


def _message(act: str, loss: str) -> str:
    span = "-1 and 1" if act == "tanh" else "0 and 1"
    return f"The output goes through {act} before `{loss}`, so every prediction lies between {span}; a target of 250 can never be reached."


_PROGRAM = """from sklearn.datasets import load_diabetes
from tensorflow import keras

X, y = load_diabetes(return_X_y=True)
model = keras.Sequential([
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(1{act}),
])
model.compile(optimizer="adam", loss="mse")
model.fit(X, y, epochs=20)
"""
CHECK = Check(
    name="squashed-regression",
    title="The last activation keeps predicted numbers small",
    severity="bug",
    idea="The last layer decides which numbers a network can give. For targets of any size it has no activation.",
    question="What is the largest number that this output can give, and what is the largest target?",
    terms=("dense-networks", "loss-functions"),
    bad=_PROGRAM.format(act=', activation="sigmoid"'),
    good=_PROGRAM.format(act=""),
    find=_find,
)
