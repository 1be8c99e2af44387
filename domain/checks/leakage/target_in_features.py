"""The target left among the features."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import argument, begin, dotted, method, receiver
from .estimators import maker, steps
from .roles import letter
from .targets import column_of, constants, dropped, removals

_SAME: Final = ("copy", "to_numpy", "reset_index", "fillna", "dropna", "astype")


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        targets = [
            (b.value, column_of(b.value, code)) for n, bs in scope.bindings.items() if letter(n) == "y" for b in bs
        ]
        for read, column in targets:
            if read is not None and column is not None:
                yield from _in_scope(code, scope, read, *column)
        yield from _at_once(code, scope)


def _at_once(code: Code, scope: Scope) -> Iterator[Hit]:
    """`model.fit(train, train["label"])` and `train_test_split(df, df["label"])`: the table as it is, beside its column."""
    for call in scope.calls:
        if len(call.args) < 2 or method(call) not in ("fit", "train_test_split", "cross_val_score", "cross_validate"):
            continue
        first = 1 if method(call).startswith("cross") else 0
        features, target = call.args[first], argument(call, first + 1)
        column = column_of(target, code) or _column_before(code, features, target)
        if column is None or dotted(column_root(features)) != column[0]:
            continue
        if _holds_target(code, features, *column) and not _is_cleared(code, call, *column):
            yield hit(
                features,
                f"`{ast.unparse(features)[:50]}` still holds `{column[1]}`, which is the target beside it: the model reads the answer "
                "in its features and scores near 1.0, also where it has learned nothing.",
            )


def _column_before(code: Code, features: ast.expr, target: ast.expr | None) -> tuple[str, str] | None:
    """Table and column of a target taken on a line before, `y = df["price"]`, while the table is still the same."""
    read = code.value(target) if isinstance(target, ast.Name) else None
    found = column_of(read, code)
    if found is None or read is None or not isinstance(features, ast.Name):
        return None
    then = next((n for n in ast.walk(read) if isinstance(n, ast.Name) and n.id == found[0]), None)
    same = then is not None and code.binding(then) is code.binding(features)
    return found if same and not _is_part(found[0]) else None


def _is_cleared(code: Code, call: ast.Call, table: str, target: str) -> bool:
    """Whether the target is, or may be, taken out afterwards, or the model chooses its columns itself."""
    parent = code.parents.get(call)
    kept = (
        {n.id for t in parent.targets for n in ast.walk(t) if isinstance(n, ast.Name)}
        if isinstance(parent, ast.Assign)
        else set()
    )
    if any(_taken_out(code, one, one, target) for one in {table, *kept}):
        return True
    if method(call) == "train_test_split":
        parts = {name for name in kept if letter(name) == "x"}
        return not any(_is_learned_from(code, name, begin(call)) for name in parts)
    return (
        bool(steps(code, receiver(call)) & {"ColumnTransformer", "FunctionTransformer"})
        or maker(code, receiver(call)) is None
    )


def column_root(node: ast.expr) -> ast.expr:
    """The table that columns are listed of, `df` of `df[["a", "b"]]`; else the node."""
    return node.value if isinstance(node, ast.Subscript) else node


def _in_scope(code: Code, scope: Scope, read: ast.expr, table: str, target: str) -> Iterator[Hit]:
    for name, bound in scope.bindings.items():
        for one in bound if letter(name) == "x" else ():
            features = one.value
            if one.kind != "assign" or one.index is not None or features is None:
                continue
            if not _holds_target(code, features, table, target) or _taken_out(code, table, name, target):
                continue
            if _is_part(table) and not isinstance(features, ast.Subscript):
                continue  # what is called a part of a split is often cleared of the target beforehand
            if _is_learned_from(code, name, begin(features)):
                yield hit(
                    features,
                    f"`{name}` still holds `{target}`, which is the target in line {read.lineno}: the model reads the answer in "
                    "its features and scores near 1.0, also where it has learned nothing.",
                    read,
                )


def _holds_target(code: Code, node: ast.expr, table: str, target: str) -> bool:
    """Whether the features are surely the table with the target column in it."""
    while isinstance(node, ast.Call | ast.Attribute) and dotted(node) != table:
        inner = _same_columns(code, node)
        if inner is None:
            return False
        if method(node) == "drop" and isinstance(node, ast.Call):
            out = dropped(code, node)
            if out is None or target in out:
                return False
        node = inner
    if isinstance(node, ast.Subscript) and dotted(node.value) == table:
        return _lists_target(code, node.slice, table, target)
    return dotted(node) == table


def _same_columns(code: Code, node: ast.Call | ast.Attribute) -> ast.expr | None:
    """What has the same columns, but for those of `drop`: `df` of `df.values`, `df.copy()`, `pd.get_dummies(df)`."""
    if isinstance(node, ast.Attribute):
        return node.value if node.attr == "values" else None
    if isinstance(node.func, ast.Attribute) and node.func.attr in (*_SAME, "drop"):
        return node.func.value
    return node.args[0] if code.called(node) == "pandas.get_dummies" and node.args else None


def _is_part(table: str) -> bool:
    return "train" in table.lower() or "test" in table.lower()


def _lists_target(code: Code, columns: ast.expr, table: str, target: str) -> bool:
    known = code.value(columns)
    if isinstance(known, ast.List):
        words = constants(code, known)
        return words is not None and target in words and len(words) > 1
    if isinstance(known, ast.ListComp) and len(known.generators) == 1:
        over = known.generators[0]
        if dotted(over.iter) != f"{table}.columns" or not isinstance(known.elt, ast.Name):
            return False
        return all(_keeps(code, test, target) for test in over.ifs)
    return False


def _keeps(code: Code, test: ast.expr, target: str) -> bool:
    """Whether a test such as `c != "id"` or `c not in ["id"]` surely lets the target through."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or not isinstance(test.left, ast.Name):
        return False
    words = constants(code, test.comparators[0])
    return isinstance(test.ops[0], ast.NotEq | ast.NotIn) and words is not None and target not in words


def _taken_out(code: Code, table: str, name: str, target: str) -> bool:
    """Whether the target is, or may be, taken out of the table or of the features."""
    return any(out is None or target in out for kept in (table, name) for out in removals(code, kept))


def _is_learned_from(code: Code, name: str, after: tuple[int, int]) -> bool:
    """Whether a split or a fit takes it as it is, and nothing but a few methods chooses columns of it."""
    calls = [
        c for c in code.calls if method(c) in ("train_test_split", "fit", "cross_val_score", "fit_transform", "split")
    ]
    learned = any(dotted(a) == name for c in calls for a in c.args[:2] if begin(c) > after)
    chosen = any(
        isinstance(n, ast.Subscript) and dotted(n.value) == name and isinstance(n.slice, ast.Constant | ast.List)
        for s in code.scopes
        for n in s.nodes
    )
    return learned and not chosen


CHECK = Check(
    name="target-in-features",
    title="The target is among the features",
    severity="leak",
    idea="Features are what is known before the answer. If the answer is one of them, the model copies it.",
    question="Which columns do the features have, one by one?",
    terms=("feature-selection", "sklearn-workflow", "pandas"),
    bad="""
import pandas as pd
df = pd.read_csv("houses.csv")
y = df["price"]
X = df.drop(columns=["id"])
model.fit(X, y)
""",
    good="""
import pandas as pd
df = pd.read_csv("houses.csv")
y = df["price"]
X = df.drop(columns=["id", "price"])
model.fit(X, y)
""",
    find=_find,
)
