"""Fixes as patches: edits of a source become a unified diff of the file as it stands, which `git apply` takes."""

import re
from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from errno import EDQUOT, ENOSPC, EROFS
from functools import lru_cache
from itertools import accumulate, chain, pairwise
from pathlib import Path
from types import MappingProxyType

from ..domain.finding import Edit
from ..domain.source import Source, can_be_parsed
from . import programs
from .code_edits import Piece, edited, spliced
from .code_patch import Change, Patch, changes_between, git_lines, merged, patch_of, read_patch, rebuilt
from .git import git_program
from .notebook_edits import notebook_pieces

_GIT_SECONDS = 20.0
_END = re.compile(r"\r\n|\r|\n")
_COOKIE = re.compile(r"(?m)^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")


def unified_fix(source: Source, edits: Sequence[Edit], *, tested: bool = True) -> str | None:
    """A patch of the file with these edits of its text, for `git apply` at the folder that paths are relative to.

    It keeps line ends, a byte order mark, and a missing newline at the end. None when no patch would do: the edits
    overlap or change nothing, only a part of the file is known or Python can't read it, the notebook can't be written
    back as it stands. If it is to be `tested`, also when the result isn't Python, or `git apply --check` on the file
    refuses it (where git is installed); otherwise nothing is started, and the work is that of the lines that change.
    """
    if source.is_partial or not edits:
        return None
    file = _file(source.raw, source.text)
    pieces = file and (notebook_pieces(source, edits) if source.is_notebook else _script_pieces(source, edits, file))
    changes = _changes(source.raw, file, pieces) if file and pieces else None
    if not file or not changes:
        return None
    fix = patch_of(source.path, changes, None, file.by_number)
    if fix is None or not tested:
        return fix
    try:
        is_fine = _is_python(edited(source.text, edits))
    except ValueError:
        return None
    return fix if is_fine and _applies(fix, source.path, source.raw) else None


def all_fixes(fixes: Sequence[str], sources: Sequence[Source] = ()) -> str:
    """One patch with these fixes; one that touches what an earlier one changes is left out.

    Of files among `sources` (whose paths and raw texts are those that the fixes were made for) the result is tested: it
    is Python, and `git apply --check` takes it; a fix that spoils that is left out. Of other files the patch is tested on
    the lines that the fixes show. Empty when there is nothing to mend.
    """
    by_path: dict[str, list[Patch]] = {}
    for fix in fixes:
        if (read := read_patch(fix)) is not None:
            by_path.setdefault(read.path, []).append(read)
    raws = {source.path: source.raw for source in sources}
    parts = []
    for path, several in by_path.items():
        known, raw = merged(several), raws.get(path)
        patch = patch_of(path, _together(several, raw), raw, known)
        if patch and _applies(patch, path, rebuilt(known) if raw is None else raw):
            parts.append(patch)
    return "".join(parts)


def _is_python(text: str) -> bool:
    return can_be_parsed(text.removeprefix("\ufeff"))


def _normal(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True, slots=True)
class _File:
    """A file whose code Python can read: its lines by number from 0 and where they start, as git ends lines; and where
    lines of Python start and how they end. `is_utf8` says that a patch finds its bytes."""

    by_number: Mapping[int, str]
    starts: tuple[int, ...]
    own_starts: tuple[int, ...]
    own_ends: tuple[str, ...]
    is_utf8: bool


@lru_cache(maxsize=4)  # findings come file by file
def _file(raw: str, text: str) -> _File | None:
    if not _is_python(text):
        return None
    lines = git_lines(raw)
    ends = list(_END.finditer(raw))
    cookie = _COOKIE.search("\n".join(_normal(raw[:5000]).split("\n")[:2]))
    is_utf8 = raw.isascii() or not cookie or cookie[1].lower().replace("_", "-") in ("utf-8", "utf8", "utf-8-sig")
    return _File(
        MappingProxyType(dict(enumerate(lines))),
        tuple(accumulate(map(len, lines), initial=0)),
        (0, *(found.end() for found in ends)),
        (*(found[0] for found in ends), ""),
        is_utf8,
    )


def _script_pieces(source: Source, edits: Sequence[Edit], file: _File) -> list[Piece] | None:
    """The edits as pieces of the file with its own line ends; None when lines of the text don't stand there."""
    if not file.is_utf8:
        return None
    mark = len(source.raw) - len(source.raw.removeprefix("\ufeff"))
    pieces = []
    for edit in edits:
        own = file.own_ends[min(edit.line, len(file.own_ends)) - 1] or file.own_ends[0] or "\n"
        begin = _place(source, file, edit.line, edit.column, mark)
        stop = _place(source, file, edit.end_line, edit.end_column, mark)
        if begin is None or stop is None:
            return None
        pieces.append((begin, stop, edit.text.replace("\n", own)))
    return pieces


