"""Writing files so that a reader sees the old content or the new, never a part."""

import contextlib
import errno
import os
from pathlib import Path

from ..domain.errors import CoachError

_REASONS = {
    errno.ENOSPC: ("the disk is full", "Make room and try again."),
    errno.EDQUOT: ("the disk quota is used up", "Make room and try again."),
    errno.EACCES: ("that is not permitted", "Change the permissions, or choose another folder."),
    errno.EPERM: ("that is not permitted", "Change the permissions, or choose another folder."),
    errno.EROFS: ("the disk is read-only", "Choose another folder."),
    errno.EISDIR: ("there is a folder of that name", "Move the folder away, or choose another name."),
    errno.ENOTDIR: ("a part of the path is a file", "Move that file away, or choose another folder."),
    errno.EEXIST: ("a part of the path is a file", "Move that file away, or choose another folder."),
    errno.ENAMETOOLONG: ("the name is too long", "Choose a shorter name."),
}


def cannot_write(path: Path, error: OSError) -> CoachError:
    """The failure to write `path`, as a sentence with a way out."""
    why, todo = _REASONS.get(error.errno or 0, (error.strerror or type(error).__name__, ""))
    return CoachError(f"{path} can't be written: {why}.", todo)


def make_folder(folder: Path) -> None:
    """The folder, and those above it that are missing, open to nobody but the owner (0700).

    Raises:
        OSError: it can't be made.
    """
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)


def sync_folder(folder: Path) -> None:
    """Makes sure that the names in the folder outlast a power cut, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_new(folder: Path, content: bytes) -> Path:
    """A new file in `folder` (0600, a name nobody else has) with this content, safely on the disk.

    Raises:
        OSError: it can't be written; nothing is left behind.
    """
    import tempfile

    handle, name = tempfile.mkstemp(prefix=".coach-", suffix=".tmp", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        os.unlink(name)
        raise
    return Path(name)


def write_atomically(path: Path, content: bytes) -> None:
    """Puts `content` at `path` (0600) in one step; missing folders are made (0700).

    A file that already holds the same content is left as it is, with its time.

    Raises:
        CoachError: it can't be written; whatever was there is still there.
    """
    try:
        if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
            return
        make_folder(path.parent)
        new = write_new(path.parent, content)
        try:
            os.replace(new, path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(new)
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise cannot_write(path, error) from error
