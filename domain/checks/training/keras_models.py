"""Networks of Keras."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..code import Code, Scope
from ..syntax import dotted, last, method

_MAKERS = frozenset({"Sequential", "Model"})
_OTHERS = frozenset({"torch", "lightning", "pytorch_lightning", "jax", "flax", "sklearn", "paddle"})
_WORDS = re.compile(
    r"\b(keras\.(layers|models|Sequential|applications|Model|callbacks)|tf\.(keras|GradientTape|function)|ImageDataGenerator\(|flow_from_(directory|dataframe)\()"
)
_METHODS = frozenset({"compile", "fit", "evaluate", "predict", "fit_generator", "train_on_batch"})


@dataclass(slots=True)
class Network:
    """A network of Keras that gets a name in a scope: the call that makes it, and the calls of its methods there."""

    scope: Scope
    name: str
    made: ast.Call
    calls: dict[str, list[ast.Call]] = field(default_factory=dict)


def is_keras(code: Code) -> bool:
    """Whether this is Keras, by its imports, or in a fragment without any by its words."""
    if code.imported & {"keras", "tensorflow", "tf_keras"}:
        return True
    return not code.imported & _OTHERS and bool(_WORDS.search(code.text))


def networks(code: Code) -> Iterator[Network]:
    """All networks that are made in one piece by Keras' own classes, or by a function of this code, and named once."""
    if not is_keras(code):
        return
    for scope in code.scopes:
        for name, bound in scope.bindings.items():
            values = [b.value for b in bound if b.kind == "assign" and isinstance(b.value, ast.Call)]
            if len(values) == len(bound) == 1 and isinstance(values[0], ast.Call) and bound[0].index is None:
                made = code.called(values[0])
                if last(made) in _MAKERS and ("keras" in made or "tensorflow" in made):
                    yield Network(scope, name, values[0], calls_of(scope, name))


def calls_of(scope: Scope, name: str) -> dict[str, list[ast.Call]]:
    """The calls of a network's methods in a scope, by method."""
    found: dict[str, list[ast.Call]] = {}
    for call in scope.calls:
        if method(call) in _METHODS and dotted(call.func) == f"{name}.{method(call)}":
            found.setdefault(method(call), []).append(call)
    return found
