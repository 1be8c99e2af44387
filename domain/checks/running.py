"""Runs the checks over a source. What a check says where nothing of it is under review, or is switched off, is left out."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from ..finding import Edit, Hit
from ..source import Source
from .check import Check
from .code import Code

_IGNORED = re.compile(r"#\s*coach:\s*ignore(?:\[([\w\s,:-]*)\])?", re.IGNORECASE)


def run_checks(
    source: Source, code: Code, checks: Sequence[Check], off: Collection[str] = ()
) -> Iterator[tuple[Check, Hit]]:
    """What the checks find that is under review and not switched off: see `all_hits`, `is_under_review`, `is_silenced`."""
    for check, found in all_hits(source, code, checks, off):
        if is_under_review(source, found) and not is_silenced(source, found, check.name):
            yield check, found


def all_hits(
    source: Source, code: Code, checks: Sequence[Check], off: Collection[str] = ()
) -> Iterator[tuple[Check, Hit]]:
    """What the checks, but for those `off`, find in a source whose parsed text is `code`; columns are in characters."""
    ends = _cell_ends(source)
    for check in checks:
        if check.name not in off:
            for found in check.find(code):
                if not (check.is_fine_at_cell_end and found.end_line in ends):
                    yield check, _in_characters(source, found)


def _cell_ends(source: Source) -> frozenset[int]:
    """The last line of code of each cell."""
    filled = ((cell, range(cell.first + cell.lines - 1, cell.first - 1, -1)) for cell in source.cells)
    return frozenset(next((n for n in lines if source.line(n).strip()), cell.first) for cell, lines in filled)


def is_under_review(source: Source, found: Hit) -> bool:
    """Whether any line of the place, or of what it rests on, is under review."""
    return source.is_changed(found.line, found.end_line) or any(source.is_changed(n, n) for n in found.evidence)


def is_silenced(source: Source, found: Hit, name: str) -> bool:
    """Whether `# coach: ignore[name]` (or without a name: all) stands on any line of the place."""
    return any(is_ignored(source.line(line), name) for line in range(found.line, found.end_line + 1))


def is_ignored(line: str, name: str) -> bool:
    """Whether a comment on this line switches a check or rule of that name off."""
    found = _IGNORED.search(line)
    if found is None:
        return False
    return found[1] is None or name.casefold() in (part.strip().casefold() for part in found[1].split(","))


def _in_characters(source: Source, found: Hit) -> Hit:
    """The tree counts columns in bytes."""

    def column(line: int, one: int) -> int:
        text = source.line(line)
        return one if text.isascii() else len(text.encode()[: one - 1].decode(errors="replace")) + 1

    edits = tuple(
        Edit(e.line, column(e.line, e.column), e.end_line, column(e.end_line, e.end_column), e.text)
        for e in found.edits
    )
    return replace(
        found,
        column=column(found.line, found.column),
        end_column=column(found.end_line, found.end_column),
        edits=edits,
    )
