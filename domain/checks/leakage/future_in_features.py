"""Features of a time series that are made of rows yet to come."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, dotted, method, receiver
from .flow import option
from .splits import Split, Splits
from .targets import column_of, constants, dropped, target_columns
from .time_series_shuffled import at_random

_SAID: Final = {
    "center": "`{call}` averages over the rows before and after: on the day of the forecast `{column}` isn't known, so the score is better "
    "than any forecast will be.",
    "shift": "`{call}` takes a value from a row yet to come: on the day of the forecast `{column}` isn't known, so the score is better than "
    "any forecast will be.",
    "own": "`{call}` ends at the row itself, and `{of}` is the target: `{column}` holds a part of the answer that isn't known on the day of "
    "the forecast.",
}


@dataclass(frozen=True, slots=True)
class _Made:
    """A column, the call that makes it, how, and of which column."""

    call: ast.Call
    column: str
    how: str
    of: str = ""


def _find(code: Code) -> Iterator[Hit]:
    made = list(_columns(code))
    splits = code.fact(Splits) if made else None
    targets = target_columns(code) if made else {}
    for one in made if splits else ():
        if (one.how == "own" and one.of not in targets) or (one.how != "center" and not _is_feature(code, one.column)):
            continue
        split = next((s for s in splits.all if _is_made_of(splits, s, one.call)), None) if splits else None
        if split is not None and (one.how == "center" or not at_random(code, split)):  # see `time-series-shuffled`
            yield hit(
                one.call,
                _SAID[one.how].format(call=ast.unparse(one.call)[-60:], column=one.column, of=one.of),
                split.node,
            )


def _is_made_of(splits: Splits, split: Split, call: ast.Call) -> bool:
    return any(call in splits.flow.lineage(array).calls for array in split.arrays)


def _columns(code: Code) -> Iterator[_Made]:
    """The columns that are made of other rows, of those yet to come (`center`, `shift`) or up to their own (`own`)."""
    for scope in code.scopes:
        for node in scope.nodes:
            column = column_of(node.targets[0]) if isinstance(node, ast.Assign) and len(node.targets) == 1 else None
            if column is None or not isinstance(node, ast.Assign):
                continue
            calls = [n for n in ast.walk(node.value) if isinstance(n, ast.Call)]
            shifted = any(method(c) in ("shift", "diff", "pct_change") for c in calls)
            for call in calls:
                on = receiver(call)
                of = column_of(on) if on is not None else None
                if method(call) == "rolling" and option(call, "center") is True:
                    yield _Made(call, column[1], "center")
                elif call is node.value and _looks_ahead(call):
                    yield _Made(call, column[1], "shift")
                elif method(call) in ("rolling", "expanding", "ewm") and of is not None and not shifted:
                    yield _Made(call, column[1], "own", of[1])


def _looks_ahead(call: ast.Call) -> bool:
    """`df["sales"].shift(-1)`."""
    steps = argument(call, 0, "periods")
    on = receiver(call)
    back = isinstance(steps, ast.UnaryOp) and isinstance(steps.op, ast.USub)
    return method(call) == "shift" and back and on is not None and column_of(on) is not None


def _is_feature(code: Code, column: str) -> bool:
    """Whether a column stands in the list of the features, and isn't what is predicted."""
    features = False
    for scope in code.scopes:
        for name, bound in scope.bindings.items():
            for one in bound if _is_part_name(name) else ():
                if one.kind != "assign" or one.index is not None or one.value is None:
                    continue
                known = column_of(one.value, code)
                if known is not None and known[1] == column and name.lower()[:1] == "y":
                    return False
                listed = one.value.slice if isinstance(one.value, ast.Subscript) and dotted(one.value.value) else None
                words = constants(code, listed) if listed is not None else None
                features = features or (
                    name.lower()[:1] == "x" and (column in (words or ()) or _is_left(code, one.value, column))
                )
    return features


def _is_left(code: Code, node: ast.expr, column: str) -> bool:
    """Whether `df.drop(columns=[…])` surely leaves a column."""
    out = dropped(code, node) if isinstance(node, ast.Call) and method(node) == "drop" else None
    return out is not None and column not in out


def _is_part_name(name: str) -> bool:
    """Whether a name speaks of features or targets: `X`, `X_train`, `y`."""
    return name.lower() in ("x", "y") or name.lower().startswith(("x_", "y_"))


CHECK = Check(
    name="future-in-features",
    title="A feature made of rows yet to come",
    severity="leak",
    idea="A forecast knows the past alone. A window around a row, or a value from the next one, tells it the answer.",
    question="On the day that this row stands for, which of the values in this window have been measured?",
    terms=("feature-selection", "cross-validation", "sklearn-workflow"),
    bad="""
df = df.sort_values("date")
df["trend"] = df["sales"].rolling(7, center=True).mean()
df["tomorrow"] = df["sales"].shift(-1)
train, test = df[:800], df[800:]
""",
    good="""
df = df.sort_values("date")
df["trend"] = df["sales"].rolling(7).mean()
df["tomorrow"] = df["sales"].shift(-1)
train, test = df[:800], df[800:]
""",
    find=_find,
)
