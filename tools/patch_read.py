"""Unified diffs, read line by line: which files they change, and how. Nothing in them is taken at its word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_MOST_LINE = 100_000
_HUNK = re.compile(r"@@ -(\d{1,99})(?:,(\d{1,99}))? \+(\d{1,99})(?:,(\d{1,99}))? @@")
_COLOUR = re.compile(r"\x1b\[[0-9;]*[mK]")
_IS_COLOURED = re.compile(r"^(?:\x1b\[[0-9;]*[mK])+(?:diff --|--- |\+\+\+ |@@ )", re.MULTILINE)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPE = re.compile(r"\\([0-7]{3}|.)")
_PLAIN = {"a": 7, "b": 8, "t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
_PREFIXES = re.compile(r"[abciwo]/")
_NOWHERE = "/dev/null"
_BROKEN = "its part of the patch is cut short, or broken"
_OF_GIT = (
    "diff --git ",
    "index ",
    "old mode ",
    "new mode ",
    "new file ",
    "deleted file ",
    "rename ",
    "copy ",
    "similarity ",
)


@dataclass(frozen=True, slots=True)
class Hunk:
    """A stretch of a file before and after, with the lines around it; `old_at` and `new_at` are its first lines, from 1.

    `changed` are the lines of the new side that are added, or follow what is gone.
    """

    old_at: int
    new_at: int
    old: tuple[str, ...]
    new: tuple[str, ...]
    changed: frozenset[int]


@dataclass(slots=True)
class FilePatch:
    """What a patch does to one file. `old` and `new` are its paths before and after, "" where there is none; `why_not`
    says why it can't be followed; `has_sides` that there is a header which promises lines."""

    old: str = ""
    new: str = ""
    hunks: list[Hunk] = field(default_factory=list)
    why_not: str = ""
    has_sides: bool = False


def read_patch(text: str) -> list[FilePatch]:
    """The files of a unified diff, of git or plain, with colours or without; none when the text is no patch."""
    files = _files_of(_COLOUR.sub("", text) if _IS_COLOURED.search(text) else text)
    for one in files:
        one.why_not = one.why_not or _what_is_missing(one)
    return files


