"""The names of a project's files: its own, no links, no more than so many; and its READMEs."""

import os

import pytest
from repositories import write

from studycoach.tools.project_files import file_names, readmes


def test_own_files_are_named_and_those_of_others_are_not(tmp_path):
    kept = ["Dockerfile", "README.md", "train.py", ".github/workflows/ci.yml", "app/main.py"]
    left = [".git/config", ".venv/a.py", "node_modules/a.js", "env/pyvenv.cfg", "env/b.py", "__pycache__/c.pyc"]
    write(tmp_path, dict.fromkeys([*kept, *left], "x"))
    assert sorted(file_names(tmp_path)) == sorted(kept)


def test_at_most_so_many_are_named(tmp_path):
    write(tmp_path, {f"{n % 3}/{n}.py": "" for n in range(30)})
    assert len(file_names(tmp_path, 10)) == 10


@pytest.mark.skipif(not hasattr(os, "symlink") or os.name == "nt", reason="links need rights here")
def test_no_link_is_followed_or_named(tmp_path):
    write(tmp_path, {"outside/README.md": "secret", "project/a.py": ""})
    (tmp_path / "project/README.md").symlink_to(tmp_path / "outside/README.md")
    (tmp_path / "project/docs").symlink_to(tmp_path / "outside")
    assert file_names(tmp_path / "project") == ("a.py",)
    assert readmes(tmp_path / "project", ["README.md", "docs/README.md"]) == ()


def test_a_folder_that_is_not_there_has_no_files(tmp_path):
    assert file_names(tmp_path / "none") == ()


def test_readmes_are_read_the_nearest_first_but_for_what_is_no_text(tmp_path):
    write(
        tmp_path, {"README.md": "# A\r\nB", "app/Readme": "C", "bin/README.txt": b"\0", "docs/README.md": "x" * 300_000}
    )
    pages = readmes(tmp_path, file_names(tmp_path))
    assert [(page.path, page.text) for page in pages] == [("README.md", "# A\nB\n"), ("app/Readme", "C\n")]
