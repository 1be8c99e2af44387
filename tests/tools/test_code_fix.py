"""Fixes as patches, applied by git itself where it is installed."""

import json
import subprocess
from pathlib import Path

import pytest
from fixing import CODE, DROP_OS, DROP_SYS, LONG, applied, needs_git, notebook, script
from hypothesis import given, settings
from hypothesis import strategies as st

from studycoach.domain.finding import Edit
from studycoach.tools.code_fix import all_fixes, edited, unified_fix
from studycoach.tools.code_patch import quoted, read_patch


@needs_git
@pytest.mark.parametrize(
    "raw",
    [
        CODE, CODE.replace("\n", "\r\n"), CODE.rstrip("\n"), CODE.replace("\n", "\r\n").rstrip(), f"\ufeff{CODE}",
        f"{CODE}# übergroß 日本", CODE.replace("sys", "sys\x0c"),
        CODE.replace("\n", "\r\n", 2), CODE + "\n" * 3,
    ],
)  # fmt: skip
def test_a_fix_changes_its_lines_and_leaves_the_rest_of_the_file_as_it_stands(raw: str, tmp_path: Path) -> None:
    source = script(raw)
    fix = unified_fix(source, [DROP_OS])
    assert fix is not None
    file = tmp_path / "a.py"
    file.write_bytes(raw.encode())
    subprocess.run(["git", "apply"], cwd=tmp_path, input=fix.encode(), check=True)
    mark = "\ufeff" if raw.startswith("\ufeff") else ""
    end = "\r\n" if "\r\n" in raw else "\n"
    assert file.read_bytes() == (mark + raw.removeprefix(mark).removeprefix(f"import os{end}")).encode()


@needs_git
@pytest.mark.parametrize(
    "path", ["a b.py", "ü/é.py", 'quo"te.py', "tab\there.py", "back\\slash.py", "-n.py", "new\nline.py", "b/a/b.py"]
)
def test_whatever_a_file_is_called_its_patch_applies(path: str, tmp_path: Path) -> None:
    source = script(CODE, path)
    fix = unified_fix(source, [DROP_OS])
    assert fix is not None
    assert applied(tmp_path, source, fix) == CODE.removeprefix("import os\n").encode()
    read = read_patch(fix)
    assert read is not None
    assert read.path == path
    assert applied(tmp_path, source, all_fixes([fix])) == CODE.removeprefix("import os\n").encode()


@pytest.mark.parametrize("path", ["../a.py", "/etc/a.py", "a/../../b.py", ".git/hooks/a.py", "a//b.py", "x\ud800.py"])
def test_no_patch_leaves_the_folder(path: str) -> None:
    assert unified_fix(script(CODE, path), [DROP_OS]) is None


@pytest.mark.parametrize(
    ("raw", "edits"),
    [
        (CODE, [Edit(1, 1, 2, 1, ""), Edit(1, 3, 1, 5, "x")]),
        (CODE, [Edit(1, 1, 1, 1, "a = 1\n"), Edit(1, 1, 1, 1, "b = 1\n")]),
        (CODE, [Edit(6, 1, 7, 1, "")]),
        (CODE, [Edit(1, 1, 1, 7, "import")]),
        (CODE, []),
        (CODE, [Edit(99, 1, 99, 2, "")]),
        (CODE, [Edit(1, 1, 1, 50, "")]),
        (CODE, [Edit(2, 1, 1, 1, "")]),
        (f"# coding: latin-1\n# é\n{CODE}", [Edit(3, 1, 4, 1, "")]),
    ],
)
def test_edits_that_overlap_break_the_code_or_change_nothing_give_no_patch(raw: str, edits: list[Edit]) -> None:
    assert unified_fix(script(raw), edits) is None


def test_a_part_of_a_file_is_not_mended() -> None:
    assert unified_fix(script(CODE, is_partial=True), [DROP_OS]) is None


def test_the_same_edit_twice_is_one() -> None:
    assert unified_fix(script(CODE), [DROP_OS, DROP_OS]) == unified_fix(script(CODE), [DROP_OS])


@needs_git
def test_fixes_of_one_file_become_one_patch_and_what_overlaps_is_left_out(tmp_path: Path) -> None:
    source = script(CODE)
    fixes = [unified_fix(source, [edit]) for edit in (DROP_OS, DROP_SYS, Edit(1, 8, 1, 10, "re"), LONG)]
    patch = all_fixes([fix for fix in fixes if fix], [source])
    assert applied(tmp_path, source, patch) == b"\n\ndef f(x):\n    return x + 1\n"
    assert patch == all_fixes([fix for fix in fixes if fix])


@needs_git
def test_fixes_far_apart_and_in_two_files_are_all_in_the_patch(tmp_path: Path) -> None:
    text = "import os\n" + "x = 1\n" * 40 + "import sys\n" + "y = 2\n" * 40 + "import re"
    one, two = script(text), script(CODE, "b c/ß.py")
    fixes = [
        unified_fix(one, [Edit(83, 1, 83, 10, "a = 0")]),
        unified_fix(one, [Edit(42, 1, 43, 1, "")]),
        unified_fix(two, [LONG]),
        unified_fix(one, [Edit(1, 1, 2, 1, "")]),
    ]
    patch = all_fixes([fix for fix in fixes if fix], [one, two])
    (tmp_path / "b c").mkdir()
    (tmp_path / "b c" / "ß.py").write_text(CODE)
    assert applied(tmp_path, one, patch) == ("x = 1\n" * 40 + "y = 2\n" * 40 + "a = 0").encode()
    assert (tmp_path / "b c" / "ß.py").read_text().endswith("return x + 1\n")