def _files_of(text: str) -> list[FilePatch]:
    lines = [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")]
    files: list[FilePatch] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.startswith("diff --git "):
            files.append(_begun(line))
        elif line.startswith(("diff --cc ", "diff --combined ")):
            name = _name(line.split(" ", 2)[2])
            files.append(FilePatch(name, name, why_not="its part of the patch is of a merge, with several old sides"))
        elif _is_header(lines, at):
            _name_sides(files, lines, at)
            at += 1
        elif files and (found := _HUNK.match(line)):
            at = _read_hunk(files[-1], found, lines, at + 1)
            continue
        elif files:
            _read_about(files[-1], line)
        at += 1
    return files


def _what_is_missing(one: FilePatch) -> str:
    if not one.old and not one.new:
        return "its part of the patch names no file"
    return "its part of the patch holds no lines" if one.has_sides and not one.hunks else ""


def hunks_of(patch: str) -> tuple[Hunk, ...] | None:
    """The hunks of a patch of one file without its header; None when it can't be followed."""
    files = read_patch(f"--- a/file\n+++ b/file\n{patch}")
    return None if len(files) != 1 or files[0].why_not else tuple(files[0].hunks)


def _is_header(lines: Sequence[str], at: int) -> bool:
    return lines[at].startswith("--- ") and at + 1 < len(lines) and lines[at + 1].startswith("+++ ")


def _begun(line: str) -> FilePatch:
    """A file of git's, named as its first line has it; that is all there is of an empty or a binary one."""
    rest = line.removeprefix("diff --git ")
    if found := _QUOTED.findall(rest):
        name = _without_prefix(_unquoted(found[-1]))
    else:
        half = len(rest) // 2
        name = _without_prefix(rest[half + 1 :] if len(rest) % 2 else rest.rpartition(" ")[2])
    return FilePatch(name, name)


def _name_sides(files: list[FilePatch], lines: Sequence[str], at: int) -> None:
    old, new = _name(lines[at][4:]), _name(lines[at + 1][4:])
    both = [name for name in (old, new) if name != _NOWHERE]
    if both and all(_PREFIXES.match(name) for name in both):
        old, new = (name if name == _NOWHERE else _without_prefix(name) for name in (old, new))
    # A file of git's begins with a line of its own; a plain one begins here.
    begins = not files or files[-1].hunks or not lines[at - 1].startswith(_OF_GIT)
    one = FilePatch() if begins else files[-1]
    if begins:
        files.append(one)
    one.has_sides = True
    one.old, one.new = ("" if name == _NOWHERE else name for name in (old, new))


def _read_about(one: FilePatch, line: str) -> None:
    if line.startswith("@@ "):
        one.why_not = one.why_not or _BROKEN
    if one.hunks:
        return
    if line.startswith("new file mode"):
        one.old = ""
    elif line.startswith("deleted file mode"):
        one.new = ""
    elif line.startswith(("rename from ", "copy from ")):
        one.old = _name(line.split(" ", 2)[2])
    elif line.startswith(("rename to ", "copy to ")):
        one.new = _name(line.split(" ", 2)[2])
    elif line.startswith(("Binary files ", "GIT binary patch")):
        one.why_not = one.why_not or "binary"


def _read_hunk(one: FilePatch, found: re.Match[str], lines: Sequence[str], at: int) -> int:
    """Reads one hunk from the line after its head; gives the line after it."""
    old_at, new_at = int(found[1]), int(found[3])
    old_left, new_left = int(found[2] or 1), int(found[4] or 1)
    # A side without lines is named by the line before it.
    old_at, new_at = old_at + (not old_left), new_at + (not new_left)
    old, new = list[str](), list[str]()
    changed: set[int] = set()
    while (old_left > len(old) or new_left > len(new)) and at < len(lines):
        kind, text = (lines[at][:1] or " "), lines[at][1:]
        if kind not in " +-\\":
            break
        if kind in "+-":
            changed.add(new_at + len(new))
        if kind in " -":
            old.append(text)
        if kind in " +":
            new.append(text)
        at += 1
    is_whole = (len(old), len(new)) == (old_left, new_left)
    if not is_whole:
        one.why_not = one.why_not or _BROKEN
    elif not _fits(one.hunks, old_at, new_at) or max(old_at + len(old), new_at + len(new)) > _MOST_LINE:
        one.why_not = one.why_not or "the line numbers of its part of the patch can't be"
    else:
        one.hunks.append(Hunk(old_at, new_at, tuple(old), tuple(new), frozenset(changed)))
    return at


def _fits(before: Sequence[Hunk], old_at: int, new_at: int) -> bool:
    """Whether a hunk stands where those before it leave room, on both sides alike."""
    if not before:
        return min(old_at, new_at) >= 1
    last = before[-1]
    gap = old_at - last.old_at - len(last.old)
    return gap >= 0 and gap == new_at - last.new_at - len(last.new)


def _name(text: str) -> str:
    """A path as a header has it, without the time that may follow."""
    quoted = _QUOTED.match(text)
    return _unquoted(quoted[1]) if quoted else text.split("\t")[0].rstrip()


def _unquoted(text: str) -> str:
    """A name in quotes as git writes it, each byte that isn't plain as three octal digits."""

    def byte(found: re.Match[str]) -> str:
        said = found[1]
        return chr(int(said, 8) & 255 if len(said) == 3 else _PLAIN.get(said, ord(said) & 255))

    if "\\" not in text:
        return text
    escaped = _ESCAPE.sub(byte, text.encode("utf-8", "replace").decode("latin-1"))
    return escaped.encode("latin-1", "replace").decode("utf-8", "replace")


def _without_prefix(name: str) -> str:
    return name[2:] if _PREFIXES.match(name) else name
