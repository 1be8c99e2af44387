"""Facts of ruff, by real runs of it; one run over many sources is as cheap as one."""

import json
import time
from pathlib import Path

import pytest

from studycoach.domain.errors import CoachError
from studycoach.domain.source import Cell, Source
from studycoach.tools.notebook import read_notebook
from studycoach.tools.ruff import Linted, lint


def source(text: str, path: str = "a.py", changed: frozenset[int] | None = None, is_partial: bool = False) -> Source:
    return Source(path, text, text, changed=changed, is_partial=is_partial)


def notebook(*cells: str | None, path: str = "a.ipynb") -> Source:
    """A notebook of these code cells; None is a cell of text."""
    told = [
        {"cell_type": "markdown", "metadata": {}, "source": "words"} if one is None
        else {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": one}
        for one in cells
    ]  # fmt: skip
    raw = json.dumps({"cells": told, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
    read = read_notebook(raw)
    return Source(path, read.text, raw, read.cells)


def places(linted: Linted, path: str = "a.py") -> list[tuple[str, int]]:
    return [(fact.code, fact.hit.line) for fact in linted.facts[path]]


def codes(*sources: Source) -> dict[str, list[str]]:
    linted = lint(sources)
    assert linted.trouble == ""
    return {path: [fact.code for fact in facts] for path, facts in linted.facts.items()}


FOUND = {
    "unused.py": ("import os\n", ["F401"]),
    "undefined.py": ("print(nobody)\n", ["F821"]),
    "default.py": ("def f(a=[]):\n    a.append(1)\n", ["B006"]),
    "secret.py": ('password = "hunter2"\n', ["S105"]),
    "key.py": ('import x\nx.f(token="a8F3kd92LmzQ0p")\nx.g(api_token="a8F3kd92LmzQ0pX7")\n', ["S106"]),
    "marks.py": ('def f(t):\n    t.pad_token = "[PAD]"\n    t.g(eos_token="</s>", unk_token="unknown")\n', []),
    "places.py": ('api_token = "your-token-goes-here-1"\npassword = "CHANGE_ME"\nsecret = "config/secret.txt"\n', []),
    "swallowed.py": ("try:\n    x = 1\nexcept:\n    pass\n", ["S110"]),
    "blind.py": ("try:\n    x = 1\nexcept Exception:\n    print(1)\n", ["BLE001"]),
    "named.py": ("def f(model):\n    model.eval\n", ["B018"]),
    "shell.py": ('import subprocess\nsubprocess.run("ls", shell=True, check=True)\n', []),
    "shell_open.py": ("import subprocess\nsubprocess.run(f'ls {input()}', shell=True, check=True)\n", ["S602"]),
    "loop.py": ("def f(loader):\n    for x, y in loader:\n        x = x.to('cpu')\n        print(x, y)\n", []),
    "custom.py": ("import torch.nn.functional as F\n\n\ndef f(X):\n    out = F.relu(X)\n    return out\n", []),
    "newer.py": ('type Row = int\nd = {"a": 1}\nprint(f"{d["a"]}", Row)\n', []),
    "noqa.py": (
        "import os  # noqa: F401\nimport sys  # coach: ignore[F401]\nimport re  # coach: ignore[B006]\n",
        ["F401"],
    ),
    "shapes.py": ('from jaxtyping import Float\n\n\ndef f(x: Float[object, "batch"]) -> None:\n    print(x)\n', []),
    "__init__.py": ("def f():\n    return 1\n", []),
    "empty.py": ("", []),
}


def test_each_mistake_is_found_and_ordinary_learning_code_is_let_be() -> None:
    found = codes(*(source(text, f"work/{path}") for path, (text, _) in FOUND.items()))
    assert found == {f"work/{path}": expected for path, (_, expected) in FOUND.items()}


def test_a_fact_stands_where_ruff_found_it_with_the_end_included_and_columns_in_characters() -> None:
    (fact,) = (f for f in lint([source('é = "ß"; import os\n')]).facts["a.py"] if f.code == "F401")
    assert (fact.hit.line, fact.hit.column, fact.hit.end_line, fact.hit.end_column) == (1, 17, 1, 18)
    assert fact.message == fact.hit.message == "`os` imported but unused."
    (edit,) = fact.hit.edits
    assert edit.text == ""


def test_only_safe_fixes_are_taken() -> None:
    facts = lint([source("import os\n\n\ndef f():\n    x = 1\n")]).facts["a.py"]
    assert [(fact.code, bool(fact.hit.edits)) for fact in facts] == [("F401", True), ("F841", False)]


@pytest.mark.parametrize(
    "text", ["def f(:\n  x = = 3\nprint 'a'\n", "f(\n", "if x:\n", "f(\n\n\n\n", "'''", "(" * 9, "\\"]
)
def test_a_syntax_error_is_said_once_at_a_line_that_holds_something(text: str) -> None:
    (fact,) = lint([source(text)]).facts["a.py"]
    assert fact.code == "syntax-error"
    assert source(text).line(fact.hit.line).strip()
    assert source(text).line(fact.hit.end_line).strip()
    assert fact.message.startswith("Python stops reading here: ")


def test_of_a_part_of_a_file_only_changed_lines_are_judged_and_nothing_that_needs_the_rest() -> None:
    text = "\n\nprint(nobody)\nif x == None:\n    y = 1\nif z == None:\n    y = 2\n"
    assert places(lint([source(text, changed=frozenset({4}), is_partial=True)])) == [("E711", 4)]
    assert places(lint([source("\n\n  else:\n", changed=frozenset({3}), is_partial=True)])) == []


def test_a_finding_in_a_notebook_is_at_the_line_of_its_cell() -> None:
    made = notebook(None, "import numpy as np\nimport os\nnp.x", None, "", "def f(a=[]):\n    return a\nnobody")
    found = [(fact.code, *made.place(fact.hit.line)) for fact in lint([made]).facts["a.ipynb"]]
    assert found == [("F401", 2, 2), ("B006", 5, 1), ("F821", 5, 3)]


def test_magics_are_no_errors_and_use_and_give_names() -> None:
    made = notebook(
        "%matplotlib inline\nimport numpy as np\nfiles = !ls\nif files:\n    !pip install x",
        "%timeit np.sum(1)",
        "%%capture out\nprint(1)",
        "%%bash\nls -la",
        "print(out, files)",
        "import json\nprint(json)",
        "import json\nawait json.x()\ndf = 1\ndf",
    )
    assert places(lint([made]), "a.ipynb") == []


def test_names_that_another_program_brings_are_not_missed() -> None:
    assert places(lint([notebook("%run other.py", "print(from_other)")]), "a.ipynb") == []


def test_a_fix_in_a_notebook_is_of_its_cell() -> None:
    made = notebook("x = 1", "import os\nprint(x)")
    (fact,) = lint([made]).facts["a.ipynb"]
    assert [(e.line, e.column, e.end_line, e.end_column) for e in fact.hit.edits] == [(2, 1, 3, 1)]


@pytest.mark.parametrize("name", ["ruff.toml", ".ruff.toml", "pyproject.toml"])
def test_settings_of_the_repository_are_not_obeyed(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = "[tool.ruff]\n" if name == "pyproject.toml" else ""
    (tmp_path / name).write_text(f'{table}extend = "/etc/passwd"\nselect = []\nexclude = ["*"]\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RUFF_CONFIG", str(tmp_path / name))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    assert places(lint([source("import os\n")])) == [("F401", 1)]


@pytest.mark.parametrize(
    "path",
    ["--help.py", "a b/ü.py", "x\n.py", "../../out.py", "/etc/x.py", "ruff.toml.py", ".venv/a.py", "n" * 300 + ".py"],
)
def test_whatever_a_file_is_called_it_is_read_and_nothing_else(path: str) -> None:
    assert codes(source("import os\n", path)) == {path: ["F401"]}


def test_a_file_that_ends_ruff_costs_only_itself() -> None:
    deep = source("x = " + "-" * 100_000 + "1\n", "deep.py")
    linted = lint([source("import os\n"), deep, source("import re\n", "b.py")])
    assert (places(linted), places(linted, "b.py")) == ([("F401", 1)], [("F401", 1)])
    assert linted.trouble == "Ruff could not look at deep.py: it is nested too deeply for it."


def test_of_very_many_findings_the_worst_are_kept_and_the_others_counted() -> None:
    linted = lint([source("x = 1\n" + "if x == None: pass\n" * 300 + "print(nobody)\n")])
    assert len(linted.facts["a.py"]) == 200
    assert ("F821", 302) in places(linted)
    assert "more places in a.py than are kept" in linted.trouble


def test_no_time_is_told_and_no_error() -> None:
    linted = lint([source("x = 1\n" * 1000, f"{n}.py") for n in range(3)], seconds=0)
    assert linted.facts == {} or all(facts == () for facts in linted.facts.values())
    assert lint([]) == Linted()


def test_odd_characters_do_not_shift_lines() -> None:
    text = "# \x0c\x0b\u2028\x85\n# \udcff\nimport os\n"
    assert places(lint([source(text)])) == [("F401", 3)]


def test_a_cell_that_is_counted_but_not_there_gives_no_fact() -> None:
    made = Source("a.ipynb", "import os\n", "{}", (Cell(7, 1, 1),))
    assert places(lint([made]), "a.ipynb") == [("F401", 1)]


@pytest.mark.parametrize(
    "text",
    [
        "x == None; " * 30_000 + "\n",
        "#" * 300_000 + "\n",
        "\n" * 300_000 + "f(\n" + "\n" * 300_000,
        "x = [" + "'\"', " * 60_000,
    ],
)
def test_absurd_files_take_no_absurd_time(text: str) -> None:
    started = time.monotonic()
    made = Source("a.ipynb", text, "", (Cell(1, 1, text.count("\n")),))
    linted = lint([source(text), made])
    assert all(len(facts) <= 200 for facts in linted.facts.values())
    assert time.monotonic() - started < 20


@pytest.mark.slow
def test_a_file_that_hangs_ruff_costs_only_itself() -> None:
    started = time.monotonic()
    others = [source("import os\n", f"{n}.py") for n in range(3)]
    linted = lint([*others, source("x = " * 5_000 + "1\n", "hang.py")], seconds=20)
    assert [places(linted, one.path) for one in others] == [[("F401", 1)]] * 3
    assert linted.trouble.startswith("Ruff could not look at hang.py: it took longer")
    assert linted.incomplete == {"hang.py"}
    assert time.monotonic() - started < 20


def test_files_of_which_not_all_is_known_are_told() -> None:
    much = source("x = 1\n" + "if x == None: pass\n" * 300, "much.py")
    assert lint([source("import os\n"), much, source("f(\n", "broken.py")]).incomplete == {"much.py", "broken.py"}
    assert lint([source("x = 1\n")], seconds=0).incomplete == {"a.py"}


def test_a_broken_cell_is_told_and_does_not_silence_the_others() -> None:
    made = notebook("import os\nimport re\nimport json", "x = json.f(\ny = 3", "print(x)\ndef f(a=[]):\n    return a")
    found = [(fact.code, *made.place(fact.hit.line)) for fact in lint([made]).facts["a.ipynb"]]
    assert found == [("F401", 1, 1), ("F401", 1, 2), ("syntax-error", 2, 2), ("B006", 3, 2)]


def test_a_script_that_is_called_like_a_copy_of_a_cell_is_a_script() -> None:
    assert codes(source("import os\n", "broken_1.py")) == {"broken_1.py": ["F401"]}


def test_where_the_rule_has_words_of_its_own_those_of_ruff_stand_only_for_a_name() -> None:
    text = "import os\n\n\ndef f(x):\n    if x == None:\n        return 1\n    print(x)\n"
    said = {fact.code: fact.hit.message for fact in lint([source(text)]).facts["a.py"]}
    assert said == {"F401": "`os` imported but unused.", "RET503": "", "E711": ""}


def test_a_disk_without_room_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(CoachError, match="Temporary files can't be written"):
        lint([source("x = 1\n")])
