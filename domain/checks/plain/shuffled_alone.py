"""One array of a pair is shuffled, or both in different orders."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import Place, begin, dotted, end, last, method, names

_SEEDING: Final = frozenset(["seed", "set_state", "setstate", "manual_seed"])
_TOGETHER: Final = frozenset(
    [
        "fit",
        "train_test_split",
        "TensorDataset",
        "score",
        "partial_fit",
        "fit_transform",
        "cross_val_score",
        "evaluate",
        "from_tensor_slices",
    ]
)
_INPUT: Final = re.compile(
    r"^(x|xs|inputs?|features?|images?|imgs?|data|texts?|sentences|samples?|docs|documents)(_|$)|(^|_)x$", re.I
)
_ANSWER: Final = re.compile(r"^(y|ys|targets?|labels?|classes|answers?)(_|$)|(^|_)y$|_labels?$|_targets?$", re.I)


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        shuffles = list(_shuffles(code, scope))
        if not shuffles:
            continue
        for number, (name, node, order) in enumerate(shuffles):
            for partner in _partners(scope, name, end(node)):
                # Only what was there before can have lost its order.
                if not any(b.at < begin(node) for b in code.bindings(partner, scope)):
                    continue
                other = next((s for s in shuffles if s[0] == partner), None)
                if other is None and _moved_with(scope, partner, order, begin(node)):
                    continue
                if other is not None and (
                    shuffles.index(other) < number or _same_order(scope, node, other[1], order, other[2])
                ):
                    continue
                how = f"`{partner}` in another" if other else f"`{partner}` stays as it was"
                yield hit(
                    node, f"`{name}` gets a new order and {how}, but they are used in pairs: each row of `{name}` now has the "
                    f"value of another row in `{partner}`.", *([other[1]] if other else []),
                )  # fmt: skip
                break


def _shuffles(code: Code, scope: Scope) -> Iterator[tuple[str, ast.expr | ast.stmt, str]]:
    """What is brought into a random order: its name, where, and by which name of an order (empty for none)."""
    for node in scope.nodes:
        if isinstance(node, ast.Call) and isinstance(code.parents.get(node), ast.Expr) and _is_shuffle(code, node):
            if name := dotted(node.args[0]):
                yield name, node, ""
        elif isinstance(node, ast.Assign) and len(node.targets) == 1 and (name := dotted(node.targets[0])):
            yield from _reordered(code, node, name)


def _reordered(code: Code, node: ast.Assign, name: str) -> Iterator[tuple[str, ast.stmt, str]]:
    """`X = permutation(X)` and `X = X[order]`."""
    value = node.value
    if isinstance(value, ast.Call) and method(value) == "permutation" and [dotted(a) for a in value.args] == [name]:
        yield name, node, ""
    order = _order(code, value.slice) if isinstance(value, ast.Subscript) and dotted(value.value) == name else ""
    if order:
        yield name, node, order


def _is_shuffle(code: Code, call: ast.Call) -> bool:
    if method(call) != "shuffle" or len(call.args) != 1:
        return False
    made = code.called(call)
    if made:
        return made in ("numpy.random.shuffle", "random.shuffle")
    source = code.made_by(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    return source in ("numpy.random.default_rng", "numpy.random.RandomState", "random.Random")


def _order(code: Code, key: ast.expr) -> str:
    """The name of a random order; its place as text where it has no name."""
    value = code.value(key)
    if method(value) in ("permutation", "randperm"):
        return dotted(key) or f"{begin(key)}"
    return ""


def _partners(scope: Scope, name: str, after: Place) -> Iterator[str]:
    """What is used in pairs with a name after a place."""
    for node in scope.nodes:
        if begin(node) <= after:
            continue
        if isinstance(node, ast.Call):
            found, known = [_plain(arg) for arg in node.args[:2]], method(node) in _TOGETHER
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 2:
            found, known = [_plain(part) for part in node.value.elts], False
        else:
            continue
        if name in found and len(found) == 2 and (known or _are_pair(*found)):
            yield from (other for other in found if other and other != name)


def _plain(node: ast.expr) -> str:
    """The name of an array, also of a part of it: `X[:cut]`."""
    return dotted(node.value if isinstance(node, ast.Subscript) else node)


def _are_pair(one: str, other: str) -> bool:
    return bool(_INPUT.search(last(one)) and _ANSWER.search(last(other)))


def _moved_with(scope: Scope, partner: str, order: str, at: Place) -> bool:
    """Whether the partner is brought into the same order by its name."""
    later = [b.value for b in scope.bindings.get(partner, ()) if b.at > at and b.value is not None]
    return any(not order or order in names(value) or method(value) in ("permutation", "take") for value in later)


def _same_order(scope: Scope, one: ast.AST, other: ast.AST, order: str, second: str) -> bool:
    if order and order == second:
        return True
    if order or second:
        return False
    between = (c for c in scope.calls if begin(one) < begin(c) < begin(other))
    return any(method(c) in _SEEDING for c in between)


CHECK = Check(
    name="shuffled-alone",
    title="One of a pair of arrays is shuffled alone",
    severity="bug",
    idea="Row and label belong together by position. Whoever changes the order of one must change the other by the same order.",
    question="After this line, to which row belongs the first label?",
    terms=("Supervised and unsupervised learning", "NumPy arrays"),
    bad="import numpy as np\n\nX, y = load()\nnp.random.shuffle(X)\nmodel.fit(X, y)\n",
    good="import numpy as np\n\nX, y = load()\norder = np.random.permutation(len(X))\nX, y = X[order], y[order]\nmodel.fit(X, y)\n",
    find=_find,
)
