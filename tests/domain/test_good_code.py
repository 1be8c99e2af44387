"""What is already good is said only where it is true, at lines under review, and where no finding speaks of it."""

from dataclasses import replace

import pytest

from studycoach.domain.finding import Finding
from studycoach.domain.good_code import good_point
from studycoach.domain.source import Cell, Source

SPLIT = """from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
scaler = StandardScaler()
X_train = scaler.fit_transform(X_train)
X_test = scaler.transform(X_test)
"""
PIPE = """from sklearn.pipeline import make_pipeline
from sklearn.model_selection import cross_val_score
model = make_pipeline(StandardScaler(), SVC())
print(cross_val_score(model, X, y, cv=5).mean())
"""
EVALUATE = """import torch
def evaluate(model, loader):
    model.eval()
    with torch.no_grad():
        return sum(hits(model(x), y) for x, y in loader)
"""
SEEDED = "import numpy as np\nrng = np.random.default_rng(7)\n"
DATES = 'import pandas as pd\nsales = pd.read_csv("sales.csv", parse_dates=["day"])\n'
TESTS = "def test_mean():\n    assert mean([1, 3]) == 2\n"
TYPED = "".join(f'def f{n}(x: int) -> int:\n    """Gives {n} more."""\n    return x + {n}\n' for n in range(3))
FILES = 'with open("a.txt", encoding="utf-8") as file:\n    text = file.read()\n'


def good(text: str, *findings: Finding, **changes) -> str:
    return good_point([replace(Source("train.py", text, text), **changes)], findings)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SPLIT, "The split is seeded, and the StandardScaler is fitted on the training part alone (train.py:3, 5)."),
        (
            PIPE,
            "A pipeline goes into cross_val_score, so that the preparation is fitted anew in each fold (train.py:4).",
        ),
        (EVALUATE, "Evaluation runs after model.eval() and under torch.no_grad() (train.py:3, 4)."),
        (SEEDED, "Random numbers come from a generator of their own with a seed (train.py:2)."),
        (DATES, "The data file is read once, with its dates as dates (train.py:2)."),
        (TESTS, "1 test asserts what the code should do (train.py:1)."),
        (TYPED, "All 3 public functions have a docstring and types (train.py:1)."),
        (FILES, "Files are opened in a with statement and with an encoding (train.py:1)."),
    ],
)
def test_what_is_good_is_said_in_a_sentence_with_its_place(text: str, said: str):
    assert good(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x = (\n",
        "print(1)\n",
        SPLIT.replace(", random_state=0", ""),
        SPLIT.replace("random_state=0", "random_state=None"),
        SPLIT.replace("fit_transform(X_train)", "fit_transform(X)"),
        SPLIT.replace("scaler.transform(X_test)", "scaler.fit_transform(X_test)"),
        SPLIT.replace("X_train, X_test, y_train", "X_test, X_train, y_train"),
        PIPE.replace("cross_val_score(model", "cross_val_score(SVC()"),
        EVALUATE.replace("    model.eval()\n", ""),
        EVALUATE.replace("with torch.no_grad()", "with torch.enable_grad()"),
        SEEDED.replace("7", ""),
        DATES.replace("sales =", "for day in days: sales ="),
        TESTS.replace("assert mean([1, 3]) == 2", "mean([])"),
        TYPED.replace("x: int", "x", 1),
        TYPED.replace('    """Gives 1 more."""\n', ""),
        FILES + 'text = open("b.txt").read()\n',
    ],
)
def test_what_is_not_so_is_never_praised(text: str):
    assert good(text) == ""


def test_what_a_finding_speaks_of_or_is_not_under_review_is_not_praised():
    finding = Finding("train.py", 4, 6, "risk", "any", "Any", "Any.", "model", "x")
    assert good(SPLIT, finding) == ""
    assert good(SPLIT, replace(finding, path="other.py")) != ""
    assert good(SPLIT, changed=frozenset({1, 2, 6})) == ""
    assert good(SPLIT, changed=frozenset({5})) != ""
    assert good(SPLIT, is_partial=True) == ""


def test_the_best_kind_comes_first_whatever_the_order_of_files_and_cells_are_named():
    files = [Source(name, text, text) for name, text in (("a.py", FILES), ("b.py", SPLIT))]
    assert good_point(files).endswith("(b.py:3, 5).")
    notebook = Source("eda.ipynb", SPLIT, "{}", (Cell(1, 1, 2), Cell(4, 3, 4)))
    assert good_point([notebook]).endswith("(eda.ipynb cell 4, line 1).")
