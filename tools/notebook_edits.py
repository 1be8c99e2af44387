"""Edits of a notebook's code as edits of its file, which is otherwise left as it stands."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from ..domain.finding import Edit
from ..domain.source import Source
from .code_edits import Piece, edited
from .code_patch import git_lines

_LAYOUTS: Final = tuple((indent, end) for indent in (1, 2, 4, None) for end in ("\n", ""))
"""How programs write notebooks."""
_MARK = "\ue000coach\ue001"


@dataclass(frozen=True, slots=True)
class _Book:
    """The sources of the cells by number, and where each stands in the file that is written with this indentation."""

    sources: Mapping[int, str | list[str]]
    places: Mapping[int, int]
    indent: int | None


def notebook_pieces(source: Source, edits: Sequence[Edit]) -> list[Piece] | None:
    """The edits as pieces of the file; None when it can't be written back as it stands, or they are in no cell."""
    book = _book(source.raw)
    pieces = []
    for number in dict.fromkeys(source.place(edit.line)[0] for edit in edits):
        own = [edit for edit in edits if source.place(edit.line)[0] == number]
        if book is None or number is None or number not in book.sources:
            return None
        new = _edited_cell(source, book.sources[number], number, own)
        if new is None:
            return None
        old, at = _written(book.sources[number], book.indent), book.places[number]
        pieces.append((at, at + len(old), _written(new, book.indent)))
    return pieces


@lru_cache(maxsize=4)  # findings come file by file
def _book(raw: str) -> _Book | None:
    """None when the file can't be written back as it stands, so that a patch would change more than it says."""
    try:
        document = json.loads(raw)
        cells = document.get("cells") if isinstance(document, dict) else None
        layout = next((one for one in _LAYOUTS if _dumped(document, one) == raw), None)
        if layout is None or not isinstance(cells, list) or _MARK in raw:
            return None
        sources = {}
        for number, cell in enumerate(cells, 1):
            if isinstance(cell, dict) and _is_text(cell.get("source")):
                sources[number], cell["source"] = cell["source"], _MARK
        parts = _dumped(document, layout).split(json.dumps(_MARK, ensure_ascii=False))
    except (ValueError, RecursionError):
        return None
    at, places = 0, {}
    for (number, text), part in zip(sources.items(), parts, strict=False):
        places[number] = at + len(part)
        at = places[number] + len(_written(text, layout[0]))
    return _Book(sources, places, layout[0])


def _is_text(source: Any) -> bool:
    return isinstance(source, str) or (isinstance(source, list) and all(isinstance(line, str) for line in source))


def _dumped(document: Any, layout: tuple[int | None, str]) -> str:
    indent, end = layout
    return json.dumps(document, indent=indent, ensure_ascii=False) + end


def _written(text: str | list[str], indent: int | None) -> str:
    """The source of a cell as it stands in the file: three levels deep."""
    return json.dumps(text, indent=indent, ensure_ascii=False).replace("\n", "\n" + " " * 3 * (indent or 0))


def _edited_cell(source: Source, old: str | list[str], number: int, edits: Sequence[Edit]) -> str | list[str] | None:
    """The source of a cell with the edits; None when they can't be made."""
    text = old if isinstance(old, str) else "".join(old)
    place = next(one for one in source.cells if one.number == number)
    lines = text.split("\n")
    here = []
    for edit in edits:
        first, last = edit.line - place.first + 1, edit.end_line - place.first + 1
        # What is edited must stand in the notebook as in the text: a magic doesn't.
        if any(source.line(place.first + n - 1) != line for n, line in enumerate(lines[first - 1 : last], first)):
            return None
        if last == len(lines) + 1 and edit.end_column == 1:
            here.append(Edit(first, edit.column, len(lines), len(lines[-1]) + 1, edit.text))
        else:
            here.append(Edit(first, edit.column, last, edit.end_column, edit.text))
    try:
        new = edited(text, here)
    except ValueError:
        return None
    return new if isinstance(old, str) else git_lines(new)