def _place(source: Source, file: _File, line: int, column: int, mark: int) -> int | None:
    """Where a place of the text is in the file."""
    if line > len(file.own_starts):
        # The text ends with a newline even where the file doesn't.
        return len(source.raw) if line <= len(source.lines) and column == 1 else None
    said = source.line(line)
    begin = file.own_starts[line - 1] + (mark if line == 1 else 0)
    fits = line >= 1 and 1 <= column <= len(said) + 1 and source.raw.startswith(said, begin)
    return begin + column - 1 if fits else None


def _changes(raw: str, file: _File, pieces: Sequence[Piece]) -> tuple[Change, ...] | None:
    """What the pieces change, in lines; None when they overlap."""
    ordered = sorted(dict.fromkeys(pieces))
    is_backwards = any(begin > stop for begin, stop, _ in ordered)
    if is_backwards or any(one[1] > other[0] or one[:2] == other[:2] for one, other in pairwise(ordered)):
        return None
    changes: list[Change] = []
    starts = file.starts
    for first, last, some in _by_lines(starts, ordered):
        begin, stop = starts[first], starts[last]
        here = [(one - begin, other - begin, new) for one, other, new in some]
        between = changes_between(raw[begin:stop], spliced(raw[begin:stop], here))
        if between is None:
            return None
        changes += [replace(change, first=first + change.first) for change in between]
    return tuple(changes)


def _by_lines(starts: Sequence[int], pieces: Sequence[Piece]) -> list[tuple[int, int, list[Piece]]]:
    """The pieces with the lines from the first to before the last that they change; those that share a line together."""
    groups: list[tuple[int, int, list[Piece]]] = []
    for piece in pieces:
        # The line that follows belongs to it: what stands before it may end without a newline then.
        first = max(bisect_right(starts, piece[0]) - 1, 0)
        last = min(bisect_right(starts, piece[1]), len(starts) - 1)
        if groups and first < groups[-1][1]:
            before = groups.pop()
            groups.append((before[0], max(last, before[1]), [*before[2], piece]))
        else:
            groups.append((min(first, last), last, [piece]))
    return groups


def _together(several: Sequence[Patch], raw: str | None) -> tuple[Change, ...]:
    """The changes of as many fixes as go together, the earlier ones first."""
    kept: list[Change] = []
    apart = []
    for patch in several:
        if not any(_touches_one(change, kept) for change in patch.changes):
            apart.append(patch.changes)
            for change in patch.changes:
                insort(kept, change, key=lambda one: one.first)
    is_tested = raw is not None and not several[0].path.endswith(".ipynb")
    return tuple(kept) if raw is None or not is_tested else _that_keep_python((), apart, raw)


def _touches_one(change: Change, others: Sequence[Change]) -> bool:
    """Whether it touches one of these, none of which touches another."""
    at = bisect_right(others, change.first, key=lambda one: one.first)
    return any(change.touches(other) for other in others[max(at - 1, 0) : at + 1])


def _that_keep_python(kept: tuple[Change, ...], more: Sequence[tuple[Change, ...]], raw: str) -> tuple[Change, ...]:
    """The changes kept with those of `more` that leave it Python, tried together before they are tried one by one."""
    together = tuple(sorted(chain(kept, *more), key=lambda change: change.first))
    if not more or _is_python(_normal(_with(raw, together))):
        return together
    if len(more) == 1:
        return kept
    half = len(more) // 2
    return _that_keep_python(_that_keep_python(kept, more[:half], raw), more[half:], raw)


def _with(raw: str, changes: Sequence[Change]) -> str:
    lines = re.split(r"(?<=\n)", raw)
    for change in reversed(changes):
        lines[change.first : change.first + len(change.old)] = change.new
    return "".join(lines)


def _applies(patch: str, path: str, raw: str) -> bool:
    with programs.scratch("coach-fix-") as folder:
        git = git_program(Path.cwd(), {})
        if git is None:
            return True
        try:
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(raw.encode("utf-8", "surrogateescape"))
            told = {**programs.BARE, "GIT_CEILING_DIRECTORIES": str(folder.parent), "GIT_CONFIG_NOSYSTEM": "1"}
            command = [git, "-c", "core.autocrlf=false", "-c", "core.safecrlf=false", "apply", "--check", "-"]
            given = patch.encode("utf-8", "surrogateescape")
            return programs.run(command, folder, seconds=_GIT_SECONDS, given=given, environment=told).status == 0
        except (ValueError, programs.Unfinished):
            return False
        except OSError as error:
            if error.errno in (ENOSPC, EDQUOT, EROFS):
                raise
            return False  # its name can't be on this disk
