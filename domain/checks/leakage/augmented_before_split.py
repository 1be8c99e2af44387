"""Copies of rows or images put beside them before the split."""

import ast
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, keyword, last, method, names
from .before_split import split_words
from .splits import Splits

_JOINING: Final = frozenset({"concatenate", "vstack", "concat", "append", "cat", "ConcatDataset"})


def _find(code: Code) -> Iterator[Hit]:
    found = [c for c in code.calls if _adds_copies(c)]
    splits = code.fact(Splits) if found else None
    told: set[ast.expr] = set()
    for call in found if splits else ():
        if splits is None or splits.flow.lineage(call).stopped:
            continue
        reached = (s for s in splits.all if any(call in splits.flow.lineage(a).calls for a in s.arrays))
        split = next(reached, None)
        if split is not None and split.node not in told:
            told.add(split.node)
            yield hit(
                call,
                f"`{ast.unparse(call)[:60]}` puts copies beside the originals, before {split_words(split)}: an "
                "original can be tested on a model that was trained on its own copy.",
                split.node,
            )


def _adds_copies(call: ast.Call) -> bool:
    """Whether it joins data with something made of that same data, as `np.concatenate([X, np.fliplr(X)])`."""
    name = method(call)
    if "augment" in name.lower() and call.args:
        return not name[:1].isupper()
    if name not in _JOINING or _axis(call) not in (0, None) or not call.args:
        return False
    parts = call.args[0].elts if isinstance(call.args[0], ast.List | ast.Tuple) else []
    plain = {dotted(p) for p in parts if dotted(p)}
    if len(plain) < len([p for p in parts if dotted(p)]):
        return True
    made = [p for p in parts if isinstance(p, ast.Call | ast.BinOp | ast.Subscript) and not _is_selection(p)]
    return any(names(p) & plain for p in made)


def _axis(call: ast.Call) -> object:
    value = keyword(call, "axis") or keyword(call, "dim")
    value = call.args[1] if value is None and len(call.args) > 1 else value
    return value.value if isinstance(value, ast.Constant) else 0 if value is None else "unknown"


def _is_selection(part: ast.expr) -> bool:
    """Whether it takes rows or columns as they are; `X[:, ::-1]` turns them round."""
    if isinstance(part, ast.Subscript):
        steps = [n for n in ast.walk(part.slice) if isinstance(n, ast.Slice) and n.step is not None]
        inner = part.slice.elts[0] if isinstance(part.slice, ast.Tuple) and part.slice.elts else part.slice
        return not any(step is not inner for step in steps)
    flips = ("flip", "fliplr", "flipud", "roll", "rot90", "noise", "rotate", "shift", "jitter", "sample")
    if isinstance(part, ast.Call):
        return not any(word in last(dotted(part.func)).lower() for word in flips)
    return not (isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add | ast.Mult))


CHECK = Check(
    name="augmented-before-split",
    title="Augmented before the split",
    severity="leak",
    idea="A changed copy is nearly the original. If one is trained on and the other tested, the test asks what was shown before.",
    question="On which side of the split does the copy of a test image stand?",
    terms=("cnn", "sklearn-workflow", "overfitting"),
    bad="""
import numpy as np
from sklearn.model_selection import train_test_split
X = np.concatenate([X, np.flip(X, axis=2)])
y = np.concatenate([y, y])
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
""",
    good="""
import numpy as np
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
X_train = np.concatenate([X_train, np.flip(X_train, axis=2)])
y_train = np.concatenate([y_train, y_train])
""",
    find=_find,
)
