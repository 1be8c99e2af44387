"""Fixes of whole files full of findings: cheap one by one, tested all at once."""

import json
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from studycoach.domain.errors import CoachError
from studycoach.domain.finding import Edit
from studycoach.domain.source import Source
from studycoach.tools.code_fix import all_fixes, unified_fix
from studycoach.tools.notebook import read_notebook

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git isn't installed")
CODE = "import os\nimport sys\n\n\ndef f(x):\n    return x\n"
DROP_OS, DROP_SYS = Edit(1, 1, 2, 1, ""), Edit(2, 1, 3, 1, "")
LONG = Edit(6, 12, 6, 13, "x + 1")


def script(raw: str, path: str = "a.py", is_partial: bool = False) -> Source:
    text = raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return Source(path, text if text.endswith("\n") else f"{text}\n", raw, is_partial=is_partial)


def notebook(raw: str, path: str = "a.ipynb") -> Source:
    read = read_notebook(raw)
    return Source(path, read.text, raw, read.cells)


def applied(folder: Path, source: Source, patch: str) -> bytes:
    """The file after git has applied the patch."""
    file = folder / source.path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(source.raw.encode("utf-8", "surrogateescape"))
    subprocess.run(["git", "apply"], cwd=folder, input=patch.encode(), check=True)
    return file.read_bytes()


def test_fixes_that_are_not_tested_start_no_program_and_take_the_time_of_their_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "ran"
    (tmp_path / "git").write_text(f"#!/bin/sh\ntouch {mark}\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    source = script("".join(f"if x{n} == None:\n    y = {n}\n" for n in range(1_000)))
    wanted = [
        Edit(line, len(f"if x{line // 2}") + 2, line, len(f"if x{line // 2}") + 4, "is") for line in range(1, 2_000, 2)
    ]
    started = time.process_time()
    fixes = [unified_fix(source, [edit], tested=False) for edit in wanted * 2]
    assert time.process_time() - started < 2
    assert all(fix and fix.count("@@ -") == 1 for fix in fixes)
    assert not mark.exists()


def test_many_fixes_of_one_file_are_tested_together() -> None:
    source = script("".join(f"if x{n} == None:\n    y = {n}\n" for n in range(1_000)))
    edits = [Edit(n, len(f"if x{n // 2}") + 2, n, len(f"if x{n // 2}") + 4, "is") for n in range(1, 2_000, 2)]
    breaks = Edit(2, 5, 2, 6, "(")
    fixes = [fix for edit in (*edits[:500], breaks, *edits[500:]) if (fix := unified_fix(source, [edit], tested=False))]
    started = time.process_time()
    patch = all_fixes(fixes, [source])
    assert time.process_time() - started < 5
    assert patch.count("+if ") == 1_000
    assert "+    (" not in patch


@needs_git
def test_fixes_of_cells_are_the_same_untested(tmp_path: Path) -> None:
    raw = json.dumps(
        {"cells": [
            {"cell_type": "code", "metadata": {"source": ["import os\n"]}, "outputs": [{"source": ["import os\n"]}],
             "source": ["import os\n", "x = 1"]},
            {"cell_type": "markdown", "metadata": {}, "source": ["import os\n", "x = 1"]},
            {"cell_type": "code", "metadata": {}, "outputs": [], "source": "import os\nx = 2"},
        ], "metadata": {}},
        indent=1,
    )  # fmt: skip
    source = notebook(raw)
    fix = unified_fix(source, [Edit(3, 1, 4, 1, "")], tested=False)
    assert fix == unified_fix(source, [Edit(3, 1, 4, 1, "")])
    assert fix is not None
    made = json.loads(applied(tmp_path, source, fix))
    assert [cell["source"] for cell in made["cells"]] == [["import os\n", "x = 1"], ["import os\n", "x = 1"], "x = 2"]


@needs_git
def test_a_disk_without_room_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(CoachError, match="Temporary files can't be written"):
        unified_fix(script(CODE), [DROP_OS])
