"""Which lines of a PDF are headings: those that its outline names, else those whose type and words say so."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .paper_blocks import heading, without_number
from .paper_pdf_layout import CAPTION, Layout, Page
from .paper_pdf_lines import HYPHEN, Line

MOST_LINES = 3  # of a heading
_NUMBERED = re.compile(
    r"(?:(?:Appendix\s+)?[A-Z]|\d{1,2}|[IVX]{1,5})(?:\.\d{1,2}){0,3}[.:]?\s+[A-Z0-9“\"‘(α-ω¿]", re.UNICODE
)
_KNOWN = re.compile(
    r"(abstract|introduction|related works?|background|preliminaries|motivation|methods?|methodology|approach|"
    r"experiments?|experimental (setup|results)|evaluation|results?|results and discussion|discussion|analysis|"
    r"conclusions?|conclusions? and future work|future work|limitations?|ethics statement|ethical considerations|"
    r"broader impacts?|impact statement|reproducibility statement|acknowledge?ments?|references|bibliography|"
    r"appendix|appendices|supplementary material|author contributions)[.:]?",
    re.IGNORECASE,
)
_ITALIC = ("ital", "cmti", "-it", "oblique", "slant")
_ABSTRACT = re.compile(r"(?:abstract|summary)\s*[—–:.-]+\s*(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline, and the page, from 1, that it leads to."""

    title: str
    page: int


@dataclass(slots=True)
class Headings:
    """Where headings are: by page and line, their words and the number of lines they take."""

    _at: dict[tuple[int, int], tuple[str, int]] = field(default_factory=dict)
    _run_in: dict[tuple[int, int], tuple[str, int]] = field(default_factory=dict)
    _covered: set[tuple[int, int]] = field(default_factory=set)

    def add(self, page: int, index: int, count: int, title: str) -> None:
        """Lines `index` to `index + count` of the page are a heading."""
        self._at[page, index] = title, count
        self._covered |= {(page, i) for i in range(index, index + count)}

    def run_in(self, page: int, index: int, title: str, length: int) -> None:
        """The first `length` characters of a line are a heading; the text follows in the same line."""
        self._run_in[page, index] = title, length

    def covers(self, page: int, index: int) -> bool:
        """Whether the line belongs to a heading."""
        return (page, index) in self._covered

    def at(self, page: int, index: int) -> tuple[str, int]:
        """The heading that begins at the line, and how many lines it takes; 0 if none does."""
        return self._at.get((page, index), ("", 0))

    def run_in_at(self, page: int, index: int) -> tuple[str, int]:
        """The heading with which the line begins, and its length; 0 if there is none."""
        return self._run_in.get((page, index), ("", 0))

    @property
    def first(self) -> tuple[int, int]:
        """Page and line of the first one."""
        return min([*self._at, *self._run_in], default=(0, 0))


@dataclass(slots=True)
class _Finder:
    layout: Layout
    found: Headings = field(default_factory=Headings)

    def add(self, page: Page, index: int, count: int) -> None:
        lines = page.lines[index : index + count]
        text = " ".join(line.text for line in lines).replace(f"{HYPHEN} ", "")
        self.found.add(page.number, index, count, heading(text))

    def is_free(self, page: Page, index: int) -> bool:
        return not self.found.covers(page.number, index)


def find_headings(pages: Sequence[Page], layout: Layout, bookmarks: Iterable[Bookmark]) -> Headings:
    """The headings, with the lines that they take."""
    finder = _Finder(layout)
    entries = list(bookmarks)
    in_outline = _by_outline(finder, pages, entries)
    _by_name(finder, pages)
    if in_outline < 0.6 * len(entries) or in_outline < 3:
        _by_type(finder, pages)
    return finder.found


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, without_number(text).casefold()))


def _by_outline(finder: _Finder, pages: Sequence[Page], entries: list[Bookmark]) -> int:
    """Adds the headings that the outline names; gives how many there were."""
    count = 0
    numbered = {page.number: page for page in pages}
    for entry in entries:
        wanted = _letters(entry.title)
        near = [numbered[n] for n in (entry.page, entry.page + 1, entry.page - 1) if n in numbered]
        place = next(((p, *at) for p in near if wanted and (at := _place(finder, p, wanted))), None)
        if place:
            finder.add(*place)
            count += 1
    return count


