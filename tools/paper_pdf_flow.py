"""The lines of a PDF, put together to paragraphs, captions, footnotes and references.

A paragraph goes on over columns and pages, and over the figures, tables and footnotes between them; those follow it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from .paper_blocks import Block, is_closing, tidy, without_number
from .paper_pdf_headings import Headings
from .paper_pdf_layout import CAPTION, Layout, Page, joined
from .paper_pdf_lines import Line

MOST_REFERENCES, MOST_REFERENCE = 2000, 1000
LONG_ENOUGH = 300
"""Characters of a paragraph before the first heading that is taken for an abstract."""

_FLOAT_LINES = 100  # of a figure or table
_BULLET = re.compile(r"[•·◦▪‣∙–—\x0f\x88]\s*\S|[*-]\s+\S")
_NUMBERED_BULLET = re.compile(r"\(?(\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+\S")
_FOOTNOTE = re.compile(r"(\d{1,2}|[∗*†‡§¶♠♣♥♦⋆]+)\s?(?=[^\W\d]|[“\"(])")
_TERMINAL = re.compile(r"[.!?:][”\"'’)\]\d,]*$")
_MARKED = re.compile(r"\[\d{1,4}\]\s|\d{1,3}\.\s+[A-Z]|\[[A-Z][\w+]{1,12}\]\s")
_REFERENCES = re.compile(r"references( and notes)?|bibliography", re.IGNORECASE)


def blocks_of(pages: Sequence[Page], headings: Headings, layout: Layout) -> tuple[list[Block], list[str]]:
    """The text in blocks, and the list of references."""
    flow = _Flow(headings, layout)
    for page in pages:
        flow.add(page)
    flow.close()
    return _with_abstract(flow.blocks), list(_references(flow.references, layout))[:MOST_REFERENCES]


class _Flow:
    def __init__(self, headings: Headings, layout: Layout) -> None:
        self.blocks: list[Block] = []
        self.references: list[tuple[int, Line]] = []
        self._headings, self._layout = headings, layout
        self._section = ""
        self._open: list[Line] = []
        self._pages: list[int] = []  # of the lines of the open paragraph
        self._asides: list[tuple[int, list[Line]]] = []

    def add(self, page: Page) -> None:
        """The next page."""
        floats = _float_lines(page, self._headings, self._layout)
        index = 0
        while index < len(page.lines):
            index += self._take(page, index, floats)

    def close(self) -> None:
        """Ends the open paragraph; what stands apart follows it."""
        groups = [(self._pages[0], self._open, False)] if self._open else []
        groups += [(page, lines, True) for page, lines in self._asides]
        for page, lines, is_apart in groups:
            text = tidy(joined(lines, self._layout.words))
            if text and not is_closing(self._section):
                self.blocks.append(Block(self._section, text, page, is_apart))
        self._open, self._pages, self._asides = [], [], []

    def _take(self, page: Page, index: int, floats: set[int]) -> int:
        """Takes what begins at this line; gives how many lines it has."""
        line, number = page.lines[index], page.number
        title, count = self._headings.at(number, index)
        if count:
            self._begin(title)
            return count
        title, length = self._headings.run_in_at(number, index)
        if length:
            self._begin(title)
            self._add_text(page, index, replace(line, text=line.text[length:]))
            return 1
        if _REFERENCES.fullmatch(without_number(self._section)):
            self.references.append((number, line))
            return 1
        if CAPTION.match(line.text):
            caption = _caption(page, index, self._headings)
            self._asides.append((number, caption))
            return len(caption)
        if index in floats:
            return 1
        return self._take_small(page, index) or self._add_text(page, index, line)

    def _begin(self, section: str) -> None:
        self.close()
        self._section = section

    def _take_small(self, page: Page, index: int) -> int:
        """Takes lines of small type: footnotes stand apart, text goes on, labels of figures are left out."""
        if not self._is_small(page.lines[index]) or self._section.casefold() == "abstract":
            return 0
        run = _run(page, index, self._is_small, self._headings)
        if _FOOTNOTE.match(run[0].text) and run[0].y < 0.6 * page.height:
            for line in run:
                if _FOOTNOTE.match(line.text) or not self._asides or self._asides[-1][1][0] not in run:
                    self._asides.append((page.number, [line]))
                else:
                    self._asides[-1][1].append(line)
        elif _is_prose(run):
            for offset, line in enumerate(run):
                self._add_text(page, index + offset, line)
        return len(run)

    def _is_small(self, line: Line) -> bool:
        return line.size < self._layout.size - 0.6

    def _add_text(self, page: Page, index: int, line: Line) -> int:
        if self._open and self._begins_one(page, index, line):
            self.close()
        self._open.append(line)
        self._pages.append(page.number)
        return 1

    def _begins_one(self, page: Page, index: int, line: Line) -> bool:
        """Whether a paragraph begins with this line."""
        last, size = self._open[-1], self._layout.size
        if last.is_broken_word:
            return False
        is_ended = bool(_TERMINAL.search(last.text))
        if _BULLET.match(line.text) or (is_ended and _NUMBERED_BULLET.match(line.text)):
            return True
        drop = last.y - line.y
        is_below = self._pages[-1] == page.number and drop > 0 and abs(line.x0 - last.x0) < 0.5 * self._layout.width
        if is_below and drop > 1.4 * self._layout.pitch:
            return is_ended or not line.text[:1].islower()
        after = page.lines[index + 1] if index + 1 < len(page.lines) else None
        left = min(last.x0, after.x0) if after and is_below else (after.x0 if after else line.x0)
        is_indented = 0.7 * size < line.x0 - left < 4 * size
        is_hanging = is_below and bool(_BULLET.match(self._open[0].text)) and line.x0 > self._open[0].x0
        is_short = last.x1 - last.x0 < 0.8 * self._layout.width and line.text[:1].isupper()
        return is_ended and not is_hanging and (is_indented or is_short)


def _run(page: Page, index: int, belongs: Callable[[Line], bool], headings: Headings) -> list[Line]:
    """The lines from this one on that belong together, to the end of the column."""
    lines = [page.lines[index]]
    for at in range(index + 1, len(page.lines)):
        line = page.lines[at]
        if not belongs(line) or line.y > lines[-1].y + line.size or headings.covers(page.number, at):
            break
        if CAPTION.match(line.text):
            break
        lines.append(line)
    return lines


def _caption(page: Page, index: int, headings: Headings) -> list[Line]:
    """The lines of the caption that begins at this one."""
    lines = [page.lines[index]]
    for at in range(index + 1, len(page.lines)):
        line, last = page.lines[at], lines[-1]
        is_next = abs(line.size - last.size) <= 0.6 and 0 < last.y - line.y < 1.5 * last.size
        if not is_next or headings.covers(page.number, at) or CAPTION.match(line.text):
            break
        lines.append(line)
    return lines


def _is_prose(lines: Sequence[Line]) -> bool:
    """Whether lines of small type are sentences, not rows of a table or labels of a figure."""
    text = " ".join(line.text for line in lines)
    words = text.split()
    plain = sum(word.strip("()[],.;:“”\"'-").isalpha() for word in words)
    return len(text) > 150 and plain > 0.65 * len(words) and len(words) >= 5 * len(lines)


def _float_lines(page: Page, headings: Headings, layout: Layout) -> set[int]:
    """The lines of the page that belong to its figures and tables: what stands beside a caption and is no text."""
    found: set[int] = set()
    for index, line in enumerate(page.lines):
        if CAPTION.match(line.text):
            end = index + len(_caption(page, index, headings))
            for way in (range(index - 1, max(-1, index - _FLOAT_LINES), -1), range(end, end + _FLOAT_LINES)):
                found |= set(_beside(page, way, headings, layout))
    return found


def _beside(page: Page, way: Iterable[int], headings: Headings, layout: Layout) -> Iterator[int]:
    for at in way:
        if at >= len(page.lines) or headings.covers(page.number, at) or _is_text(page, at, layout):
            return
        yield at


def _is_text(page: Page, at: int, layout: Layout) -> bool:
    """Whether a line is part of a paragraph: a full line of words, or the last one below such a line."""
    line = page.lines[at]
    if CAPTION.match(line.text) or _is_full(line, layout):
        return True
    above = page.lines[at - 1] if at else None
    is_next = above is not None and above.size == line.size and 0 < above.y - line.y < 1.3 * layout.pitch
    return is_next and above is not None and _is_full(above, layout) and abs(above.x0 - line.x0) < 2 * line.size


def _is_full(line: Line, layout: Layout) -> bool:
    words = line.text.split()
    numbers = sum(any(map(str.isdigit, word)) for word in words)
    is_wide = 0.85 * layout.width < line.x1 - line.x0 < 1.3 * layout.width
    return is_wide and len(words) >= 4 and numbers <= 0.4 * len(words)


def _with_abstract(blocks: list[Block]) -> list[Block]:
    """The blocks without names and addresses before the first heading; a long paragraph there is the abstract."""
    if not any(block.section for block in blocks):
        return blocks
    has_one = any(block.section.casefold() == "abstract" for block in blocks)
    kept = []
    for block in blocks:
        if block.section:
            kept.append(block)
        elif not has_one and len(block.text) >= LONG_ENOUGH and not block.is_apart:
            kept.append(replace(block, section="Abstract"))
    return kept


def _references(lines: Sequence[tuple[int, Line]], layout: Layout) -> Iterator[str]:
    """The works listed: each begins with its mark, or at the left of the lines that go on."""
    marked = sum(bool(_MARKED.match(line.text)) for _, line in lines) > 0.1 * len(lines)
    entry: list[Line] = []
    for position, (page, line) in enumerate(lines):
        if entry and _begins_entry(lines, position, page, line, marked):
            yield tidy(joined(entry, layout.words))[:MOST_REFERENCE]
            entry = []
        entry.append(line)
    if entry:
        yield tidy(joined(entry, layout.words))[:MOST_REFERENCE]


def _begins_entry(lines: Sequence[tuple[int, Line]], position: int, page: int, line: Line, marked: bool) -> bool:
    if marked:
        return bool(_MARKED.match(line.text))
    near = [
        other.x0
        for p, other in lines[max(0, position - 15) : position + 15]
        if p == page and abs(other.x0 - line.x0) < 40
    ]
    before = lines[position - 1][1]
    is_outdented = line.x0 < min(near) + 3 and max(near) > min(near) + 5
    is_after_gap = before.y - line.y > 1.5 * line.size
    return is_outdented or is_after_gap
