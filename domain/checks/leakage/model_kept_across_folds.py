"""A network that goes on learning from fold to fold, so that it has seen the rows that test it."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import begin, dotted, last, method, receiver
from .splits import Splits

_RESETS: Final = frozenset(
    [
        "load_state_dict",
        "set_weights",
        "clone_model",
        "deepcopy",
        "reset_parameters",
        "apply",
        "reset_weights",
        "load_weights",
        "clone",
        "reset_model",
    ]
)


def _find(code: Code) -> Iterator[Hit]:
    splits = code.fact(Splits)
    for split in splits.folds:
        loop = next((n for n in code.around(split.node) if isinstance(n, ast.For)), None)
        if method(split.node) != "split" or loop is None or split.node not in list(ast.walk(loop.iter)):
            continue
        inside = [n for one in loop.body for n in ast.walk(one)]
        if any(isinstance(n, ast.Call) and method(n) in _RESETS for n in inside):
            continue
        for call in inside:
            model = _network(code, call)
            if isinstance(call, ast.Call) and model and not _is_made_in(inside, model):
                yield hit(
                    call,
                    f"`{model}` is made before the loop over the folds and keeps its weights: from the second fold on it has trained "
                    "on the rows that it is tested on.",
                    loop,
                )
                break


def _network(code: Code, call: ast.AST) -> str:
    """The name of the network that a call trains: `model.fit(…)` of Keras, `model.train()` or `train(model, …)` of PyTorch."""
    if not isinstance(call, ast.Call):
        return ""
    on = receiver(call)
    if method(call) == "fit" and on is not None and _is_keras(code, on):
        return dotted(on)
    if method(call) == "train" and on is not None and not call.args and _is_torch(code, on):
        return dotted(on)
    if isinstance(call.func, ast.Name) and "train" in call.func.id.lower():
        return next((dotted(a) for a in call.args if _is_torch(code, a)), "")
    return ""


def _is_keras(code: Code, node: ast.expr) -> bool:
    made = code.made_by(node)
    return bool(dotted(node)) and last(made) in ("Sequential", "Model") and "torch" not in made


def _is_torch(code: Code, node: ast.expr) -> bool:
    made = code.made_by(node) if dotted(node) else ""
    cls = code.classes.get(made)
    return made == "torch.nn.Sequential" or (cls is not None and "torch.nn.Module" in code.bases(cls))


def _is_made_in(inside: list[ast.AST], model: str) -> bool:
    return any(isinstance(n, ast.Name) and n.id == model and isinstance(n.ctx, ast.Store) and begin(n) for n in inside)


CHECK = Check(
    name="model-kept-across-folds",
    title="The model of one fold goes on in the next",
    severity="leak",
    idea="Each fold needs a fresh model. scikit-learn's fit starts anew, but a network goes on from the weights that it has.",
    question="What has the model of the second fold already been trained on?",
    terms=("cross-validation", "pytorch-training-loop"),
    bad="""
from sklearn.model_selection import KFold
from tensorflow import keras
model = keras.Sequential([keras.layers.Dense(1)])
model.compile(loss="mse")
for train, test in KFold(5).split(X):
    model.fit(X[train], y[train], epochs=10)
    print(model.evaluate(X[test], y[test]))
""",
    good="""
from sklearn.model_selection import KFold
from tensorflow import keras
for train, test in KFold(5).split(X):
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(loss="mse")
    model.fit(X[train], y[train], epochs=10)
    print(model.evaluate(X[test], y[test]))
""",
    find=_find,
)
