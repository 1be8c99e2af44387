"""Papers as PDF: opened, their pages' lines read, and what is printed on every page taken away."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from .paper_blocks import Converted, Unreadable, tidy
from .paper_pdf_flow import blocks_of
from .paper_pdf_headings import Bookmark, find_headings
from .paper_pdf_layout import Page, joined, layout_of, title_of
from .paper_pdf_lines import Line, page_lines

if TYPE_CHECKING:
    from .paper_isolated import Limits

MOST_BOOKMARKS = 500
_PASSWORD, _SECURITY = 4, 5  # PDFium's errors
_PAGE_NUMBER = re.compile(r"\W*(page\s+)?\d{1,4}(\s*(of|/)\s*\d{1,4})?\W*", re.IGNORECASE)
_CONTENTS = re.compile(r".*(\.\s?){6,}\s*\w{1,5}")  # a line of a table of contents
_STAMP = re.compile(r"arXiv:\S+\s+\[[\w.-]+\].{0,40}")
_RIGHTS = re.compile(
    r"©|copyright|permission to make digital|all rights reserved|proceedings of|preprint\b|under review|"
    r"published as a|conference on|licensed under|\bisbn\b|\bdoi\b|equal contribution|corresponding author|\bc 20\d\d\b",
    re.IGNORECASE,
)


def read_pdf(data: bytes, name: str, limits: "Limits") -> Converted:
    """The text of a PDF, and the words of each of its pages.

    Raises:
        Unreadable: it is locked, broken, or holds no text.
    """
    import pypdfium2  # type: ignore[import-untyped]

    del name
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        is_locked = getattr(error, "err_code", None) in (_PASSWORD, _SECURITY)
        raise Unreadable("is locked with a password" if is_locked else "is broken, or is no PDF") from None
    raw_pages, remarks = _pages(document, limits)
    if not any(page.lines for page in raw_pages):
        raise Unreadable("holds no text: its pages are probably pictures of a scanned paper")
    words = tuple(joined(page.lines) for page in raw_pages)
    pages = _without_furniture(raw_pages)
    layout = layout_of(pages)
    headings = find_headings(pages, layout, _bookmarks(document))
    blocks, references = blocks_of(pages, headings, layout)
    title = title_of(raw_pages, layout) or tidy(str(document.get_metadata_dict().get("Title", "")))[:300]
    return Converted(title, tuple(blocks), tuple(references), tuple(remarks), words)


def _pages(document: Any, limits: "Limits") -> tuple[list[Page], list[str]]:
    """The pages' lines, and sentences on what is missing of them."""
    count, left, remarks, empty = len(document), limits.characters, [], []
    pages: list[Page] = []
    for number in range(1, min(count, limits.pages) + 1):
        lines, height = _lines(document, number - 1, left)
        pages.append(Page(number, height, lines))
        left -= sum(len(line.text) for line in lines)
        if left <= 0:
            remarks.append(f"Pages after {number} weren't read: there is too much text.")
            break
        if not lines:
            empty.append(number)
    if empty:
        named = ", ".join(map(str, empty[:10])) + (" and more" if len(empty) > 10 else "")
        remarks.append(
            f"{'Page' if len(empty) == 1 else 'Pages'} {named} could not be read or {'has' if len(empty) == 1 else 'have'} no text."
        )
    if count > limits.pages:
        remarks.append(f"Only the first {limits.pages} of {count} pages were read.")
    return pages, remarks


def _lines(document: Any, index: int, most: int) -> tuple[list[Line], float]:
    """The lines of one page and its height; none of a page that is broken."""
    from pypdfium2 import PdfiumError

    try:
        page = document[index]
        lines, height = page_lines(page, most), float(page.get_height())
        page.close()
    except PdfiumError:
        return [], 1.0
    return lines, height


def _bookmarks(document: Any) -> Iterator[Bookmark]:
    """The entries of the outline that lead to a page."""
    from pypdfium2 import PdfiumError

    entries = document.get_toc(max_depth=4)
    for _ in range(MOST_BOOKMARKS):
        try:
            entry = next(entries)
            place = entry.get_dest()
            page = place.get_index() if place else None
            title = tidy(entry.get_title())[:300]
        except StopIteration:
            return
        except PdfiumError:
            return
        if title and page is not None:
            yield Bookmark(title, page + 1)


def _without_furniture(pages: list[Page]) -> list[Page]:
    """The pages without running heads, page numbers, stamps and notices of rights."""
    shapes = Counter(shape for page in pages for shape in {_shape(line) for line in _at_edges(page)})
    often = max(3, len(pages) * 3 // 10)
    return [
        Page(page.number, page.height, [line for line in page.lines if not _is_furniture(line, page, shapes, often)])
        for page in pages
    ]


def _is_furniture(line: Line, page: Page, shapes: Counter[str], often: int) -> bool:
    if _STAMP.fullmatch(line.text) or _CONTENTS.fullmatch(line.text[:300]):
        return True
    if not _is_at_edge(line, page):
        return False
    if _PAGE_NUMBER.fullmatch(line.text) or shapes[_shape(line)] >= often:
        return True
    return page.number == 1 and bool(_RIGHTS.search(line.text))


def _at_edges(page: Page) -> Iterable[Line]:
    return (line for line in page.lines if _is_at_edge(line, page))


def _is_at_edge(line: Line, page: Page) -> bool:
    return not 0.09 * page.height < line.y < 0.91 * page.height


def _shape(line: Line) -> str:
    """A line without what changes from page to page: its numbers."""
    return re.sub(r"\d+", "#", line.text.casefold())
