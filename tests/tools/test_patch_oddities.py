"""Patches that hold nothing, more than one change of a file, colours, or what can't be."""

from pathlib import Path

import pytest
from patching import AFTER, BEFORE, PATCH, USUAL, reasons
from repositories import changed_of, write

from studycoach.tools.patch import from_patch


def test_an_empty_patch_is_nothing_to_review(tmp_path: Path) -> None:
    found = from_patch("\n", tmp_path, USUAL)
    assert (found.target, found.sources, found.skipped) == ("an empty patch", (), ())


@pytest.mark.parametrize(
    ("patch", "path", "why"),
    [
        ("--- a/x.py\n+++ b/x.py\n@@ -1000000000,1 +1000000000,1 @@\n-a\n+b\n", "x.py", "line numbers"),
        ("--- a/x.py\n+++ b/x.py\n", "x.py", "holds no lines"),
        ("--- a/x.py\n+++ b/x.py\n@@ what @@\n+a\n", "x.py", "broken"),
        ("--- \n+++ \n@@ -1 +1 @@\n-a\n+b\n", "(without a name)", "names no file"),
        (f"--- a/{'d/' * 3000}x.py\n+++ b/{'d/' * 3000}x.py\n@@ -1 +1 @@\n-a\n+b\n", "", "too long"),
    ],
)
def test_what_holds_nothing_to_follow_is_told_with_its_reason(tmp_path: Path, patch: str, path: str, why: str) -> None:
    found = from_patch(patch, tmp_path, USUAL)
    (one,) = found.skipped
    assert found.sources == ()
    assert path in one.path
    assert why in one.why
    assert len(one.path) < 400


def test_a_patch_in_colours_is_read_as_one_without(tmp_path: Path) -> None:
    write(tmp_path, {"src/train.py": BEFORE})
    coloured = "".join(f"\x1b[1;32m{line}\x1b[m\n" for line in PATCH.splitlines())
    assert from_patch(coloured, tmp_path, USUAL).sources == from_patch(PATCH, tmp_path, USUAL).sources


def test_of_several_commits_the_newest_change_of_a_file_is_reviewed_once(tmp_path: Path) -> None:
    write(tmp_path, {"src/train.py": AFTER})
    older = PATCH.replace("-y = 2", "-y = 1").replace("+y = 5", "+y = 2")
    found = from_patch(f"commit 2\n\n{PATCH}\ncommit 1\n\n{older}", tmp_path, USUAL)
    assert changed_of(found.sources) == {"src/train.py": {3}}
    assert reasons(found) == {"src/train.py": "of several changes in the patch only the first is looked at"}
