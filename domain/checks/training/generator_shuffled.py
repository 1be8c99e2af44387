"""Predictions in one order compared with labels in another."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, dotted, keyword, method, spreads

_FLOWS = frozenset({"flow_from_directory", "flow_from_dataframe", "image_dataset_from_directory"})


def _find(code: Code) -> Iterator[Hit]:
    if not any(word in code.text for word in _FLOWS):
        return
    for scope in code.scopes:
        for call in scope.calls:
            if method(call) not in ("predict", "predict_generator") or not call.args:
                continue
            name = dotted(call.args[0])
            made = code.value(call.args[0])
            shuffle = keyword(made, "shuffle") if isinstance(made, ast.Call) else None
            if (
                not isinstance(made, ast.Call)
                or method(made) not in _FLOWS
                or spreads(made)
                or not name
                or argument(made, 6, "") is not None
            ):
                continue
            read = next(
                (
                    n
                    for n in scope.nodes
                    if isinstance(n, ast.Attribute) and n.attr in ("classes", "labels") and dotted(n.value) == name
                ),
                None,
            )
            if read is not None and (shuffle is None or (isinstance(shuffle, ast.Constant) and shuffle.value is True)):
                message = (
                    f"{name} shuffles, which is what it does unless told otherwise: predict() gives its rows in a random order, {name}.{read.attr} "
                    "are in the order of the files, and the score is one of chance."
                )
                yield hit(made, message, call, read)
                break


CHECK = Check(
    name="generator-shuffled",
    title="Predictions and labels are in different orders",
    severity="bug",
    idea="Labels and predictions are compared row by row, so both have to come in the same order. Data that are evaluated need "
    "shuffle=False.",
    question="Is the first prediction that of the first file?",
    terms=("tensorflow-keras", "evaluation-metrics"),
    bad="""\
from tensorflow import keras

def accuracy(model, images):
    test = images.flow_from_directory("data/test", target_size=(64, 64), class_mode="categorical")
    predicted = model.predict(test).argmax(axis=1)
    return (predicted == test.classes).mean()
""",
    good="""\
from tensorflow import keras

def accuracy(model, images):
    test = images.flow_from_directory("data/test", target_size=(64, 64), class_mode="categorical", shuffle=False)
    predicted = model.predict(test).argmax(axis=1)
    return (predicted == test.classes).mean()
""",
    find=_find,
)
