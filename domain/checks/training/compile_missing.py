"""Networks of Keras that are trained without being compiled."""

from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted
from .keras_models import Network, networks


def _find(code: Code) -> Iterator[Hit]:
    for one in networks(code):
        fits = one.calls.get("fit", [])
        if fits and "compile" not in one.calls and not _is_given_away(code, one):
            message = (
                f"{one.name}.fit is called, but {one.name} was never compiled: it has no loss and no optimiser, and stops with "
                "“You must call compile() before”."
            )
            yield hit(fits[0], message, one.made)


def _is_given_away(code: Code, one: Network) -> bool:
    """Whether something else gets the network and may compile it, or its compile is called elsewhere."""
    for scope in code.scopes:
        for call in scope.calls:
            if any(dotted(a) == one.name for a in [*call.args, *(k.value for k in call.keywords)]):
                return True
            if scope is not one.scope and dotted(call.func) == f"{one.name}.compile":
                return True
    return False


CHECK = Check(
    name="compile-missing",
    title="The network is fitted without compile()",
    severity="bug",
    idea="compile() tells a network of Keras its loss, its optimiser and its metrics. fit() needs them.",
    question="Which loss does fit() make smaller here?",
    terms=("tensorflow-keras", "loss-functions"),
    bad="""\
from tensorflow import keras

def build(x, y):
    model = keras.Sequential([keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)])
    model.fit(x, y, epochs=5)
    return model
""",
    good="""\
from tensorflow import keras

def build(x, y):
    model = keras.Sequential([keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss="mse")
    model.fit(x, y, epochs=5)
    return model
""",
    find=_find,
)
