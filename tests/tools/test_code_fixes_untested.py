"""Fixes of whole files full of findings: cheap one by one, tested all at once."""

import json
import time
from pathlib import Path

import pytest
from fixing import CODE, DROP_OS, applied, needs_git, notebook, script

from studycoach.domain.errors import CoachError
from studycoach.domain.finding import Edit
from studycoach.tools.code_fix import all_fixes, unified_fix


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
