"""Scores called those of the test that are measured on the training data."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, method
from .loops import Loops
from .words import is_loader, part, tokens

_MEASURES = frozenset(
    {"evaluate", "eval", "validate", "test", "accuracy", "score", "measure", "loss", "acc", "compute", "check"}
)


def _find(code: Code) -> Iterator[Hit]:
    if not code.fact(Loops).is_torch:
        return
    for call in code.calls:
        if _MEASURES.isdisjoint(tokens(method(call))):
            continue
        loader = next((a for a in call.args if dotted(a) and is_loader(code, a)), None)
        if loader is None or part(loader) != "train" or any(part(a) == "held" for a in call.args):
            continue
        said = _called_so(code, call)
        if said is not None:
            message = (
                f"{ast.unparse(said)[:60]} says that this is held-out data, but {method(call)} gets {dotted(loader)}: it is the score on "
                "rows that were learned from."
            )
            yield hit(loader, message, said)


def _called_so(code: Code, call: ast.Call) -> ast.expr | None:
    """The name or text that calls the result one of held-out data."""
    outer = code.parents.get(call)
    if isinstance(outer, ast.Assign) and len(outer.targets) == 1:
        target = outer.targets[0]
        names = target.elts if isinstance(target, ast.Tuple) else [target]
        return (
            target
            if all(part(one) == "held" or dotted(one) == "_" for one in names) and part(target) == "held"
            else None
        )
    return None


CHECK = Check(
    name="test-score-of-training-data",
    title="A test score is measured on the training data",
    severity="leak",
    idea="Only rows that weren't learned from say how a network does on new ones.",
    question="Has the network learned from the rows that this score is about?",
    terms=("overfitting", "evaluation-metrics"),
    bad="""\
def report(model, train_loader, test_loader):
    model.eval()
    train_acc = evaluate(model, train_loader)
    test_acc = evaluate(model, train_loader)
    return train_acc, test_acc
""",
    good="""\
def report(model, train_loader, test_loader):
    model.eval()
    train_acc = evaluate(model, train_loader)
    test_acc = evaluate(model, test_loader)
    return train_acc, test_acc
""",
    find=_find,
)
