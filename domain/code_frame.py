"""A piece of code around a place, with line numbers and a caret: how a finding is shown."""

from .finding import Finding
from .source import Source

AROUND = 1
MOST = 6
TAB = "    "


def code_frame(finding: Finding, source: Source | None) -> tuple[str, ...]:
    """The lines of the place with one before and after it, and carets under it; without the source, the quoted line.

    Line numbers are those of the file, or of the cell.
    """
    if source is None:
        return (f"{finding.line} | {_spaced(finding.quote)}",)
    first = source.at(finding.cell, finding.line)
    last = first + finding.end_line - finding.line
    if last - first >= MOST:
        last = first
    end = len(source.lines) - (source.lines[-1] == "")
    rows: list[tuple[str, str]] = []
    for number in range(max(1, first - AROUND), min(end, last + AROUND) + 1):
        cell, line = source.place(number)
        if cell != finding.cell:
            continue
        rows.append((str(line), _spaced(source.line(number))))
        if number == last:
            # Of a place of several lines, carets stand under the last one.
            column = (
                finding.column if first == last else len(source.line(number)) - len(source.line(number).lstrip()) + 1
            )
            rows.append(("", _carets(source.line(number), column, finding, first == last)))
    width = max((len(number) for number, _ in rows), default=0)
    return tuple(f"{number:>{width}} | {text}".rstrip() for number, text in rows)


def _carets(line: str, column: int, finding: Finding, is_one_line: bool) -> str:
    before = line[: column - 1]
    end = finding.end_column if is_one_line and finding.end_column >= column else len(line)
    marked = _spaced(line[column - 1 : end])
    return " " * len(_spaced(before)) + "^" * max(1, len(marked))


def _spaced(text: str) -> str:
    return text.replace("\t", TAB)
