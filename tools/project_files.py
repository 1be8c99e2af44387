"""The names of all files of a project, and its READMEs: what there is besides code."""

import os
import re
from collections.abc import Collection
from pathlib import Path

from ..domain.source import Source
from .source_names import NotReviewed, is_passed_over
from .source_text import decoded, normalised, read_bytes

MOST_NAMES = 2000
_MOST_PAGES, _MOST_BYTES = 5, 200_000
_README = re.compile(r"(?:.*/)?readme(?:\.(?:md|rst|txt|markdown))?", re.IGNORECASE)


def file_names(root: Path, most: int = MOST_NAMES) -> tuple[str, ...]:
    """The paths of the files below a folder, from there and with forward slashes: the first `most`, those of a folder
    before those of the folders in it.

    No link is followed or named. Hidden folders but `.github`, and those that hold no code of the learner's own, are
    passed over, as is what can't be read.
    """
    names: list[str] = []
    for here, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if _is_own(Path(here, name)))
        place = Path(here).relative_to(root)
        own = sorted(name for name in files if not os.path.islink(os.path.join(here, name)))
        names += [(place / name).as_posix() for name in own[: most - len(names)]]
        if len(names) >= most:
            break
    return tuple(names)


def readmes(root: Path, names: Collection[str]) -> tuple[Source, ...]:
    """The READMEs among these files, those nearest to the top first; what is too large or no text is left out."""
    pages: list[Source] = []
    for name in sorted(filter(_README.fullmatch, names), key=lambda one: (one.count("/"), one))[:_MOST_PAGES]:
        try:
            raw = decoded(read_bytes(root, name, _MOST_BYTES))
        except NotReviewed:
            continue
        pages.append(Source(name, normalised(raw), raw))
    return tuple(pages)


def _is_own(folder: Path) -> bool:
    if folder.is_symlink() or (folder / "pyvenv.cfg").exists():
        return False
    return folder.name == ".github" or not is_passed_over(folder.name)
