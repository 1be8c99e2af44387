"""The results of train_test_split taken in another order than they come in."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit, replaced
from ..code import Code
from ..syntax import dotted, last
from .roles import held_out, letter, role


def _find(code: Code) -> Iterator[Hit]:
    for call in code.calls:
        parent = code.parents.get(call)
        if (
            last(dotted(call.func)) != "train_test_split"
            or not isinstance(parent, ast.Assign)
            or parent.value is not call
        ):
            continue
        target = parent.targets[0]
        if not isinstance(target, ast.Tuple | ast.List) or any(isinstance(t, ast.Starred) for t in target.elts):
            continue
        names = [dotted(t) for t in target.elts]
        if len(names) == 2 * len(call.args) and (said := _wrong(names, call)):
            order = _in_order(names)
            edits = replaced(target, ", ".join(order)) if order and len(call.args) == 2 else ()
            yield hit(target, f"{said} `train_test_split` gives the training and the test part of its first argument, then of "
                      "its second: X_train, X_test, y_train, y_test.", call, edits=edits)  # fmt: skip


def _wrong(names: list[str], call: ast.Call) -> str:
    """What is wrong with the order, in a sentence; "" for nothing."""
    roles: list[str] = [role(name) for name in names]
    for number, one in enumerate(roles):
        expected = "test" if number % 2 else "train"
        if not any(map(held_out, roles)) or role(dotted(call.args[number // 2])):
            continue
        if (number % 2 and one == "train") or (not number % 2 and one == "test"):
            return f"`{names[number]}` gets the {'test' if expected == 'test' else 'training'} part of `{_text(call, number)}`."
    letters = [letter(name) for name in names]
    given = [letter(last(dotted(a))) for a in call.args]
    for number, one in enumerate(letters):
        mine = given[number // 2]
        if one and mine and one != mine and any(held_out(r) for r in roles):
            return f"`{names[number]}` gets rows of `{_text(call, number)}`."
    return ""


def _text(call: ast.Call, number: int) -> str:
    return ast.unparse(call.args[number // 2])[:40]


def _in_order(names: list[str]) -> list[str]:
    """The same names in the right order, when each is known to be one of the four."""
    found = {(letter(n), "train" if role(n) == "train" else "test"): n for n in names if letter(n) and role(n)}
    wanted = [("x", "train"), ("x", "test"), ("y", "train"), ("y", "test")]
    return [found[w] for w in wanted] if len(found) == len(names) == 4 and all(w in found for w in wanted) else []


CHECK = Check(
    name="split-unpacked",
    title="The parts of a split are mixed up",
    severity="bug",
    idea="train_test_split returns both parts of each array in turn. Names in another order are names for the wrong data.",
    question="In which order does `train_test_split` give back its parts?",
    terms=("sklearn-workflow", "python-functions"),
    bad="""
from sklearn.model_selection import train_test_split
X_train, y_train, X_test, y_test = train_test_split(X, y, random_state=0)
""",
    good="""
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
""",
    find=_find,
)
