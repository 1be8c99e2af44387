"""The inbox: a Maildir, which any mail program opens too."""

import errno
import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.errors import CoachError, WrongInput
from ..domain.plain_text import JOINERS, without_unseen
from .files import cannot_write, make_folder, sync_folder, write_new
from .plan_text import one_line

if TYPE_CHECKING:
    from email.message import Message

_MARK = "!" if os.name == "nt" else ":"  # Windows allows no colon in a name
_HEAD_BYTES, _LETTER_BYTES = 64_000, 5_000_000


@dataclass(frozen=True, slots=True)
class LetterInfo:
    """One letter in the inbox. `number` counts from 1, the newest; `key` is its file's name without flags."""

    number: int
    key: str
    subject: str
    date: datetime
    is_new: bool
    path: Path


def deliver(inbox: Path, key: str, message: bytes) -> bool:
    """Puts the message into the inbox once; False if one of that key lies there already, new or read.

    Raises:
        CoachError: it can't be written.
    """
    name = _name(key)
    try:
        for folder in ("tmp", "new", "cur"):
            make_folder(inbox / folder)
        # In this order: a letter that is read meanwhile goes from new to cur.
        if (inbox / "new" / name).exists() or _was_read(inbox, name):
            return False
        written = write_new(inbox / "tmp", message)
        try:
            return _place(written, inbox, name)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(written)
    except OSError as error:
        raise cannot_write(inbox, error) from error


def _place(written: Path, inbox: Path, name: str) -> bool:
    new = inbox / "new" / name
    try:
        os.link(written, new)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK):
            raise
        os.rename(written, new)  # A disk without links: another's letter of this key is the same letter.
    sync_folder(inbox / "new")
    if not _was_read(inbox, name):
        return True
    try:
        os.unlink(new)  # Another delivery came first, and its letter has been read since we looked.
    except FileNotFoundError:
        return True  # It was ours that has been read.
    return False


def _name(key: str) -> str:
    readable = re.sub(r"[^A-Za-z0-9-]+", "-", key).strip("-")[:60]
    return f"letter-{readable}.{hashlib.sha256(key.encode(errors='surrogatepass')).hexdigest()[:24]}.study-coach"


def _was_read(inbox: Path, name: str) -> bool:
    return any(entry.name.partition(_MARK)[0] == name for entry in _entries(inbox / "cur"))


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    """The letters of a folder; whatever else lies there is left alone."""
    try:
        with os.scandir(folder) as entries:
            yield from (e for e in entries if not e.name.startswith(".") and e.is_file(follow_symlinks=False))
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise CoachError(f"The inbox {folder} can't be read: {error.strerror}.", "Check its permissions.") from error


def count_new(inbox: Path) -> int:
    """How many letters nobody has read; 0 when there is no inbox."""
    return sum(1 for _ in _entries(inbox / "new"))


def letters(inbox: Path) -> tuple[LetterInfo, ...]:
    """All letters, the newest first; none when there is no inbox.

    Raises:
        CoachError: the folder or a letter can't be read.
    """
    found = []
    for folder in ("new", "cur"):
        for entry in _entries(inbox / folder):
            with suppress(FileNotFoundError):  # another program has just moved it
                subject, date = _head(Path(entry.path), entry.stat().st_mtime)
                found.append((date, entry.name.partition(_MARK)[0], subject, folder == "new", Path(entry.path)))
    found.sort(key=lambda letter: letter[:2], reverse=True)
    return tuple(
        LetterInfo(number, key, subject, date, is_new, path)
        for number, (date, key, subject, is_new, path) in enumerate(found, 1)
    )


def read_letter(inbox: Path, number: int) -> tuple[LetterInfo, str, str]:
    """The letter of that number with its text and its HTML; a part that it lacks is empty.

    Raises:
        WrongInput: there is no such letter.
        CoachError: it can't be read.
    """
    from email import message_from_bytes

    every = letters(inbox)
    if not 1 <= number <= len(every):
        todo = f"They are numbered 1 to {len(every)}." if every else "The inbox is empty."
        raise WrongInput(f"There is no letter {number}.", todo)
    info = every[number - 1]
    message = message_from_bytes(_bytes(info.path, _LETTER_BYTES))
    return info, _part(message, "text/plain"), _part(message, "text/html")


def mark_seen(inbox: Path, info: LetterInfo) -> None:
    """Moves the letter to those that were read. One that another program has moved meanwhile is left alone.

    Raises:
        CoachError: it can't be moved.
    """
    flags = info.path.name.partition(f"{_MARK}2,")[2]
    seen = inbox / "cur" / f"{info.key}{_MARK}2,{''.join(sorted({*flags, 'S'}))}"
    try:
        make_folder(inbox / "cur")
        with suppress(FileNotFoundError):
            os.rename(info.path, seen)
    except OSError as error:
        raise cannot_write(seen, error) from error


def _bytes(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise CoachError(f"The letter {path} can't be read: {error.strerror}.", "Check its permissions.") from error


def _head(path: Path, written: float) -> tuple[str, datetime]:
    """Subject and date; `written`, the file's time in seconds, stands for a date that is missing or nonsense."""
    from email.parser import BytesHeaderParser
    from email.utils import parsedate_to_datetime

    head = BytesHeaderParser().parsebytes(_bytes(path, _HEAD_BYTES))
    try:
        date = parsedate_to_datetime(str(head["Date"] or ""))
        date = (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        date = datetime.fromtimestamp(written, UTC)
    return one_line(_decoded(str(head["Subject"] or "")), 200) or "(no subject)", date


def _decoded(header: str) -> str:
    from email.errors import HeaderParseError
    from email.header import decode_header, make_header

    try:
        return str(make_header(decode_header(header)))
    except (LookupError, ValueError, HeaderParseError):
        return header


def _part(message: "Message", kind: str) -> str:
    """The first part of that kind as text that can't steer a terminal."""
    part = next((p for p in message.walk() if p.get_content_type() == kind), None)
    content = part.get_payload(decode=True) if part else None
    if part is None or not isinstance(content, bytes):
        return ""
    try:
        text = content.decode(part.get_content_charset("utf-8"), errors="replace")
    except (LookupError, ValueError):
        text = content.decode(errors="replace")
    return without_unseen(text, keep=f"\t\n{JOINERS}")
