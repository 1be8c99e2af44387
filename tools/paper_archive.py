"""arXiv's sources: a tar of TeX and figures, or one TeX file, usually gzipped; unpacked in memory alone."""

import gzip
import io
import posixpath
import tarfile
import zlib
from typing import IO

from .paper_blocks import Unreadable

MOST_UNPACKED = 300_000_000  # bytes, figures included
MOST_TEXT = 30_000_000  # bytes of TeX
MOST_MEMBERS = 5000
_TEXTS = (".tex", ".ltx", ".latex", ".bbl")


class _Counted(io.RawIOBase):
    """A stream that ends the reading when it gives too much, as a decompression bomb does."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._left = stream, MOST_UNPACKED

    def read(self, size: int = -1) -> bytes:
        """The next bytes.

        Raises:
            Unreadable: there are too many.
        """
        data = self._stream.read(min(size, self._left + 1) if size >= 0 else self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise Unreadable("unpacks to more than any paper holds")
        return data


def unpacked(data: bytes) -> dict[str, str]:
    """The TeX files of a source by their path within it; a single file has the path `main.tex`.

    Members that are links or devices, or that lie outside the archive's folder, are left out.

    Raises:
        Unreadable: it is broken, or too large.
    """
    try:
        files = _members(_stream(data))
        return files if files is not None else {"main.tex": decoded(_stream(data).read(MOST_TEXT))}
    except (tarfile.TarError, zlib.error, EOFError, OSError, ValueError):
        raise Unreadable("is a broken archive") from None


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8, else Latin-1; without what this program marks formulas with."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def inside(path: str, folder: str = "") -> str:
    """A path relative to the archive, as `folder` sees it; empty when it lies outside."""
    if path.startswith(("/", "\\", "~")) or ":" in path:
        return ""
    found = posixpath.normpath(posixpath.join(folder, path.replace("\\", "/")))
    return "" if found.startswith(("..", "/")) or found == "." else found


def _stream(data: bytes) -> _Counted:
    plain = io.BytesIO(data)
    return _Counted(gzip.GzipFile(fileobj=plain) if data.startswith(b"\x1f\x8b") else plain)  # type: ignore[arg-type]


def _members(stream: _Counted) -> dict[str, str] | None:
    """The TeX files of a tar; None if it is none."""
    try:
        archive = tarfile.open(fileobj=stream, mode="r|")  # noqa: SIM115  # closed below
    except tarfile.ReadError:
        return None
    files: dict[str, str] = {}
    left = MOST_TEXT
    with archive:
        for count, member in enumerate(archive):
            name = inside(member.name)
            if count >= MOST_MEMBERS or left <= 0:
                break
            if not (member.isreg() and name and name.lower().endswith(_TEXTS)):
                continue
            if opened := archive.extractfile(member):
                data = opened.read(left)
                left -= len(data)
                files[name] = decoded(data)
    return files
