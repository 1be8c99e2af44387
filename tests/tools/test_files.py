"""Tests of writing files: the old content or the new, never a part, and a sentence when it can't be."""

import os
from pathlib import Path

import pytest

from studycoach.domain.errors import CoachError
from studycoach.tools.files import write_atomically


def test_a_new_file_and_its_folders_belong_to_the_owner_alone(tmp_path: Path):
    path = tmp_path / "a" / "b" / "plan.md"
    write_atomically(path, b"content")
    assert path.read_bytes() == b"content"
    if os.name != "nt":
        assert [p.stat().st_mode & 0o777 for p in (path, path.parent, path.parent.parent)] == [0o600, 0o700, 0o700]


def test_new_content_takes_the_place_of_the_old_and_leaves_nothing_else(tmp_path: Path):
    path = tmp_path / "plan.md"
    for content in (b"old", b"", b"new and longer", bytes(range(256)) * 1000):
        write_atomically(path, content)
        assert path.read_bytes() == content
    assert [p.name for p in tmp_path.iterdir()] == ["plan.md"]


def test_the_same_content_leaves_the_file_untouched(tmp_path: Path):
    path = tmp_path / "plan.md"
    write_atomically(path, b"content")
    os.utime(path, ns=(1, 1))
    write_atomically(path, b"content")
    assert path.stat().st_mtime_ns == 1
    write_atomically(path, b"CONTENT")
    assert path.stat().st_mtime_ns != 1


def test_a_folder_in_the_way_is_named_and_nothing_is_left_behind(tmp_path: Path):
    path = tmp_path / "plan.md"
    path.mkdir()
    with pytest.raises(CoachError, match=r"plan\.md can't be written: there is a folder of that name"):
        write_atomically(path, b"content")
    assert [p.name for p in tmp_path.iterdir()] == ["plan.md"]


@pytest.mark.parametrize("path", ["file/plan.md", "file/deeper/plan.md", "x" * 300, "x" * 300 + "/plan.md"])
def test_a_path_that_cant_be_is_said_in_a_sentence(tmp_path: Path, path: str):
    (tmp_path / "file").write_bytes(b"kept")
    with pytest.raises(CoachError, match=r"can't be written: (a part of the path is a file|the name is too long)"):
        write_atomically(tmp_path / path, b"content")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("file", b"kept")]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's /dev/full")
def test_a_place_where_no_file_can_be_made_is_said_in_a_sentence():
    with pytest.raises(CoachError, match="can't be written"):
        write_atomically(Path("/proc/plan.md"), b"content")
