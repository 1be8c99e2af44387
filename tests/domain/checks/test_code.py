"""What the checks see of code: names, values, loops, scopes."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.domain.checks.check import Check, hit, inserted
from studycoach.domain.checks.code import Code
from studycoach.domain.checks.registry import CHECKS
from studycoach.domain.checks.running import is_ignored, run_checks
from studycoach.domain.checks.syntax import argument, dotted, keyword, method, names, receiver, spreads
from studycoach.domain.source import Cell, Source


def expression(code: Code, text: str) -> ast.expr:
    """The last expression of the code that reads so."""
    found = [n for scope in code.scopes for n in scope.nodes if isinstance(n, ast.expr) and ast.unparse(n) == text]
    return found[-1]


@pytest.mark.parametrize(
    ("code", "asked", "full"),
    [
        ("import torch.nn as nn\nnn.Linear(1, 2)", "nn.Linear", "torch.nn.Linear"),
        ("from torch import nn\nnn.Linear(1, 2)", "nn.Linear", "torch.nn.Linear"),
        ("from torch.nn import functional as F\nF.relu(x)", "F.relu", "torch.nn.functional.relu"),
        ("import sklearn.svm\nsklearn.svm.SVC()", "sklearn.svm.SVC", "sklearn.svm.SVC"),
        ("from sklearn.preprocessing import StandardScaler as S\nS()", "S", "sklearn.preprocessing.StandardScaler"),
        ("nn.ReLU()", "nn.ReLU", "torch.nn.ReLU"),
        ("train_test_split(X)", "train_test_split", "train_test_split"),
        ("nn = 3\nnn.ReLU()", "nn.ReLU", ""),
        ("def f(np):\n    return np.mean(1)", "np.mean", ""),
        ("class Net: pass\nNet()", "Net", "Net"),
        ("model.fit(x)", "model.fit", ""),
        ("def g():\n    from torch import optim as o\n    o.SGD()", "o.SGD", "torch.optim.SGD"),
    ],
)
def test_a_name_means_what_was_imported_under_it(code: str, asked: str, full: str) -> None:
    parsed = Code(code)
    assert parsed.qualified(expression(parsed, asked)) == full


@pytest.mark.parametrize(
    ("code", "asked", "maker"),
    [
        ("import torch.nn as nn\nc = nn.BCELoss()\nc(a, b)", "c", "torch.nn.BCELoss"),
        ("c = nn.BCELoss().to(d)\nc(a, b)", "c", "torch.nn.BCELoss"),
        ("a = c = nn.BCELoss()\nc(a, b)", "c", "torch.nn.BCELoss"),
        ("a, c = 1, nn.BCELoss()\nc(a, b)", "c", "torch.nn.BCELoss"),
        ("c = nn.BCELoss()\nd = c\nd(a, b)", "d", "torch.nn.BCELoss"),
        ("c = nn.BCELoss()\ndef f():\n    return c(a, b)", "c", "torch.nn.BCELoss"),
        ("c = nn.MSELoss()\nc(1)\nc = nn.BCELoss()\nc(2)", "c", "torch.nn.BCELoss"),
        ("def f(c):\n    c(1)\nc = nn.BCELoss()", "c", ""),
        ("c, d = make()\nc(1)", "c", ""),
        ("for c in losses:\n    c(1)", "c", ""),
    ],
)
def test_a_value_is_followed_to_what_made_it(code: str, asked: str, maker: str) -> None:
    parsed = Code(code)
    loads = [n for s in parsed.scopes for n in s.nodes if isinstance(n, ast.Name) and n.id == asked]
    assert parsed.made_by([n for n in loads if isinstance(n.ctx, ast.Load)][-1]) == maker


def test_an_attribute_of_self_is_known_in_all_methods() -> None:
    code = Code(
        "class A:\n    def b(self):\n        self.c(1)\n    def __init__(self):\n        self.c = nn.BCELoss()\n"
    )
    assert code.made_by(expression(code, "self.c")) == "torch.nn.BCELoss"


def test_what_a_class_body_binds_is_no_name_outside() -> None:
    code = Code("class A:\n    nn = 3\n    def torch(self): ...\nnn.ReLU()\n")
    assert code.qualified(expression(code, "nn.ReLU")) == "torch.nn.ReLU"


def test_loops_contexts_and_scopes_are_those_around_a_place() -> None:
    code = Code(
        "@torch.no_grad()\ndef f():\n    for a in b:\n        with c as d:\n            while e:\n                g(1)\n"
        "    else:\n        h(2)\n"
    )
    call = expression(code, "g(1)")
    assert [type(loop).__name__ for loop in code.loops(call)] == ["While", "For"]
    assert [ast.unparse(context) for context in code.contexts(call)] == ["c", "torch.no_grad()"]
    assert code.scope_of(call).name == "f"
    assert code.loops(expression(code, "b")) == []


def test_calls_come_in_the_order_in_which_they_are_made() -> None:
    code = Code("a(b(), c()).d(e())\nf()\n")
    assert [ast.unparse(call.func) for call in code.module.calls] == ["b", "c", "a", "e", "a(b(), c()).d", "f"]


def test_callers_and_bases_are_found_by_name() -> None:
    code = Code(
        "class B(nn.Module):\n    def a(self): self.b()\n    def b(self): ...\nclass C(B): ...\ndef f(): ...\nf()\nx.f()\n"
    )
    assert [call.lineno for call in code.callers(code.functions["f"])] == [6]
    assert [call.lineno for call in code.callers(code.functions["B.b"])] == [2]
    assert code.bases(code.classes["C"]) == ["B", "torch.nn.Module"]


def test_a_class_that_derives_from_itself_ends() -> None:
    code = Code("class A(B): ...\nclass B(A): ...\n")
    assert "B" in code.bases(code.classes["A"])


def test_the_parts_of_a_call_are_read() -> None:
    call = ast.parse("a.b.c(1, *rest, d=2)", mode="eval").body
    assert isinstance(call, ast.Call)
    assert (method(call), dotted(call.func), dotted(receiver(call) or call)) == ("c", "a.b.c", "a.b")
    assert argument(call, 1) is None
    assert spreads(call)
    assert ast.unparse(keyword(call, "d") or call) == "2"
    assert names(call) == {"a.b.c", "a.b", "a", "rest"}


def _calls_of_bad(code: Code) -> list[ast.Call]:
    return [call for call in code.calls if method(call) == "bad"]


CHECK = Check(
    "says-bad", "Says bad", "bug", "Idea.", "Why?", (), "bad()", "good()",
    lambda code: (hit(call, "bad", edits=inserted(call.lineno, call.col_offset + 1, "not_")) for call in _calls_of_bad(code)),
)  # fmt: skip


def found(text: str, changed: frozenset[int] | None = None, off: tuple[str, ...] = ()) -> list[int]:
    source = Source("a.py", text, text, changed=changed)
    return [one.line for _, one in run_checks(source, Code(text), (CHECK,), off)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("bad()\nbad()\n", [1, 2]),
        ("bad()  # coach: ignore\n", []),
        ("bad()  # coach: ignore[says-bad]\n", []),
        ("bad()  # Coach: ignore[ other, SAYS-BAD ]\n", []),
        ("bad()  # coach: ignore[other]\n", [1]),
        ("bad()  # coach: ignore[mypy:arg-type]\n", [1]),
        ("bad(\n  1,  # coach: ignore\n)\n", []),
    ],
)
def test_a_comment_switches_a_check_off(text: str, lines: list[int]) -> None:
    assert found(text) == lines


def test_a_check_is_switched_off_by_name_and_speaks_of_changed_lines_only() -> None:
    assert found("bad()\n", off=("says-bad",)) == []
    assert found("bad()\nbad()\n", changed=frozenset({2})) == [2]
    assert found("bad(\n 1)\n", changed=frozenset({2})) == [1]


def test_columns_are_counted_in_characters() -> None:
    text = "x = 'ä€😀'; bad()\n"
    ((_, one),) = run_checks(Source("a.py", text, text), Code(text), (CHECK,))
    assert text[one.column - 1 : one.end_column] == "bad()"
    assert text[one.edits[0].column - 1 :].startswith("bad()")


@given(st.text())
def test_any_comment_can_be_asked(text: str) -> None:
    assert is_ignored(text, "says-bad") in (True, False)


def test_what_a_cell_shows_at_its_end_is_no_result_thrown_away() -> None:
    text = "import pandas as pd\ndf = pd.DataFrame()\ndf.dropna()\n\ndf.dropna()\ndf.head()\n"
    cells = (Cell(1, 1, 4), Cell(2, 5, 2))
    hits = run_checks(Source("a.ipynb", text, "", cells), Code(text), CHECKS)
    assert [(check.name, one.line) for check, one in hits] == [("result-thrown-away", 5)]
