"""A scaler, encoder or vectoriser fitted once more, on the test part."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, method, receiver
from .estimators import ENCODERS, SAMPLERS, TRANSFORMERS, VECTORISERS, kind, steps
from .roles import held_out
from .splits import Splits

_FITS = ("fit", "fit_transform")


def _find(code: Code) -> Iterator[Hit]:
    calls = [c for c in code.calls if method(c) in _FITS and receiver(c) is not None and c.args]
    calls = [c for c in calls if _transforms(code, c)]
    splits = code.fact(Splits) if calls else None
    roles_of = {call: splits.roles(call.args[0]) if splits else set() for call in calls}
    twins = {code.scope_of(call): call for call in reversed(calls) if roles_of[call] == {"train"}}
    for call, roles in roles_of.items():
        data, name = ast.unparse(call.args[0])[:60], _name(code, call)
        if splits and "train" in roles and any(map(held_out, roles)):
            yield hit(
                call, f"`{name}` is fitted on `{data}`, training and test rows together, so it learns from the test."
            )
        elif splits and roles and all(map(held_out, roles)):
            twin = twins.get(code.scope_of(call))
            same = steps(code, receiver(twin)) & steps(code, receiver(call)) if twin is not None else set()
            if twin is not None and same and not same & VECTORISERS:  # vectorisers: see `vectoriser-refitted`
                said = (
                    f"which number or column a category gets depends on the categories there are, so they differ from those of line "
                    f"{twin.lineno}"
                    if same & ENCODERS
                    else f"its rows are measured with another yardstick than the training rows in line {twin.lineno}, so the same "
                    "value means different things to the model"
                )
                yield hit(call, f"`{name}` is fitted anew on `{data}`: {said}.", twin)


def _transforms(code: Code, call: ast.Call) -> bool:
    """Whether what is fitted is a transformer; anything that has `fit_transform` is one."""
    found = steps(code, receiver(call))
    if found & SAMPLERS:
        return False
    if "LinearDiscriminantAnalysis" in found and method(call) == "fit":
        return False
    return bool(found & TRANSFORMERS) if method(call) == "fit" else bool(found) and not _is_drawing(found)


def _is_drawing(found: frozenset[str]) -> bool:
    return bool(found & {"TSNE", "UMAP", "MDS", "Isomap"})


def _name(code: Code, call: ast.Call) -> str:
    on = receiver(call)
    return (dotted(on) if on is not None else "") or kind(code, on)


CHECK = Check(
    name="refitted-on-test",
    title="Fitted on the test part",
    severity="leak",
    idea="What prepares the data is learned on the training part and only applied to the test part, as it will be to new data.",
    question="When a single new row comes in tomorrow, what will it be scaled with?",
    terms=("scaling", "encoding", "sklearn-workflow"),
    bad="""
from sklearn.preprocessing import StandardScaler
scaler = StandardScaler()
X_train = scaler.fit_transform(X_train)
X_test = scaler.fit_transform(X_test)
""",
    good="""
from sklearn.preprocessing import StandardScaler
scaler = StandardScaler()
X_train = scaler.fit_transform(X_train)
X_test = scaler.transform(X_test)
""",
    find=_find,
)
