"""A random split that is another one in every run."""

import ast
from collections.abc import Iterator

from ...finding import Edit, Hit
from ..check import Check, hit, inserted
from ..code import Code
from ..syntax import dotted, keyword, last, spreads
from .flow import option
from .seeds import is_seeded


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        if last(dotted(call.func)) != "train_test_split" or spreads(call) or not call.args:
            continue
        if keyword(call, "random_state") is not None or option(call, "shuffle") is False or is_seeded(code, "numpy"):
            continue
        yield hit(
            call,
            "`train_test_split` has no `random_state`: each run tests on other rows, so two runs of the same code give two "
            "scores, and a better one may be luck.",
            edits=_edits(call),
        )


def _edits(call: ast.Call) -> tuple[Edit, ...]:
    after = max(
        [*call.args, *(k.value for k in call.keywords)], key=lambda one: (one.end_lineno or 0, one.end_col_offset or 0)
    )
    return inserted(after.end_lineno or call.lineno, (after.end_col_offset or 0) + 1, ", random_state=0")


CHECK = Check(
    name="split-without-seed",
    title="A split that changes with every run",
    severity="smell",
    idea="Two models can be compared only on the same split. A fixed seed makes the split the same in every run.",
    question="If tomorrow's score is one point better, how will you know that it isn't the split?",
    terms=("sklearn-workflow", "cross-validation"),
    bad="""
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2)
""",
    good="""
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=0)
""",
    find=_find,
)
