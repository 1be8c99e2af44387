"""Unified diffs, as git writes and reads them: from changes of lines to text, and back from our own."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

_CONTEXT = 3
_MOST_BETWEEN = 10_000
_NO_NEWLINE: Final = "\\ No newline at end of file\n"
_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ESCAPES: Final = {
    "\a": "\\a",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\v": "\\v",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
}
_UNESCAPED = re.compile(r"\\([0-7]{3}|.)")


@dataclass(frozen=True, slots=True)
class Change:
    """Lines in place of others: those from `first` (from 0) that are `old` become `new`; each with its end."""

    first: int
    old: tuple[str, ...]
    new: tuple[str, ...]

    def touches(self, other: "Change") -> bool:
        """Whether both change a line, or one puts something where the other changes."""
        ends = self.first + len(self.old), other.first + len(other.old)
        if self.old and other.old:
            return self.first < ends[1] and other.first < ends[0]
        return self.first <= ends[1] and other.first <= ends[0]


@dataclass(frozen=True, slots=True)
class Patch:
    """What a patch of one file says; `known` are the lines of the old file that it shows, by number from 0."""

    path: str
    changes: tuple[Change, ...]
    known: Mapping[int, str]


def changes_between(old: str, new: str) -> tuple[Change, ...] | None:
    """What changes lines from one text to the other; lines end at a newline, as git's do.

    None when the first and the last change are too far apart for the lines between to be compared.
    """
    before, after = git_lines(old), git_lines(new)
    first = 0
    while first < min(len(before), len(after)) and before[first] == after[first]:
        first += 1
    last = 0
    while last < min(len(before), len(after)) - first and before[-1 - last] == after[-1 - last]:
        last += 1
    one, two = before[first : len(before) - last], after[first : len(after) - last]
    if max(len(one), len(two)) > _MOST_BETWEEN:
        return None
    matcher = SequenceMatcher(None, one, two)
    return tuple(
        Change(first + a, tuple(one[a:b]), tuple(two[c:d]))
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal"
    )


def patch_of(
    path: str, changes: Sequence[Change], raw: str | None, known: Mapping[int, str] | None = None
) -> str | None:
    """The patch that makes these changes, in order, of a file; empty for none, None when its path leaves the folder.

    What stands around them is taken from `raw`, the file's text, else from the lines `known`.
    """
    if any(part in ("", ".", "..", ".git") for part in path.split("/")) or not _has_bytes(path):
        return None
    if not changes:
        return ""
    lines = dict(enumerate(git_lines(raw))) if raw is not None else (known or {})
    old, new = quoted(f"a/{path}"), quoted(f"b/{path}")
    # A tab ends a name with spaces.
    end = "\t\n" if " " in path and not old.startswith('"') else "\n"
    head = f"diff --git {old} {new}\n--- {old}{end}+++ {new}{end}"
    shift, hunks = 0, []
    for group in _grouped(changes):
        hunks.append(_hunk(group, lines, shift))
        shift += sum(len(change.new) - len(change.old) for change in group)
    return head + "".join(hunks)


def _has_bytes(path: str) -> bool:
    try:
        path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


def quoted(path: str) -> str:
    """A file's name as git writes it into a patch: in quotes when it holds anything odd."""
    said = "".join(
        _ESCAPES.get(c)
        or (c if 32 <= ord(c) < 127 else "".join(f"\\{b:03o}" for b in c.encode("utf-8", "surrogateescape")))
        for c in path
    )
    return path if said == path else f'"{said}"'


def read_patch(fix: str) -> Patch | None:
    """What a patch of one file that was made here says; None when it is no such patch."""
    lines = git_lines(fix)
    begin = next((n for n, line in enumerate(lines[:3]) if line.startswith("--- ")), None)
    if begin is None:
        return None
    path = _unquoted(lines[begin][4:].rstrip("\n").removesuffix("\t"))
    if not path.startswith("a/"):
        return None
    reading = _Reading()
    body = lines[begin + 2 :]
    for line, following in zip(body, [*body[1:], ""], strict=True):
        reading.take(line, lacks_newline=following.startswith("\\"))
    reading.close()
    return Patch(path[2:], tuple(reading.changes), reading.known)


class _Reading:
    """Reads the hunks of a patch; `at` is the number of the old file's next line that isn't gathered yet."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.known: dict[int, str] = {}
        self.at = 0
        self._old: list[str] = []
        self._new: list[str] = []

    def take(self, line: str, lacks_newline: bool) -> None:
        if hunk := _HUNK.match(line):
            self.close()
            self.at = int(hunk[1]) - (hunk[2] != "0")
            return
        text = line[1:].removesuffix("\n") if lacks_newline else line[1:]
        if line.startswith("+"):
            self._new.append(text)
        elif line.startswith("-"):
            self.known[self.at + len(self._old)] = text
            self._old.append(text)
        elif line.startswith(" "):
            self.close()
            self.known[self.at] = text
            self.at += 1

    def close(self) -> None:
        if self._old or self._new:
            self.changes.append(Change(self.at, tuple(self._old), tuple(self._new)))
        self.at += len(self._old)
        self._old, self._new = [], []


def merged(patches: Iterable[Patch]) -> dict[int, str]:
    """The lines of the old file that any of these shows."""
    return {number: line for patch in patches for number, line in patch.known.items()}


def rebuilt(known: Mapping[int, str]) -> str:
    """A file with these lines at their numbers, and empty ones where nothing is known."""
    return "".join(known.get(number, "\n") for number in range(max(known, default=-1) + 1))


def git_lines(text: str) -> list[str]:
    """The lines of a text, each with its end, where git ends them: at newlines alone."""
    return [part for part in re.split(r"(?<=\n)", text) if part]


def _grouped(changes: Sequence[Change]) -> list[list[Change]]:
    groups: list[list[Change]] = []
    for change in changes:
        if groups and change.first - (groups[-1][-1].first + len(groups[-1][-1].old)) <= 2 * _CONTEXT:
            groups[-1].append(change)
        else:
            groups.append([change])
    return groups


def _hunk(group: Sequence[Change], lines: Mapping[int, str], shift: int) -> str:
    first, last = group[0].first, group[-1].first + len(group[-1].old)
    before = [n for n in range(max(first - _CONTEXT, 0), first) if n in lines]
    after = [n for n in range(last, last + _CONTEXT) if n in lines]
    said = [" " + lines[n] for n in before]
    at = first
    for change in group:
        said += [" " + lines[n] for n in range(at, change.first)]
        said += ["-" + line for line in change.old] + ["+" + line for line in change.new]
        at = change.first + len(change.old)
    said += [" " + lines[n] for n in after]
    olds, news = sum(line[0] != "+" for line in said), sum(line[0] != "-" for line in said)
    start = before[0] if before else first
    head = f"@@ -{start + (olds > 0)},{olds} +{start + shift + (news > 0)},{news} @@\n"
    return head + "".join(line if line.endswith("\n") else f"{line}\n{_NO_NEWLINE}" for line in said)


def _unquoted(name: str) -> str:
    if not (name.startswith('"') and name.endswith('"')):
        return name
    plain = {escape[1]: char for char, escape in _ESCAPES.items()}
    found = _UNESCAPED.sub(lambda m: _byte(int(m[1], 8)) if len(m[1]) == 3 else plain.get(m[1], m[1]), name[1:-1])
    return found.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")


def _byte(number: int) -> str:
    return bytes([number & 255]).decode("utf-8", "surrogateescape")
