"""Small git repositories, made by real git in a temporary folder."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

NEEDS_GIT = pytest.mark.skipif(shutil.which("git") is None, reason="git isn't installed")
_ENVIRONMENT = {
    "PATH": os.environ.get("PATH", os.defpath),
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_DATE": "2026-11-24T10:00:00Z",
    "GIT_COMMITTER_DATE": "2026-11-24T10:00:00Z",
    **{f"GIT_{who}_{what}": "learner@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}


def git(folder: Path, *arguments: str, check: bool = True) -> str:
    """What git writes, run as its learner would."""
    done = subprocess.run(["git", *arguments], cwd=folder, env=_ENVIRONMENT, capture_output=True, check=False)
    assert done.returncode == 0 or not check, done.stderr.decode(errors="replace")
    return done.stdout.decode(errors="replace")


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Writes files, with the folders that they need."""
    for name, content in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())


def repository(folder: Path, *commits: Mapping[str, str | bytes]) -> Path:
    """A repository with a commit for each of these sets of files; without any, its branch is unborn."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", "-b", "main")
    for files in commits:
        write(folder, files)
        commit(folder)
    return folder


def commit(folder: Path, message: str = "work") -> None:
    """Commits all that is there."""
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--no-verify", "-m", message)


def notebook(*cells: str | Mapping[str, Any], language: str = "python", **more: Any) -> str:
    """A notebook of version 4; a text is a code cell, run in this order."""
    listed = [
        dict(cell)
        if isinstance(cell, Mapping)
        else {
            "cell_type": "code",
            "execution_count": number,
            "metadata": {},
            "outputs": [],
            "source": cell.splitlines(keepends=True),
        }
        for number, cell in enumerate(cells, 1)
    ]
    about = {"kernelspec": {"language": language, "name": "kernel"}}
    return json.dumps({"cells": listed, "metadata": about, "nbformat": 4, "nbformat_minor": 5, **more}, indent=1) + "\n"


def changed_of(sources: Sequence[Any]) -> dict[str, set[int] | None]:
    """The lines under review of each source, by path."""
    return {one.path: None if one.changed is None else set(one.changed) for one in sources}
