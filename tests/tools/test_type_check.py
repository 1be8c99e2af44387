"""Types, checked by the real tools where they are installed."""

from pathlib import Path

import pytest

from studycoach.domain.errors import CoachError
from studycoach.domain.source import Cell, Source
from studycoach.tools.programs import beside
from studycoach.tools.ruff import Linted
from studycoach.tools.type_check import TypeChecker, check_types

WRONG = 'x: int = "a"\n'


def source(text: str, path: str = "a.py", is_partial: bool = False) -> Source:
    cells = (Cell(2, 1, text.count("\n")),) if path.endswith(".ipynb") else ()
    return Source(path, text, text, cells, is_partial=is_partial)


@pytest.mark.parametrize("tool", ["mypy", "ty"])
def test_a_tool_that_is_not_installed_is_told_with_how_to_get_it(tool: TypeChecker) -> None:
    if beside(tool):
        pytest.skip(f"{tool} is installed")
    with pytest.raises(CoachError, match=f"pip install {tool}"):
        check_types([source(WRONG)], tool)


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["mypy", "ty"])
def test_values_that_do_not_fit_their_types_are_found_where_they_stand(
    tool: TypeChecker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not beside(tool):
        pytest.skip(f"{tool} isn't installed")
    (tmp_path / "mypy.ini").write_text("[mypy]\nplugins = theirs.py\nignore_errors = True\n")
    (tmp_path / "ty.toml").write_text('[rules]\nall = "ignore"\n')
    (tmp_path / "theirs.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    monkeypatch.chdir(tmp_path)
    sources = [
        source("from shop.prices import price\nimport numpy\nprint(nobody)\nprice(1)\nprice(2)  # coach: ignore\n"),
        source("def price(name: str) -> int:\n    return len(name)\n", "shop/prices.py"),
        source(WRONG, "typing.py"),
        source(WRONG, "my data/-x y.py"),
        source(f"# %time\n{WRONG}", "nb.ipynb"),
        source("def f(:\n", "broken.py"),
        source(WRONG, "part.py", is_partial=True),
    ]
    linted = check_types(sources, tool)
    assert linted.trouble == ""
    assert {path: [fact.hit.line for fact in facts] for path, facts in linted.facts.items()} == {
        "a.py": [4], "shop/prices.py": [], "typing.py": [1], "my data/-x y.py": [1], "nb.ipynb": [2],
    }  # fmt: skip
    (fact,) = linted.facts["typing.py"]
    assert fact.code.startswith(f"{tool}:")
    assert (fact.hit.column, fact.hit.end_column) == (10, 12)
    assert not (tmp_path / "ran").exists()


@pytest.mark.slow
def test_a_check_that_takes_too_long_is_told_and_is_no_error() -> None:
    if not beside("mypy"):
        pytest.skip("mypy isn't installed")
    linted = check_types([source(WRONG)], "mypy", seconds=0.01)
    assert linted.facts == {}
    assert linted.trouble.startswith("Types were not checked: mypy took longer than 0.01 seconds")


def test_nothing_to_check_is_no_run() -> None:
    if not beside("mypy"):
        pytest.skip("mypy isn't installed")
    assert check_types([source("def f(:\n")], "mypy") == Linted(incomplete=frozenset({"a.py"}))
