"""Each check of networks finds its own bad example, and nothing finds anything in the good one."""

import ast

import pytest

from studycoach.domain.checks.check import Check
from studycoach.domain.checks.code import Code
from studycoach.domain.checks.networks import CHECKS
from studycoach.domain.checks.registry import CHECKS as ALL
from studycoach.domain.checks.running import run_checks
from studycoach.domain.finding import Hit
from studycoach.domain.source import Source

NAMED = pytest.mark.parametrize("check", CHECKS, ids=[check.name for check in CHECKS])


def found(text: str, checks: tuple[Check, ...] = CHECKS) -> list[tuple[str, Hit]]:
    return [(check.name, hit) for check, hit in run_checks(Source("a.py", text, text), Code(text), checks)]


def changed_lines(bad: str, good: str) -> set[int]:
    return {n for n, line in enumerate(bad.splitlines(), 1) if line not in good.splitlines()}


@NAMED
def test_the_bad_example_is_found_once_at_what_was_changed(check: Check) -> None:
    ((name, hit),) = found(check.bad)
    lines = {*range(hit.line, hit.end_line + 1), *hit.evidence}
    assert name == check.name
    assert lines & changed_lines(check.bad, check.good) or not changed_lines(check.bad, check.good)


@NAMED
def test_no_check_of_any_family_speaks_in_the_good_example(check: Check) -> None:
    assert [name for name, _ in found(check.good, ALL)] == []


@NAMED
def test_a_mend_is_python_in_which_the_check_is_silent(check: Check) -> None:
    for _, hit in found(check.bad):
        lines = check.bad.split("\n")
        for edit in sorted(hit.edits, key=lambda e: (e.line, e.column), reverse=True):
            assert edit.line == edit.end_line
            line = lines[edit.line - 1]
            lines[edit.line - 1] = line[: edit.column - 1] + edit.text + line[edit.end_column - 1 :]
        if hit.edits:
            ast.parse("\n".join(lines))
            assert found("\n".join(lines)) == []


def test_names_are_unique_and_texts_are_as_they_should_be() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    for check in CHECKS:
        assert not check.title.endswith("."), check.name
        assert check.question.endswith("?"), check.name
        assert check.terms, check.name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "match x:\n    case [nn.Linear(), *rest]:\n        pass\n",
        "async def f(*, model, **kw):\n    async with a as b:\n        return [await g(x) async for x in y]\n",
        "class A(nn.Module):\n    class B(nn.Module):\n        def forward(self): return lambda: self\n",
        "class N(N):\n    forward = lambda self, x: self(x)\n",
        "class N(nn.Module):\n    def forward(self, x):\n        return self(x)\nloss = nn.MSELoss()(N()(x), N()(x))\n",
        "def f(model):\n    return f(model)\nF.cross_entropy(f(f)(x), y)\n",
        "def a(x):\n    return b(x)\ndef b(x):\n    return a(x)\nF.cross_entropy(a(x), y)\n",
        "class N(nn.Module):\n    def __init__(self, n):\n        super().__init__()\n        self.n = N(n)\n    def forward(self, *args):\n        return self.n(*args)\nF.nll_loss(N(N)(x), y)\n",
        "nn.Sequential(*[*a, *b])(*c)\nnn.Linear(*a, **b)\nnn.Dropout(*p)\nF.softmax()\ntorch.max()\nx.view()\n",
        "(y := nn.Softmax())(x)\n[z for z in (w := y)]\nwith (a := b) as c: pass\n",
        "model = Sequential()\nmodel.add()\nmodel.compile()\nmodel.compile(loss=loss)\nmodel.fit()\n",
    ],
)
def test_unusual_code_is_borne(text: str) -> None:
    assert found(text) == [] or text.startswith("nn.Sequential(*[") or text.startswith("(y :=")
