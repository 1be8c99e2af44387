"""Notebooks as code: cells one after another, magics as comments, and what isn't one."""

import ast
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from repositories import notebook

from studycoach.tools.notebook import as_python, read_notebook
from studycoach.tools.source_names import NotReviewed
from studycoach.tools.source_text import normalised


def test_code_cells_stand_one_after_another_and_every_cell_counts() -> None:
    text = {"cell_type": "markdown", "metadata": {}, "source": ["# Title"]}
    book = read_notebook(notebook(text, "import os\nx = 1", text, "", "y = 2\n"))
    assert book.text == "import os\nx = 1\n\ny = 2\n"
    assert [(c.number, c.first, c.lines, c.executed) for c in book.cells] == [
        (2, 1, 2, 2),
        (4, 3, 1, 4),
        (5, 4, 1, 5),
    ]


def test_version_3_is_read_over_all_its_worksheets() -> None:
    def sheet(*cells: dict[str, Any]) -> dict[str, Any]:
        return {"cells": list(cells)}

    first = sheet(
        {"cell_type": "heading", "source": "T"}, {"cell_type": "code", "input": ["a = 1\n", "b"], "language": "python"}
    )
    second = sheet(
        {"cell_type": "code", "input": "puts 1", "language": "ruby"},
        {"cell_type": "code", "input": "c = 3", "prompt_number": 7},
    )
    book = read_notebook(json.dumps({"nbformat": 3, "metadata": {"name": ""}, "worksheets": [first, second]}))
    assert book.text == "a = 1\nb\nc = 3\n"
    assert [(cell.number, cell.executed) for cell in book.cells] == [(2, None), (4, 7)]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (notebook("x = 1")[:120], "cut in half"),
        ("not json }", "isn't JSON"),
        ("", "isn't JSON"),
        ("[1]", "no cells"),
        ("{}", "no cells"),
        ('{"cells": 7}', "no cells"),
        (notebook("x <- 1", language="R"), "another language than Python: 'r'"),
        ("[" * 100_000, "nested too deeply"),
        ('{"cells": ' + "9" * 5000 + "}", "isn't JSON"),
    ],
)
def test_what_is_no_notebook_to_review_is_told(raw: str, why: str) -> None:
    with pytest.raises(NotReviewed, match=why):
        read_notebook(raw)


def test_what_no_file_can_hold_is_replaced() -> None:
    found = read_notebook(notebook("a = 1").replace("a = 1", "a = '\\ud800\\u0000'"))
    assert found.text == "a = '?\ufffd'\n"


@pytest.mark.parametrize(
    "cell", [None, 7, {}, {"cell_type": "code"}, {"cell_type": "code", "source": {"a": 1}, "execution_count": True}]
)
def test_odd_cells_do_no_harm_and_are_counted(cell: Any) -> None:
    book = json.loads(notebook("a = 1"))
    book["cells"].insert(0, cell)
    found = read_notebook(json.dumps(book))
    assert (found.cells[-1].number, found.text.strip()) == (2, "a = 1")


@pytest.mark.parametrize(
    ("cell", "python"),
    [
        ("%matplotlib inline\nx = 1\n", "# %matplotlib inline\nx = 1\n"),
        ("!pip install torch\n", "# !pip install torch\n"),
        ("!pip install \\\n  torch\nx = 1\n", "# !pip install \\\n#   torch\nx = 1\n"),
        ("?np.mean\nnp.sum??\n", "# ?np.mean\n# np.sum??\n"),
        ("%time fit(X)\n", "fit(X)\n"),
        ("%timeit -n 3 fit(X)\n", "# %timeit -n 3 fit(X)\n"),
        ("files = !ls\nlen(files)\n", "files = ...  # !ls\nlen(files)\n"),
        ("if x:\n    !ls\n", "if x:\n    pass  # !ls\n"),
        ("%%time\nfit(X)\n%matplotlib\n", "# %%time\nfit(X)\n# %matplotlib\n"),
        ("\n%%capture out\nx = 1\n", "\n# %%capture out\nx = 1\n"),
        ("%%bash\nrm -rf /\necho '\n", "# %%bash\n# rm -rf /\n# echo '\n"),
        ("%%html\n<b>\n\n</b>\n", "# %%html\n# <b>\n\n# </b>\n"),
        ("%load_ext x\ny = (7\n% 3)\n", "# %load_ext x\ny = (7\n% 3)\n"),
        ('%load_ext x\ns = """\n!not a shell\n"""\n', '# %load_ext x\ns = """\n!not a shell\n"""\n'),
        ("%load_ext x\ny = 7 \\\n% 3\n", "# %load_ext x\ny = 7 \\\n% 3\n"),
        ("%load_ext x\ns = '(' # (\n!ls\n", "# %load_ext x\ns = '(' # (\n# !ls\n"),
        ('s = """\n%magic?\n"""\n', 's = """\n%magic?\n"""\n'),
        ("a != b\n", "a != b\n"),
    ],
)
def test_magics_become_comments_line_by_line(cell: str, python: str) -> None:
    assert as_python(cell) == python
    ast.parse(python)


@given(st.text("%!?=()[]'\"\\ \tabx#\n", max_size=60).map(normalised))
@example("%%time\n" * 3000)
@example(" " * 5000 + "= !\n")
def test_a_cell_keeps_its_lines(text: str) -> None:
    assert as_python(text).count("\n") == text.count("\n")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["cells", "worksheets", "cell_type", "code", "source", "input", "metadata", "kernelspec", "language"]
            ),
            inner | st.sampled_from(["code", "python", "%%time\n(", "x?"]),
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(json_values)
def test_whatever_is_in_the_json_it_is_read_or_refused(value: Any) -> None:
    try:
        book = read_notebook(json.dumps(value))
    except NotReviewed:
        return
    assert sum(cell.lines for cell in book.cells) == book.text.count("\n")
    assert book.text.isascii() or book.text.encode()


@given(st.text(max_size=200), st.integers(0, 400))
def test_a_notebook_cut_anywhere_is_refused_or_read(code: str, at: int) -> None:
    whole = notebook(code)
    try:
        read_notebook(whole[:at])
    except NotReviewed:
        return
    assert at >= len(whole.rstrip())


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("    a = 1\n    if a:\n        b = 2\n", "a = 1\nif a:\n    b = 2\n"),
        ("%time x", "# %time x\n"),
        ("%time x == y", "# %time x == y\n"),
        ("%time f(x)", "f(x)\n"),
        ("%time x = 1", "x = 1\n"),
        ("x = (\n\ny", "#! x = (\n\n#! y\n"),
    ],
)
def test_what_a_cell_comes_to(cell: str, text: str) -> None:
    book = read_notebook(notebook("import os", cell, "y = 2"))
    assert book.text == f"import os\n{text}y = 2\n"
    ast.parse(book.text)


@pytest.mark.parametrize(
    ("kernel", "is_python"), [("julia-1.9", False), ("ir", False), ("irene", True), ("torch", True)]
)
def test_a_kernel_of_another_language_is_known_by_its_name(kernel: str, is_python: bool) -> None:
    made = json.loads(notebook("x = 1"))
    made["metadata"] = {"kernelspec": {"name": kernel, "display_name": kernel}}
    if is_python:
        assert read_notebook(json.dumps(made)).text == "x = 1\n"
    else:
        with pytest.raises(NotReviewed, match="another language"):
            read_notebook(json.dumps(made))
