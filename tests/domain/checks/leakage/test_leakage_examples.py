"""Each check finds its bad example once, at the right line, and nothing speaks in its good one; fixes leave silence."""

import ast

import pytest

from studycoach.domain.checks.check import Check
from studycoach.domain.checks.code import Code
from studycoach.domain.checks.leakage import CHECKS
from studycoach.domain.checks.registry import CHECKS as ALL
from studycoach.domain.finding import Edit

BAD_LINES = {
    "accuracy-of-rare-class": 5,
    "accuracy-of-regression": 5,
    "augmented-before-split": 4,
    "binary-metric-on-many-classes": 5,
    "cross-validated-on-test": 4,
    "dummies-apart": 4,
    "filled-by-hand-before-split": 3,
    "fitted-on-all-rows": 5,
    "fitted-on-one-row": 5,
    "folds-seed-ignored": 3,
    "folds-without-seed": 3,
    "future-in-features": 3,
    "groups-ignored": 5,
    "imputed-before-split": 5,
    "left-untransformed": 9,
    "metric-arguments-swapped": 4,
    "model-fitted-on-test": 3,
    "model-kept-across-folds": 7,
    "models-compared-without-seed": 4,
    "overlapping-parts": 3,
    "oversampled-before-split": 4,
    "parts-mismatched": 4,
    "refitted-on-test": 5,
    "rmse-without-root": 4,
    "roc-auc-of-classes": 5,
    "scaled-before-split": 5,
    "scaled-by-hand-before-split": 3,
    "score-of-class-zero": 3,
    "scored-against-itself": 3,
    "scored-on-train": 5,
    "seed-never-used": 3,
    "seed-of-other-library": 4,
    "seed-too-late": 5,
    "selected-before-split": 5,
    "shuffled-apart": 4,
    "split-unpacked": 3,
    "split-without-seed": 3,
    "target-encoded-before-split": 3,
    "target-in-features": 5,
    "target-source-in-features": 5,
    "time-series-shuffled": 6,
    "transformed-wrong-part": 5,
    "tuned-on-test": 7,
    "vectorised-before-split": 4,
    "vectoriser-refitted": 5,
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_check_finds_its_bad_example_once_at_its_line(check: Check) -> None:
    found = [(one.name, place.line) for one in CHECKS for place in one.find(Code(check.bad))]
    assert found == [(check.name, BAD_LINES[check.name])]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_no_check_of_any_family_speaks_in_a_good_example(check: Check) -> None:
    assert [(one.name, place.line) for one in ALL for place in one.find(Code(check.good))] == []


FIXED = {
    "from sklearn.model_selection import train_test_split\na, b = train_test_split(X)": "random_state=0)",
    "a, b = train_test_split(X, test_size=0.2,)": "test_size=0.2, random_state=0,)",
    "a, b = train_test_split(\n    X,\n    stratify=f(X),\n)": "stratify=f(X), random_state=0,\n",
    "X_train, y_train, X_test, y_test = train_test_split(X, y, random_state=0)": "X_train, X_test, y_train, y_test = ",
    "(xtr, ytr, xte, yte) = train_test_split(x, y, random_state=0)": "xtr, xte, ytr, yte = ",
    "KFold(n_splits=5, random_state=1)": "KFold(n_splits=5, shuffle=True, random_state=1)",
    "KFold(random_state=1)": "KFold(shuffle=True, random_state=1)",
    "f1_score(y_pred, y_test, average='macro')": "f1_score(y_test, y_pred, average='macro')",
    "r2_score(m.predict(X_test), y_test)": "r2_score(y_test, m.predict(X_test))",
    "p = m.predict_proba(X)[:, 0]\nroc_auc_score(y, p)": "m.predict_proba(X)[:, 1]",
}


@pytest.mark.parametrize(("text", "after"), FIXED.items())
def test_a_fix_is_valid_and_leaves_nothing_to_find(text: str, after: str) -> None:
    places = [place for check in CHECKS for place in check.find(Code(text))]
    edits = [edit for place in places for edit in place.edits]
    fixed = applied(text, edits)
    assert after in fixed
    assert ast.parse(fixed)
    assert [check.name for check in CHECKS for _ in check.find(Code(fixed))] == []


def applied(text: str, edits: list[Edit]) -> str:
    lines = text.split("\n")
    for edit in sorted(edits, key=lambda one: (one.line, one.column), reverse=True):
        first, final = lines[edit.line - 1], lines[edit.end_line - 1]
        lines[edit.line - 1 : edit.end_line] = [first[: edit.column - 1] + edit.text + final[edit.end_column - 1 :]]
    return "\n".join(lines)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_what_a_check_teaches_is_short_and_named(check: Check) -> None:
    assert not check.title.endswith(".")
    assert check.question.endswith("?")
    assert 1 <= check.idea.count(". ") + 1 <= 2
    assert check.terms
