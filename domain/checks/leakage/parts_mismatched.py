"""Features of one part of the data beside targets of another."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import method
from .models import Models, Use
from .roles import tokens

_BATCHED = frozenset({"loader", "dataloader", "dl", "ds", "dataset", "batches", "iter", "iterator"})


def _find(code: Code) -> Iterator[Hit]:
    models = code.fact(Models)
    role = models.splits.role
    for use in [*models.fits, *models.asked]:
        if method(use.call) not in ("fit", "score", "evaluate") or use.target is None:
            continue
        mine, other = role(use.data), role(use.target)
        both = {*tokens(ast.unparse(use.data)), *tokens(ast.unparse(use.target))}
        # A trainer of one's own is given both parts to learn from: `trainer.fit(train_loader, val_loader)`.
        if "y" in tokens(ast.unparse(use.data)) or not both.isdisjoint(_BATCHED):
            continue
        if mine and other and mine != other:
            yield hit(
                use.call,
                f"`{ast.unparse(use.data)[:50]}` is of the {_word(mine)} part, `{ast.unparse(use.target)[:50]}` of the "
                f"{_word(other)} part: row 1 of the one has nothing to do with row 1 of the other.",
            )
    for node, truth, guess in _compared(models):
        mine, other = role(guess.data), role(truth)
        if mine and other and mine != other:
            yield hit(
                node,
                f"`{ast.unparse(guess.call)[:60]}` predicts the {_word(mine)} part, but `{ast.unparse(truth)[:50]}` are the answers "
                f"of the {_word(other)} part: row 1 of the one has nothing to do with row 1 of the other.",
                guess.call,
            )


def _compared(models: Models) -> Iterator[tuple[ast.expr, ast.expr, Use]]:
    """Where predictions are compared with answers, by a metric or by hand: the place, the answers, the prediction."""
    for call in models.metrics:
        if len(call.args) > 1:
            second = models.predicting(call.args[1])
            guess = second or models.predicting(call.args[0])
            if guess is not None:
                yield call, call.args[0] if second else call.args[1], guess
    yield from models.compared


def _word(role: str) -> str:
    return {"train": "training", "val": "validation", "test": "test"}[role]


CHECK = Check(
    name="parts-mismatched",
    title="Rows of one part beside answers of another",
    severity="bug",
    idea="A prediction and its answer must be of the same row. Of different parts they have different lengths, or nothing in common.",
    question="Of which rows are these the answers?",
    terms=("sklearn-workflow", "evaluation-metrics"),
    bad="""
model.fit(X_train, y_train)
y_pred = model.predict(X_test)
print(accuracy_score(y_train, y_pred))
""",
    good="""
model.fit(X_train, y_train)
y_pred = model.predict(X_test)
print(accuracy_score(y_test, y_pred))
""",
    find=_find,
)
