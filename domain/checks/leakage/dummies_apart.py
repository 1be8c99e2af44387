"""Training and test rows turned into dummy columns apart from each other."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import method
from .estimators import short_name
from .roles import held_out
from .splits import Splits


def _find(code: Code) -> Iterator[Hit]:
    found = [c for c in code.calls if short_name(code, c) == "get_dummies" and c.args]
    if len(found) < 2 or any(
        method(c) in ("reindex", "align", "get_missing_columns", "Categorical") for c in code.calls
    ):
        return
    if any(isinstance(n, ast.Constant) and n.value == "category" for s in code.scopes for n in s.nodes):
        return
    splits = code.fact(Splits)
    trained = next((c for c in found if splits.roles(c.args[0]) == {"train"}), None)
    for call in found:
        roles = splits.roles(call.args[0])
        if trained is not None and roles and all(map(held_out, roles)):
            data = ast.unparse(call.args[0])[:50]
            yield hit(
                call,
                f"`{data}` gets its own dummy columns: a category that only one of the two parts has makes a column that the other "
                f"lacks (line {trained.lineno}), and the model reads the wrong columns or stops.",
                trained,
            )
            return


CHECK = Check(
    name="dummies-apart",
    title="Dummy columns made apart for training and test",
    severity="risk",
    idea="The columns that a model knows are fixed in training. New data must be brought to these columns, not to its own.",
    question="Which columns come out when the test part has no row of one of the categories?",
    terms=("encoding", "pandas"),
    bad="""
import pandas as pd
X_train = pd.get_dummies(X_train)
X_test = pd.get_dummies(X_test)
""",
    good="""
import pandas as pd
X_train = pd.get_dummies(X_train)
X_test = pd.get_dummies(X_test).reindex(columns=X_train.columns, fill_value=0)
""",
    find=_find,
)
