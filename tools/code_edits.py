"""Edits made in a text: none sees what another does."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from ..domain.finding import Edit

Piece = tuple[int, int, str]
"""Text in place of what stands from one offset to another."""


def edited(text: str, edits: Sequence[Edit]) -> str:
    """The text with all edits made, none of which sees what another does. The same edit twice is one.

    Raises:
        ValueError: they overlap, or a place isn't in the text.
    """
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    lengths = [after - before - 1 for before, after in pairwise(starts)]
    return spliced(text, [(_offset(starts, lengths, e, 0), _offset(starts, lengths, e, 1), e.text) for e in edits])


def _offset(starts: Sequence[int], lengths: Sequence[int], edit: Edit, which: int) -> int:
    line, column = ((edit.line, edit.column), (edit.end_line, edit.end_column))[which]
    if line == len(lengths) + 1 and column == 1:
        return starts[-1] - 1  # the end of a text without a newline at its end
    if not (1 <= line <= len(lengths) and 1 <= column <= lengths[line - 1] + 1):
        raise ValueError(f"there is no place {line}:{column}")
    return starts[line - 1] + column - 1


def spliced(text: str, pieces: Iterable[Piece]) -> str:
    """The text with each piece in place of what stands there; the same piece twice is one.

    Raises:
        ValueError: they overlap.
    """
    parts, at, last = [], 0, (-1, -1)
    for begin, end, new in sorted(dict.fromkeys(pieces)):
        if begin < at or end < begin or (begin, end) == last:
            raise ValueError("edits overlap")
        parts += [text[at:begin], new]
        at, last = end, (begin, end)
    return "".join([*parts, text[at:]])
