"""Features and targets shuffled one after the other, each in its own order."""

import ast
from collections.abc import Iterator
from itertools import pairwise

from ...finding import Hit
from ..check import Check, hit
from ..code import Code, Scope
from ..syntax import argument, dotted, keyword, last, method, receiver
from .roles import letter, tokens
from .seeds import seed_calls


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        shuffled = [(c, d) for c in scope.calls if (d := _shuffled(code, c)) is not None]
        for (first, one), (second, other) in pairwise(shuffled):
            if not _is_pair(one, other) or _same_order(code, scope, first, second):
                continue
            yield hit(
                second,
                f"`{one}` in line {first.lineno} and `{other}` here are shuffled each in an order of its own: row 1 of `{one}` no "
                f"longer belongs to row 1 of `{other}`, and there is nothing left to learn.",
                first,
            )


def _shuffled(code: Code, call: ast.Call) -> str | None:
    """The name of the one array that a call shuffles."""
    full, on = code.called(call), receiver(call)
    if full in ("numpy.random.permutation", "torch.randperm"):
        parent = code.parents.get(call)
        size = argument(call, 0)
        if (
            isinstance(parent, ast.Subscript)
            and parent.slice is call
            and isinstance(size, ast.Call)
            and last(dotted(size.func)) == "len"
        ):
            return dotted(parent.value) or None
    if (
        full in ("numpy.random.shuffle", "random.shuffle", "sklearn.utils.shuffle", "numpy.random.permutation")
        and len(call.args) == 1
    ):
        return dotted(call.args[0]) or None
    if method(call) == "shuffle" and on is not None and "rng" in dotted(on).lower() and len(call.args) == 1:
        return dotted(call.args[0]) or None
    frac = keyword(call, "frac")
    if method(call) == "sample" and on is not None and isinstance(frac, ast.Constant) and frac.value == 1:
        return dotted(on) or None
    return None


def _is_pair(one: str, other: str) -> bool:
    letters = {letter(one), letter(other)}
    return letters == {"x", "y"} and tokens(one)[1:] == tokens(other)[1:]


def _same_order(code: Code, scope: Scope, first: ast.Call, second: ast.Call) -> bool:
    """Whether both get the same seed, or the generator is set back between the two."""
    seeds = [keyword(c, "random_state") for c in (first, second)]
    if seeds[0] is not None and seeds[1] is not None and ast.dump(seeds[0]) == ast.dump(seeds[1]):
        return True
    between = [c for c, _ in seed_calls(code) if code.scope_of(c) is scope]
    between += [c for c in scope.calls if method(c) in ("set_state", "setstate", "default_rng")]
    return any(first.lineno <= c.lineno <= second.lineno for c in between)


CHECK = Check(
    name="shuffled-apart",
    title="Features and targets shuffled apart",
    severity="bug",
    idea="A row and its answer must stay together. Draw one order and use it for both, or shuffle both in one call.",
    question="After both lines, which answer belongs to the first row?",
    terms=("numpy", "sklearn-workflow"),
    bad="""
import numpy as np
np.random.shuffle(X)
np.random.shuffle(y)
""",
    good="""
import numpy as np
order = np.random.permutation(len(X))
X, y = X[order], y[order]
""",
    find=_find,
)
