"""Training and test rows cut out of one table so that they share rows."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..bindings import Binding
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import dotted, method, receiver
from .roles import held_out, letter, role


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        cut = list(_cuts(scope))
        told = -2
        for test, base in cut:
            trained = [train for train, other in cut if base == other and _is_plain(train.name)]
            for train in trained if held_out(role(test.name)) else ():
                found = _overlap(code, train, test) if letter(train.name) == letter(test.name) else None
                if found is None:
                    continue
                # Features and targets are cut alike, on lines next to each other.
                if found.line - told > 2:
                    yield found
                told = found.line


def _cuts(scope: Scope) -> Iterator[tuple[Binding, str]]:
    """What is named as a part and cut out of a table, with the table, in order."""
    bound = (one for name, ones in scope.bindings.items() if role(name) for one in ones)
    for one in sorted(bound, key=lambda one: one.at):
        base = _base(one.value) if one.kind == "assign" and one.index is None else ""
        if base:
            yield one, base


def _is_plain(name: str) -> bool:
    """Whether a name speaks of the training part alone, and not of `X_train_valid`."""
    return role(name) == "train" and not any(word in name.lower() for word in ("val", "full", "all"))


def _base(value: ast.expr | None) -> str:
    """The table whose rows are taken: `df` of `df[:800]`, `df.iloc[:800]`, `df.sample(frac=0.2)`, `X[train_idx]`."""
    if isinstance(value, ast.Subscript):
        on = value.value
        return dotted(on.value) if isinstance(on, ast.Attribute) and on.attr in ("iloc", "loc") else dotted(on)
    on_call = receiver(value) if isinstance(value, ast.Call) and method(value) == "sample" else None
    return dotted(on_call) if on_call is not None else ""


def _overlap(code: Code, train: Binding, test: Binding) -> Hit | None:
    one, other = train.value, test.value
    if one is None or other is None or code.loops(one) != code.loops(other):
        return None
    said = ""
    if isinstance(one, ast.Call) and isinstance(other, ast.Call):
        said = f"`{train.name}` and `{test.name}` are drawn from the same table independently, so they share rows"
    elif isinstance(one, ast.Subscript) and isinstance(other, ast.Subscript):
        said = _sliced(one, other, train.name, test.name)
    return hit(other, f"{said}: the model is tested on rows that it was trained on.", one) if said else None


def _sliced(one: ast.Subscript, other: ast.Subscript, train: str, test: str) -> str:
    a, b = _rows(one.slice), _rows(other.slice)
    if isinstance(a, ast.Name) and isinstance(b, ast.Name):
        if a.id == b.id and role(a.id) == "train":
            return f"`{test}` is taken by `{a.id}`, the same rows as `{train}`"
        return ""
    if not isinstance(a, ast.Slice) or not isinstance(b, ast.Slice) or a.step or b.step:
        return ""
    if ast.dump(a) == ast.dump(b) and ast.dump(one.value) == ast.dump(other.value) and (a.lower or a.upper):
        same_columns = ast.dump(one.slice) == ast.dump(other.slice)
        return f"`{train}` and `{test}` are the same rows, `{ast.unparse(other)[:50]}`" if same_columns else ""
    first, second = _bounds(a), _bounds(b)
    if first is None or second is None:
        return ""
    low, high = max(first[0], second[0]), min(first[1], second[1])
    return (
        f"`{train}` and `{test}` share the rows from {low:.0f} to {high - 1:.0f}" if low < high < float("inf") else ""
    )


def _rows(index: ast.expr) -> ast.expr:
    return index.elts[0] if isinstance(index, ast.Tuple) and index.elts else index


def _bounds(cut: ast.Slice) -> tuple[float, float] | None:
    """The first row and the one after the last; None unless they are known and counted from the front."""
    found = []
    for part, missing in ((cut.lower, 0.0), (cut.upper, float("inf"))):
        if part is None:
            found.append(missing)
        elif isinstance(part, ast.Constant) and isinstance(part.value, int):
            found.append(float(part.value))
        else:
            return None
    return found[0], found[1]


CHECK = Check(
    name="overlapping-parts",
    title="Training and test share rows",
    severity="leak",
    idea="A test is one only if none of its rows was trained on. Cut the parts so that each row falls into one of them.",
    question="In which of the two parts does each row fall?",
    terms=("sklearn-workflow", "overfitting", "pandas"),
    bad="""
train = df.sample(frac=0.8, random_state=0)
test = df.sample(frac=0.2, random_state=1)
""",
    good="""
train = df.sample(frac=0.8, random_state=0)
test = df.drop(train.index)
""",
    find=_find,
)
