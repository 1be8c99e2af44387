"""The first of an ascending order taken for the best."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import argument, dotted, keyword, last, method, receiver, spreads
from .flow import shown

_GOOD: Final = re.compile(r"(^|_)(scores?|sims?|similarity|similarities|probs?|probabilities|logits|importances?|relevance|"
                          r"confidences?|accurac\w+|feature_importances_|tfidf|preds?|predictions?|votes)(_|$)", re.IGNORECASE)  # fmt: skip
_BAD: Final = re.compile(
    r"dist|loss|err|cost|rank|neg|least|worst|lowest|bottom|hard|uncertain|smallest|_min|min_", re.IGNORECASE
)
_TOP: Final = re.compile(r"(^|_)(top|best|highest|largest|most|nearest|closest)(_|$|\d|k)", re.IGNORECASE)


def _find(code: Code) -> Iterator[Hit]:
    for scope in code.scopes:
        for node in scope.nodes:
            taken = _first_few(node)
            ordered = code.value(taken) if taken is not None else None
            by = _ascending(code, ordered) if isinstance(ordered, ast.Call) else ""
            if not by or not isinstance(node, ast.expr):
                continue
            if _BAD.search(by) or not _GOOD.search(by):
                continue
            told = _name(code, node)
            if _TOP.search(told) and not _BAD.search(told):
                yield hit(
                    node,
                    f"The order is ascending, so the first of it has the least of `{by}`: `{told}` gets the worst.",
                    ordered or node,
                )


def _first_few(node: ast.AST) -> ast.expr | None:
    """What the first of are taken: of `x[:k]`, `x.head(k)`."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        cut = node.slice
        negative = isinstance(cut.upper, ast.UnaryOp)
        return node.value if cut.lower is None and cut.upper is not None and cut.step is None and not negative else None
    return receiver(node) if method(node) == "head" else None


def _ascending(code: Code, call: ast.Call) -> str:
    """The name of what something is sorted by, smallest first; empty when it isn't known."""
    if spreads(call):
        return ""
    made, name = code.called(call), method(call)
    if made == "numpy.argsort" or made == "torch.argsort" or (not made and name == "argsort") or made == "sorted":
        of = argument(call, 0) if made else receiver(call)
        if any(k.arg in ("descending", "reverse", "key") for k in call.keywords) or of is None:
            return ""
        value = code.value(of)
        if isinstance(of, ast.UnaryOp | ast.BinOp) or isinstance(value, ast.UnaryOp) or "-" in shown(value, 200):
            return ""
        return last(dotted(of if not isinstance(of, ast.Subscript) else of.value))
    if name == "sort_values" and not made:
        by = argument(call, 0, "by")
        return str(by.value) if isinstance(by, ast.Constant) and keyword(call, "ascending") is None else ""
    return ""


def _name(code: Code, node: ast.expr) -> str:
    """The name that the first few get, or of the function that gives them back."""
    inner: ast.AST = node
    for outer in code.around(node):
        if isinstance(outer, ast.Assign):
            return last(dotted(outer.targets[0]))
        if (isinstance(outer, ast.For) and inner is outer.iter) or isinstance(outer, ast.Return):
            return last(code.scope_of(node).name)
        if isinstance(outer, ast.stmt):
            return ""
        inner = outer
    return ""


CHECK = Check(
    name="least-taken-for-best",
    title="The smallest scores are taken for the best",
    severity="bug",
    idea="Sorting puts the smallest first. The best scores stand at the end, or first in the order of the negated scores.",
    question="Which score has the first index that argsort gives for [0.9, 0.1, 0.5]?",
    terms=("Searching and sorting", "Embeddings", "Chunking and retrieval"),
    bad="import numpy as np\n\ndef best(scores, k):\n    top = np.argsort(scores)[:k]\n    return top\n",
    good="import numpy as np\n\ndef best(scores, k):\n    top = np.argsort(scores)[::-1][:k]\n    return top\n",
    find=_find,
)
