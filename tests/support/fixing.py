"""Sources that are mended, and git, which applies the patch."""

import shutil
import subprocess
from pathlib import Path

import pytest

from studycoach.domain.finding import Edit
from studycoach.domain.source import Source
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
