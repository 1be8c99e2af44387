"""Files from outside: opened with care, decoded as Python would, with lines that end where Python ends them."""

import codecs
import io
import os
import re
import stat
import tokenize
from pathlib import Path

from .source_names import LINK, NotReviewed, is_notebook, shown

NOTEBOOK_FACTOR = 20
"""A notebook holds pictures besides its code, so it may be so many times as large as a script."""
_ENCODINGS = re.compile(
    r"utf-8(-sig)?|ascii|latin-1|(iso-?8859|cp|windows|koi8|mac)[-_\w]*|shift_jis\w*|euc_\w+|gbk|gb18030|gb2312|big5\w*"
)


def most_bytes(path: str, most: int) -> int:
    """How large the file of that name may be, when a script may have `most` bytes."""
    return most * NOTEBOOK_FACTOR if is_notebook(path) else most


def read_bytes(root: Path, path: str, most: int) -> bytes:
    """The content of a file below `root`; no link is followed.

    Raises:
        NotReviewed: it is a link, or no file, larger than `most` bytes, or can't be read.
    """
    place = root / path
    try:
        is_inside = Path(os.path.realpath(place.parent)).is_relative_to(os.path.realpath(root))
        if not is_inside or stat.S_ISLNK(place.lstat().st_mode):
            raise NotReviewed(LINK)
        # A named pipe would keep whoever opens it waiting.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        if not stat.S_ISREG(place.lstat().st_mode):
            raise NotReviewed("not a file")
        with open(os.open(place, flags), "rb") as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise NotReviewed("not a file")
            data = b"" if about.st_size > most else file.read(most + 1)
    except (OSError, ValueError) as error:
        raise NotReviewed(f"can't be read: {getattr(error, 'strerror', None) or 'its name is not possible'}") from None
    if max(about.st_size, len(data)) > most:
        raise too_large(about.st_size)
    return data


def too_large(size: int) -> NotReviewed:
    """What is said of a file of so many bytes."""
    return NotReviewed(f"too large: {size / 1_000_000:.1f} MB")


def decoded(data: bytes) -> str:
    """The text of a file as it stands, in UTF-8 or what its coding line names; a byte order mark is kept.

    Raises:
        NotReviewed: it is binary, or can't be decoded.
    """
    if b"\0" in data:
        raise NotReviewed("binary")
    try:
        named, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        encoding = codecs.lookup("utf-8" if named == "utf-8-sig" else named).name
        if not _ENCODINGS.fullmatch(encoding):
            raise NotReviewed(f"can't be decoded: its encoding is {shown(encoding)[:40]!r}")
        return data.decode(encoding)
    except (SyntaxError, UnicodeError, LookupError):
        raise NotReviewed("can't be decoded: it isn't UTF-8, or what its coding line says") from None


def normalised(raw: str) -> str:
    """A text without byte order mark, each line ending with one newline; lines end where Python ends them."""
    text = raw.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text if not text or text.endswith("\n") else text + "\n"


def lines_of(text: str) -> list[str]:
    """The lines of a normalised text, without their ends."""
    return text.split("\n")[:-1]
