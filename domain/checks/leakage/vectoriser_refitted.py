"""A vectoriser fitted once more, on the test part: other words, other columns."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import dotted, method, receiver
from .estimators import VECTORISERS, kind, steps
from .roles import held_out
from .splits import Splits

_FITS = ("fit", "fit_transform")


def _find(code: Code) -> Iterator[Hit]:
    calls = [c for c in code.calls if method(c) in _FITS and c.args and steps(code, receiver(c)) & VECTORISERS]
    if len(calls) < 2:
        return
    splits = code.fact(Splits)
    for call in calls:
        roles = splits.roles(call.args[0])
        if not roles or not all(map(held_out, roles)):
            continue
        near = [c for c in calls if c is not call and code.scope_of(c) is code.scope_of(call)]
        twin = next((c for c in near if splits.roles(c.args[0]) == {"train"}), None)
        if twin is not None and steps(code, receiver(twin)) & steps(code, receiver(call)):
            on = receiver(call)
            name = (dotted(on) if on is not None else "") or kind(code, on)
            yield hit(
                call,
                f"`{name}` learns a new vocabulary from `{ast.unparse(call.args[0])[:60]}`: other words in other columns than in line "
                f"{twin.lineno}. A model trained there raises ValueError for the number of columns, or reads one word as another.",
                twin,
            )


CHECK = Check(
    name="vectoriser-refitted",
    title="The test texts get a vocabulary of their own",
    severity="bug",
    idea="The vocabulary says which column counts which word, and the model has learned what these columns mean. "
    "It is learned once, on the training texts, and new texts are put into the same columns.",
    question="Which word does column 0 count in the training texts, and which in the test texts?",
    terms=("tokenization", "sklearn-workflow", "spam-detector"),
    bad="""
from sklearn.feature_extraction.text import CountVectorizer
counter = CountVectorizer()
X_train = counter.fit_transform(train_texts)
X_test = counter.fit_transform(test_texts)
""",
    good="""
from sklearn.feature_extraction.text import CountVectorizer
counter = CountVectorizer()
X_train = counter.fit_transform(train_texts)
X_test = counter.transform(test_texts)
""",
    find=_find,
)