def _place(finder: _Finder, page: Page, wanted: str) -> tuple[int, int] | None:
    """The first lines of the page that say `wanted` and nothing else."""
    for index, line in enumerate(page.lines):
        start = _letters(line.text)
        if not start or not wanted.startswith(start) or not finder.is_free(page, index):
            continue
        for count in range(1, MOST_LINES + 1):
            text = " ".join(each.text for each in page.lines[index : index + count])
            if _letters(text) == wanted:
                return index, count
    return None


def _by_name(finder: _Finder, pages: Sequence[Page]) -> None:
    """Adds the headings that every paper has, whatever their type: `Abstract` is often set like the text."""
    for page in pages:
        for index, line in enumerate(page.lines):
            if not finder.is_free(page, index):
                continue
            known = (
                _KNOWN.fullmatch(without_number(line.text).strip())
                or line.text.replace(" ", "").casefold() == "abstract"
            )
            if known and (_stands_out(line, finder.layout) or line.text.casefold() in ("abstract", "references")):
                finder.add(page, index, 1)
            elif page.number <= 2 and (run_in := _ABSTRACT.match(line.text)):
                finder.found.run_in(page.number, index, "Abstract", run_in.end())


def _by_type(finder: _Finder, pages: Sequence[Page]) -> None:
    """Adds the lines that stand out by their type and are numbered, or are set like headings that are sure."""
    named = finder.found.first
    for page in pages:
        for index, line in enumerate(page.lines):
            # "A Paper on Papers" at the top is a title; "A Proofs" further down is an appendix.
            is_title = line.text[:2] in ("A ", "I ") and (page.number == 1 or (page.number, index) < named)
            if finder.is_free(page, index) and not is_title and _is_numbered_heading(line, finder.layout):
                finder.add(page, index, _height(page, index, finder.layout))
    styles = {
        _style(line) for page in pages for index, line in enumerate(page.lines) if not finder.is_free(page, index)
    }
    styles = {style for style in styles if style[1] or style[0] > finder.layout.size + 0.9}
    first = finder.found.first
    for page in pages:
        for index, line in enumerate(page.lines):
            if not finder.is_free(page, index) or (page.number, index) < first:
                continue
            if _style(line) in styles and _could_be_one(line) and line.x1 - line.x0 < 0.8 * finder.layout.width:
                finder.add(page, index, 1)


def _style(line: Line) -> tuple[float, bool, str]:
    return line.size, line.is_bold, line.font


def _stands_out(line: Line, layout: Layout) -> bool:
    is_capital = line.text.isupper() and line.size >= layout.size - 1.6
    return line.size >= layout.size + 0.9 or (line.is_bold and line.size >= layout.size - 0.6) or is_capital


def _could_be_one(line: Line) -> bool:
    text = without_number(line.text)
    letters = sum(map(str.isalpha, text))
    starts_well = text[:1].isupper() or text[:1].isdigit() or not text[:1].isascii()
    is_long_enough = letters >= 3 and letters > 0.5 * len(text)
    ends_well = not text.endswith((",", ";", "-")) and not re.search(r"[.!?]\s+\S+\s+\S+", text)
    return len(text) <= 120 and starts_well and is_long_enough and ends_well and not CAPTION.match(line.text)


def _is_numbered_heading(line: Line, layout: Layout) -> bool:
    if not _NUMBERED.match(line.text) or not _could_be_one(line):
        return False
    is_italic = any(name in line.font for name in _ITALIC) and line.x1 - line.x0 < 0.8 * layout.width
    return _stands_out(line, layout) or is_italic


def _height(page: Page, index: int, layout: Layout) -> int:
    """How many lines the heading takes that begins at this one."""
    first, count = page.lines[index], 1
    for line in page.lines[index + 1 : index + MOST_LINES]:
        before = page.lines[index + count - 1]
        is_next = _style(line) == _style(first) and 0 < before.y - line.y < 1.7 * line.size
        is_full = before.x1 - first.x0 > 0.55 * layout.width or before.text.endswith(HYPHEN)
        if not is_next or not is_full or _NUMBERED.match(line.text) or line.x0 < first.x0 - 2:
            break
        count += 1
    return count
