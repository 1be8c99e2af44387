"""A test part made of the training part, by a line that was copied and not changed to the end."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, method
from .roles import held_out, letter, role


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for name, bound in scope.bindings.items():
            for one in bound:
                value = one.value
                if one.kind != "assign" or one.index is not None or not role(name) or not isinstance(value, ast.Call):
                    continue
                if method(value) not in ("transform", "predict", "predict_proba") or not value.args:
                    continue
                data = dotted(value.args[0])
                mine, other = role(name), role(data)
                if (
                    mine
                    and other
                    and held_out(mine)
                    and other == "train"
                    and letter(data) == "x"
                    and "train" not in name.lower()
                ):
                    yield hit(
                        value,
                        f"`{name}` is made of `{data}`, the training rows: what is called the test is a second look at what the model "
                        "was trained on.",
                    )


CHECK = Check(
    name="transformed-wrong-part",
    title="The test part is made of the training rows",
    severity="bug",
    idea="A name promises what is in it. A copied line whose right side wasn't changed keeps the name and breaks the promise.",
    question="Which rows are in the variable after this line?",
    terms=("sklearn-workflow", "python-basics"),
    bad="""
from sklearn.preprocessing import StandardScaler
scaler = StandardScaler()
X_train_scaled = scaler.fit_transform(X_train)
X_test_scaled = scaler.transform(X_train)
""",
    good="""
from sklearn.preprocessing import StandardScaler
scaler = StandardScaler()
X_train_scaled = scaler.fit_transform(X_train)
X_test_scaled = scaler.transform(X_test)
""",
    find=_find,
)
