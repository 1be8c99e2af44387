"""A piece of code around a place, with line numbers and a caret: how a finding is shown."""

from collections.abc import Iterator
from unicodedata import category, east_asian_width

from .finding import Finding
from .plain_text import JOINERS, unseen_in
from .source import Source

AROUND = 1
MOST = 6
LEAST = 10
TAB = "    "
WIDTH = 160
"""So many cells of a line are shown where nothing else is said."""


def code_frame(finding: Finding, source: Source | None, width: int = WIDTH) -> tuple[str, ...]:
    """The lines of the place with one before and after it, and carets under it, in at most `width` cells of a screen.

    Line numbers are those of the file, or of the cell. Of long lines the part around the place is shown. The quoted line
    stands alone where there is no source, or its line doesn't read so: as when the quote leaves a secret out.
    """
    first = source.at(finding.cell, finding.line) if source else 0
    if source is None or first < 1 or source.line(first).strip() != finding.quote.strip():
        begin = f"{finding.line} | "
        return ((begin + _part(_seen(finding.quote.strip()), 0, width - len(begin))).rstrip(),)
    last = first + max(0, finding.end_line - finding.line)
    if last - first >= MOST:
        last = first
    lines = list(_lines(finding, source, first, last))
    digits = max(len(str(line)) for line, _ in lines)
    room = max(LEAST, width - digits - len(" | "))
    marked = _marked(finding, source.line(last), first == last)
    start = _start(source.line(last), marked, room)
    rows: list[tuple[int | str, str]] = []
    for line, number in lines:
        rows.append((line, _part(_seen(source.line(number)), start, room)))
        if number == last:
            rows.append(("", _carets(source.line(last), marked, start)[:room]))
    return tuple(f"{line:>{digits}} | {text}".rstrip() for line, text in rows)


def cells(text: str) -> int:
    """How many cells of a screen the text takes."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(char: str) -> int:
    if category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def _lines(finding: Finding, source: Source, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The lines to be shown, each as it is called and with its number in the text."""
    end = max(last, len(source.lines) - (source.lines[-1] == ""))
    for number in range(max(1, first - AROUND), min(end, last + AROUND) + 1):
        cell, line = source.place(number)
        if cell == finding.cell:
            yield line, number


def _marked(finding: Finding, line: str, is_one_line: bool) -> tuple[int, int]:
    """From and to which place in the line, from 0, carets stand; of a place of several lines that is its last line."""
    begin = finding.column - 1 if is_one_line else len(line) - len(line.lstrip())
    begin = max(0, min(begin, len(line)))
    end = finding.end_column if is_one_line else len(line.rstrip())
    return begin, min(max(end, begin + 1), max(len(line), begin + 1))


def _start(line: str, marked: tuple[int, int], room: int) -> int:
    """The first character of shown lines that is to be seen, so that the place is."""
    before = _seen(line[: marked[0]])
    end = cells(before) + min(cells(_seen(line[slice(*marked)])), room // 2)
    return 0 if end < room else max(0, len(before) - room // 3)


def _carets(line: str, marked: tuple[int, int], start: int) -> str:
    before = _seen(line[: marked[0]])
    dots = "…" if start else ""
    return " " * cells(dots + before[start + len(dots) :]) + "^" * max(1, cells(_seen(line[slice(*marked)])))


def _part(text: str, start: int, room: int) -> str:
    """So many cells of a text from a character on, with dots where something is left out."""
    text = "…" + text[start + 1 :] if start and text else text
    begin = text[: 4 * room]
    if len(begin) == len(text) and cells(text) <= room:
        return text
    while cells(begin) >= room:
        begin = begin[: min(len(begin) - 1, room)]
    return begin + "…"


def _seen(text: str) -> str:
    """A line with spaces for tabs, and a mark for what nobody would see, such as what turns the direction of writing."""
    marks = dict.fromkeys(map(ord, unseen_in(text, "\t")), "\ufffd")
    return text.translate(marks | dict.fromkeys(map(ord, JOINERS), "") | {ord("\t"): TAB})
