"""The same file read as training data and as test data."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..bindings import Binding
from ..check import Check, hit
from ..code import Code, Scope
from .flow import shown

_TRAIN: Final = re.compile(r"(^|_)(train|training)(_|$|set|data|df)", re.IGNORECASE)
_TEST: Final = re.compile(r"(^|_)(test|val|valid|validation|holdout)(_|$|set|data|df)", re.IGNORECASE)
_READERS: Final = re.compile(r"pandas\.read_\w+|numpy\.(load|loadtxt|genfromtxt)|datasets\.load_dataset")


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        read = dict(_reads(code, scope, _TRAIN, _TEST))
        for how, bound in _reads(code, scope, _TEST, _TRAIN):
            train = read.get(how)
            if train is not None and bound.value is not None:
                yield hit(
                    bound.value, f"`{bound.name}` is read from the same file as `{train.name}`: the score on `{bound.name}` only says "
                    "how well the training rows are remembered.", train.node,
                )  # fmt: skip


def _reads(code: Code, scope: Scope, named: re.Pattern[str], unlike: re.Pattern[str]) -> Iterator[tuple[str, Binding]]:
    """What is read into names of one kind that aren't of another, each with how it is read."""
    for name, found in scope.bindings.items():
        if named.search(name) and not unlike.search(name):
            yield from ((how, bound) for bound in found if (how := _reading(code, bound)))


def _reading(code: Code, bound: Binding) -> str:
    """How something is read, as text: equal texts give equal data. Empty for anything else than reading a named file."""
    value = bound.value
    if bound.kind != "assign" or bound.index is not None or not isinstance(value, ast.Call) or not value.args:
        return ""
    if not _READERS.fullmatch(code.called(value)):
        return ""
    path = code.value(value.args[0])
    if not (isinstance(path, ast.Constant) and isinstance(path.value, str)):
        return ""
    rest = [shown(one, 200) for one in (*value.args[1:],)] + [f"{k.arg}={shown(k.value, 200)}" for k in value.keywords]
    if code.called(value) == "datasets.load_dataset" and not any(part.startswith("split=") for part in rest):
        return ""
    return f"{code.called(value)} {path.value} {rest}"


CHECK = Check(
    name="one-file-for-both",
    title="Training and test data are read from one file",
    severity="leak",
    idea="A test says something only about rows that training hasn't seen.",
    question="Which rows of the test data has the model not seen when it is scored?",
    terms=("Supervised and unsupervised learning", "Overfitting and regularisation", "Cross-validation"),
    bad='import pandas as pd\n\ntrain = pd.read_csv("train.csv")\ntest = pd.read_csv("train.csv")\n',
    good='import pandas as pd\n\ntrain = pd.read_csv("train.csv")\ntest = pd.read_csv("test.csv")\n',
    find=_find,
)
