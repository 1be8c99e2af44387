"""A transformer fitted on the one row or text that a model is asked about."""

import ast
from collections.abc import Iterator

from ...finding import Hit
from ..check import Check, hit
from ..code import Code
from ..syntax import method, receiver
from .estimators import SCALERS, TRANSFORMERS, VECTORISERS, steps
from .flow import Flow

_ASKING = ("predict", "predict_proba", "decision_function")
_TABLES = ("DataFrame", "Series", "array", "asarray")


def _find(code: Code) -> Iterator[Hit]:
    fits = [c for c in code.calls if method(c) == "fit_transform" and c.args and _is_one_row(code, c.args[0])]
    fits = [c for c in fits if steps(code, receiver(c)) & TRANSFORMERS]
    flow = Flow(code) if fits else None
    asked = [c for c in code.calls if method(c) in _ASKING and c.args and receiver(c) is not None]
    for call in fits if flow else ():
        use = next((c for c in asked if flow and call in flow.lineage(c.args[0], through_estimators=False).calls), None)
        if use is not None:
            yield hit(call, _said(code, call), use)


def _said(code: Code, call: ast.Call) -> str:
    cls, row = sorted(steps(code, receiver(call)) & TRANSFORMERS)[0], ast.unparse(call.args[0])[:50]
    if cls in VECTORISERS:
        what = "its vocabulary is that of this one text, so the columns aren't those that the model was trained on"
    elif cls in SCALERS:
        what = "the mean of one row is the row itself, so every feature becomes 0, whatever the row holds"
    else:
        what = "what it learns from one row isn't what it learned from the training rows"
    return f"`{cls}` is fitted anew on `{row}`, a single row: {what}."


def _is_one_row(code: Code, node: ast.expr) -> bool:
    """Whether data is surely one row: `[text]`, `[[5.1, 3.5]]`, `pd.DataFrame([row])`, `row.reshape(1, -1)`."""
    node = code.value(node)
    if isinstance(node, ast.List):
        return len(node.elts) == 1 and not isinstance(node.elts[0], ast.Starred)
    if not isinstance(node, ast.Call):
        return False
    if method(node) == "reshape" and receiver(node) is not None:
        shape = [ast.unparse(a) for a in node.args]
        return shape in (["1", "-1"], ["(1, -1)"])
    inner = code.value(node.args[0]) if method(node) in _TABLES and node.args else None
    return isinstance(inner, ast.List) and _is_one_row(code, inner)


CHECK = Check(
    name="fitted-on-one-row",
    title="Fitted on the single row to predict",
    severity="bug",
    idea="What prepares a new row is what prepared the training rows: the same object, already fitted, is kept and only applied.",
    question="Which numbers did this object learn from the training rows, and where are they now?",
    terms=("scaling", "tokenization", "sklearn-workflow"),
    bad="""
from sklearn.feature_extraction.text import TfidfVectorizer
X = TfidfVectorizer().fit_transform(texts)
model.fit(X, labels)
print(model.predict(TfidfVectorizer().fit_transform(["free money"])))
""",
    good="""
from sklearn.feature_extraction.text import TfidfVectorizer
vectorizer = TfidfVectorizer()
X = vectorizer.fit_transform(texts)
model.fit(X, labels)
print(model.predict(vectorizer.transform(["free money"])))
""",
    find=_find,
)
