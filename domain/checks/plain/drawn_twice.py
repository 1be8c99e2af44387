"""A subset drawn with replacement."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit, inserted
from ..code import Code
from ..syntax import argument, dotted, keyword, last, method, spreads
from .flow import shown

_SUBSET: Final = re.compile(
    r"(^|_)(train|test|val|valid|validation|holdout|subset|sampled?|keep|selected|split)(_|$|idx|ind)", re.I
)
_LABELS: Final = re.compile(r"^(y|label|target)s?(_|$)", re.IGNORECASE)
_AGAIN: Final = re.compile(r"boot|resampl|bag|oob|draws|replac|synthetic|noise|negative", re.IGNORECASE)


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        if method(call) not in ("choice", "choices") or not _is_random(code, call):
            continue
        parent = code.parents.get(call)
        if not isinstance(parent, ast.Assign) or keyword(call, "replace") is not None or keyword(call, "p") is not None:
            continue
        name, size = last(dotted(parent.targets[0])), argument(call, 1, "size" if method(call) == "choice" else "k")
        if _LABELS.search(name) or size is None or spreads(call) or not _is_all_rows(call) or len(call.args) > 2:
            continue
        around = f"{name} {code.scope_of(call).name}"
        if (_SUBSET.search(name) or _picks_training_rows(code, call, name)) and not _AGAIN.search(around):
            edits = (
                inserted(call.end_lineno or 1, call.end_col_offset or 1, ", replace=False")
                if _is_numpy(code, call)
                else ()
            )
            yield hit(
                call, f"`{shown(call.func)}` puts each row back before the next draw: of 100 draws from 100 rows about 63 are "
                f"different, so `{name}` holds some rows twice.", edits=edits if _ends_plainly(code, call) else (),
            )  # fmt: skip


def _picks_training_rows(code: Code, call: ast.Call, name: str) -> bool:
    """Whether the drawn numbers pick the rows of a part: `X_train = X[idx]`, and the others those of another."""
    scope = code.scope_of(call)
    for part, bound in scope.bindings.items():
        value = bound[0].value
        if (
            re.search(r"(^|_)train(_|$)", part, re.IGNORECASE)
            and isinstance(value, ast.Subscript)
            and dotted(value.slice) == name
        ):
            return any(re.search(r"(^|_)(test|val|valid)(_|$)", other, re.IGNORECASE) for other in scope.bindings)
    return False


def _is_random(code: Code, call: ast.Call) -> bool:
    made = code.called(call)
    if made:
        return (made == "numpy.random.choice" and method(call) == "choice") or made == "random.choices"
    source = code.made_by(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    return source in ("numpy.random.default_rng", "numpy.random.RandomState")


def _is_numpy(code: Code, call: ast.Call) -> bool:
    return code.called(call) != "random.choices"


def _is_all_rows(call: ast.Call) -> bool:
    """Drawn from row numbers: `len(X)`, `X.shape[0]`, `range(n)`, `np.arange(n)`, `df.index`, or a name of indices."""
    of = argument(call, 0, "a")
    if isinstance(of, ast.Call):
        return method(of) in ("len", "range", "arange")
    if isinstance(of, ast.Subscript):
        return isinstance(of.value, ast.Attribute) and of.value.attr == "shape"
    return of is not None and bool(
        re.search(r"(^|_)(index|indices|idx|inds|n|rows)$|^n_", last(dotted(of)), re.IGNORECASE)
    )


def _ends_plainly(code: Code, call: ast.Call) -> bool:
    line = code.text.split("\n")[(call.end_lineno or 1) - 1].encode()
    return line[: (call.end_col_offset or 1) - 1].rstrip()[-1:] not in (b",", b"")


CHECK = Check(
    name="drawn-with-replacement",
    title="A subset is drawn with replacement",
    severity="risk",
    idea="`choice` puts back what it drew unless `replace=False` is said, so that rows come several times and others never.",
    question="How many different rows are in 100 draws from 100 rows?",
    terms=("Probability and Bayes' rule", "NumPy arrays"),
    bad="import numpy as np\n\ntrain_idx = np.random.choice(len(X), 800)\nX_train = X[train_idx]\n",
    good="import numpy as np\n\ntrain_idx = np.random.choice(len(X), 800, replace=False)\nX_train = X[train_idx]\n",
    find=_find,
)