def test_two_fixes_that_only_together_break_the_code_do_not_go_together() -> None:
    source = script("def f():\n    import os\n    import sys\n")
    fixes = [unified_fix(source, [edit]) for edit in (Edit(2, 1, 3, 1, ""), Edit(3, 1, 4, 1, ""))]
    assert all(fixes)
    assert all_fixes([fix for fix in fixes if fix], [source]) == fixes[0]


def test_changes_very_far_apart_make_one_patch_and_take_no_time() -> None:
    source = script("import os\n" + "x = 1\ny = 2\n" * 6_000)
    fix = unified_fix(source, [DROP_OS, Edit(11_000, 1, 11_000, 2, "z")])
    assert fix is not None
    assert fix.count("@@ -") == 2


def test_no_fixes_and_what_is_no_patch_make_no_patch() -> None:
    assert all_fixes([]) == all_fixes(["words", "--- nothing\n+++ x\n"]) == ""


def cells(*sources: str | list[str]) -> dict[str, object]:
    told = [{"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [], "source": s} for s in sources]
    return {"cells": told, "metadata": {"é": 1.50}, "nbformat": 4, "nbformat_minor": 5}


@needs_git
@pytest.mark.parametrize("indent", [1, 2])
@pytest.mark.parametrize("end", ["\n", ""])
def test_a_notebook_is_mended_in_its_cell(indent: int, end: str, tmp_path: Path) -> None:
    before = cells("x = 1\n%time x", ["import os\n", "# ü\n", "print(x)"], "y = [\n 1]")
    after = cells("x = 1\n%time x", ["# ü\n", "print(x)"], "y = [\n 2]")
    raw = json.dumps(before, indent=indent, ensure_ascii=False) + end
    source = notebook(raw)
    fix = unified_fix(source, [Edit(3, 1, 4, 1, ""), Edit(7, 2, 7, 3, "2")])
    assert fix is not None
    assert applied(tmp_path, source, fix).decode() == json.dumps(after, indent=indent, ensure_ascii=False) + end


def test_a_whole_cell_that_goes_leaves_an_empty_one() -> None:
    source = notebook(json.dumps(cells("import os", "x = 1"), indent=1, ensure_ascii=False) + "\n")
    fix = unified_fix(source, [Edit(1, 1, 2, 1, "")])
    assert fix is not None
    assert '+   "source": ""\n' in fix


@pytest.mark.parametrize(
    "raw",
    [
        json.dumps(cells("import os\nx = 1"), indent=3),
        json.dumps(cells("import os\nx = 1"), indent=1).replace("1.5", "1.50"),
        json.dumps(
            {"worksheets": [{"cells": [{"cell_type": "code", "input": "import os\nx = 1"}]}], "nbformat": 3}, indent=1
        ),
    ],
)
def test_a_notebook_that_would_not_be_written_back_as_it_stands_is_not_mended(raw: str) -> None:
    assert unified_fix(notebook(raw), [Edit(1, 1, 2, 1, "")]) is None


def test_a_magic_is_not_mended() -> None:
    source = notebook(json.dumps(cells("%time import os\nx = 1"), indent=1, ensure_ascii=False))
    assert unified_fix(source, [Edit(1, 1, 2, 1, "")]) is None


LINES = st.lists(
    st.sampled_from(["a = 1", "b = 2", "", "# ü", 'c = "ß\\n"', "d = 1; e = 2", "# x\r", "# \x0c"]),
    min_size=1,
    max_size=30,
)


@needs_git
@settings(max_examples=40)
@given(lines=LINES, newline=st.sampled_from(["\n", "\r\n"]), ends=st.booleans(), at=st.data())
def test_what_git_makes_of_the_patch_is_the_edited_text(
    lines: list[str], newline: str, ends: bool, at: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lines = [line.rstrip("\r") for line in lines]
    raw = newline.join(lines) + (newline if ends else "")
    source = script(raw)
    edits, first = [], 1
    for _ in range(at.draw(st.integers(1, 3))):
        if first > len(lines):
            break
        first = at.draw(st.integers(first, len(lines)))
        edits.append(
            Edit(first, 1, first, len(source.line(first)) + 1, at.draw(st.sampled_from(["z = 9", "", "z = 1\ny = 2"])))
        )
        first += at.draw(st.integers(1, 9))
    fix = unified_fix(source, edits)
    text = edited(source.text, edits)
    if text == source.text:
        assert fix is None
    else:
        assert fix is not None
        made = applied(tmp_path_factory.mktemp("p"), source, fix).decode()
        assert made.replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")
        assert made.count("\r") == (made.count("\n") if newline == "\r\n" else 0)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_name_in_a_patch_is_one_line_of_ascii(name: str) -> None:
    said = quoted(name)
    assert said.isascii()
    assert said.isprintable()


@given(st.text(max_size=200))
def test_any_text_is_read_as_a_patch_or_not_at_all(text: str) -> None:
    read_patch(f"--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n{text}")
    assert all_fixes([text]) == ""
