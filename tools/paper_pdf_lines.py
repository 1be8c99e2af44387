"""The lines of a PDF's page as they are seen: their words, type size, weight and place."""

import ctypes
import re
from collections import Counter
from dataclasses import dataclass
from math import hypot
from typing import Any

HYPHEN = "\u00ad"
"""What a line ends with that breaks a word, or that breaks a compound at its hyphen."""

_RAISED = dict(zip("0123456789+−-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻", strict=True))
_SUPERSCRIPTS = frozenset(_RAISED.values())
_FOOTNOTE_MARK = re.compile(r"(?:(?<=[^\W\d]{3})|(?<=[.,;:)”’\"\]?!]))[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}(?![⁺⁻\w])")
_SAMPLES = 9  # characters of a line whose type is looked at
_BOLD_NAMES = ("bold", "medi", "cmbx", "black", "heavy", "-bd", "semibold", "demi")
_LINE_ENDS, _HYPHENS = frozenset((10, 13)), frozenset((2, 0xFFFE, 0xAD))


@dataclass(slots=True)
class Line:
    """`x0`, `x1` and the baseline `y` are in points from the page's lower left corner, `size` is the type's."""

    text: str
    size: float
    is_bold: bool
    font: str
    x0: float
    x1: float
    y: float

    @property
    def is_broken_word(self) -> bool:
        """Whether its last word goes on in the next line."""
        return self.text.endswith(HYPHEN)


def page_lines(page: Any, most: int) -> list[Line]:
    """The lines of a pypdfium2 page, from at most `most` characters, in the order in which they were set."""
    pieces = _Pieces(page.get_textpage())
    return _whole(pieces.read(most))


class _Pieces:
    """Runs of characters between line ends. PDFium also ends a line where a formula or a footnote's mark is set."""

    def __init__(self, text_page: Any) -> None:
        from pypdfium2 import raw  # type: ignore[import-untyped]

        self._raw, self._text_page = raw, text_page
        self._numbers = tuple(ctypes.c_double() for _ in range(4))
        self._matrix = raw.FS_MATRIX()
        self._name, self._flags = ctypes.create_string_buffer(128), ctypes.c_int()

    def read(self, most: int) -> list[Line]:
        """The pieces, in the order in which they were set."""
        pieces: list[Line] = []
        chars: list[str] = []
        places: list[int] = []
        unicode_at, page = self._raw.FPDFText_GetUnicode, self._text_page.raw
        for index in range(min(self._text_page.count_chars(), most)):
            code = unicode_at(page, index)
            if code in _LINE_ENDS or code in _HYPHENS:
                if code in _HYPHENS:
                    chars.append(HYPHEN)
                self._add(pieces, chars, places)
                chars, places = [], []
                continue
            char = chr(code) if code < 0x110000 else "\ufffd"
            if char in _RAISED and places and places[-1] == index - 1 and self._is_raised(index, places, chars):
                char = _RAISED[char]
            chars.append(char)
            if code != 32:
                places.append(index)
        self._add(pieces, chars, places)
        return pieces

    def _add(self, pieces: list[Line], chars: list[str], places: list[int]) -> None:
        text = _FOOTNOTE_MARK.sub("", "".join(chars).strip())
        if not text or not places:
            return
        step = max(1, len(places) // _SAMPLES)
        types = [self._type(index) for index in places[::step]]
        (size, is_bold, font), _ = Counter(types).most_common(1)[0]
        x0, y = self._origin(places[0])
        pieces.append(Line(text, size, is_bold, font, x0, max(x0, self._right(places[-1])), y))

    def _is_raised(self, index: int, places: list[int], chars: list[str]) -> bool:
        """Whether a digit or sign is a power, or a footnote's mark: small and above what stands before it."""
        size_at, page = self._raw.FPDFText_GetFontSize, self._text_page.raw
        step = 1
        while step < min(len(places), len(chars), 4) and chars[-step] in _SUPERSCRIPTS:
            step += 1
        size: float = size_at(page, places[-step])
        is_small = bool(size_at(page, index) < 0.95 * size)  # small capitals may stand before it
        return is_small and self._origin(index)[1] > self._origin(places[-step])[1] + 0.2 * size

    def _type(self, index: int) -> tuple[float, bool, str]:
        raw, page = self._raw, self._text_page.raw
        raw.FPDFText_GetFontInfo(page, index, self._name, len(self._name), self._flags)
        font = self._name.value.decode("latin-1").lower()
        size = raw.FPDFText_GetFontSize(page, index)
        if raw.FPDFText_GetMatrix(page, index, self._matrix):
            size *= hypot(self._matrix.c, self._matrix.d) or 1.0
        is_bold = any(name in font for name in _BOLD_NAMES) or raw.FPDFText_GetFontWeight(page, index) >= 600
        return round(size * 2) / 2, is_bold, font

    def _origin(self, index: int) -> tuple[float, float]:
        x, y = self._numbers[:2]
        self._raw.FPDFText_GetCharOrigin(self._text_page.raw, index, x, y)
        return x.value, y.value

    def _right(self, index: int) -> float:
        left, right, bottom, top = self._numbers
        self._raw.FPDFText_GetCharBox(self._text_page.raw, index, left, right, bottom, top)
        return right.value


def _whole(pieces: list[Line]) -> list[Line]:
    """Pieces that stand on one line, put together: what follows at the right, at about the same height."""
    lines: list[Line] = []
    for piece in pieces:
        last = lines[-1] if lines else None
        if last is None or last.is_broken_word or not _on_one_line(last, piece):
            lines.append(piece)
            continue
        gap = piece.x0 - last.x1
        is_apart = gap > 0.12 * last.size and not piece.text.startswith((",", ".", ";", ":", ")"))
        last.text += (" " if is_apart else "") + piece.text
        if len(piece.text) > len(last.text) / 2:
            last.size, last.is_bold, last.font = piece.size, piece.is_bold, piece.font
            last.y = piece.y
        last.x1 = max(last.x1, piece.x1)
    return lines


def _on_one_line(last: Line, piece: Line) -> bool:
    height = max(last.size, piece.size)
    is_near = abs(piece.y - last.y) < 0.55 * height
    return is_near and -1.2 * height <= piece.x0 - last.x1 < 1.8 * height
