"""A learner's own TeX file with the files that it puts in, from its own folder and those below it alone."""

import io
import tarfile
from pathlib import Path

from .paper_archive import decoded, inside
from .paper_tex_source import inputs
from .plan_text import one_line

MOST_FILES, MOST_BYTES, MOST_NAMES = 200, 20_000_000, 2000


def shown(path: Path) -> str:
    """A path as a message shows it."""
    return one_line(str(path), 200)


def folder_source(path: Path, data: bytes) -> tuple[bytes, str]:
    """A tar of the file and of what it puts in, and the file's path within it."""
    root = path.resolve().parent
    left = MOST_BYTES
    found: dict[str, bytes] = {path.name: data}
    waiting = dict.fromkeys([path.name, path.with_suffix(".bbl").name])  # in order
    tried = 0
    while waiting and tried < MOST_NAMES and len(found) < MOST_FILES and left > 0:
        name = next(iter(waiting))
        del waiting[name]
        tried += 1
        if name not in found:
            content = _read(root, name, left)
            if content is None:
                continue
            found[name] = content
            left -= len(content)
        folder = name.rpartition("/")[0]
        for asked in inputs(decoded(found[name])):
            names = (inside(asked + end, base) for base in dict.fromkeys(("", folder)) for end in (".tex", ""))
            waiting |= dict.fromkeys(each for each in names if each and each not in found)
    return _tar(found), path.name


def _read(root: Path, name: str, most: int) -> bytes | None:
    """A file in the folder; None if there is none, or a link leads elsewhere."""
    try:
        file = (root / name).resolve()
        if not file.is_relative_to(root) or not file.is_file():
            return None
        with file.open("rb") as opened:
            return opened.read(most)
    except (OSError, ValueError):
        return None


def _tar(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()
