"""A model that draws random numbers without a seed, beside a split that has one."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import keyword, method, spreads
from .estimators import short_name
from .models import METRICS
from .seeds import is_seeded

_RANDOM: Final = frozenset(
    [
        "RandomForestClassifier",
        "RandomForestRegressor",
        "ExtraTreesClassifier",
        "ExtraTreesRegressor",
        "MLPClassifier",
        "MLPRegressor",
    ]
)


def _find(code: Code) -> Iterator[Hit]:
    made = [c for c in code.calls if short_name(code, c) in _RANDOM and not spreads(c)]
    open_ = [c for c in made if keyword(c, "random_state") is None]
    compared = [c for c in open_ if code.loops(c)]
    if not compared or is_seeded(code, "numpy") or not _is_scored(code):
        return
    call = compared[0]
    loop = code.loops(call)[0]
    settings = {n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)} if isinstance(loop, ast.For) else set()
    used = [k for k in call.keywords if isinstance(k.value, ast.Name) and k.value.id in settings and k.arg]
    if used:
        yield hit(
            call,
            f"`{short_name(code, call)}` is fitted with one `{used[0].arg}` after the other, each time with other random numbers: "
            "a difference between their scores may be chance alone.",
            loop,
        )


def _is_scored(code: Code) -> bool:
    return any(method(c) == "score" or short_name(code, c) in METRICS for c in code.calls)


CHECK = Check(
    name="models-compared-without-seed",
    title="Settings compared with other random numbers each",
    severity="smell",
    idea="Change one thing at a time. With the same seed for each setting, what differs is the setting and not the dice.",
    question="Would the same setting, fitted twice, get the same score?",
    terms=("random-forest", "cross-validation"),
    bad="""
from sklearn.ensemble import RandomForestClassifier
for trees in (10, 50, 100):
    model = RandomForestClassifier(n_estimators=trees)
    model.fit(X_train, y_train)
    print(trees, model.score(X_val, y_val))
""",
    good="""
from sklearn.ensemble import RandomForestClassifier
for trees in (10, 50, 100):
    model = RandomForestClassifier(n_estimators=trees, random_state=0)
    model.fit(X_train, y_train)
    print(trees, model.score(X_val, y_val))
""",
    find=_find,
)
