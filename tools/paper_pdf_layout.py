"""How a PDF's text is set, and its lines put together to words."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .paper_blocks import tidy
from .paper_pdf_lines import HYPHEN, Line

CAPTION = re.compile(
    r"(figure|fig\.|table|tab\.|algorithm|listing|scheme|box)\s*[A-Z]?\.?\d+(\.\d+)*[a-z]?\s*[:.|—–]", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST_WORD, _FIRST_WORD = re.compile(_WORD.pattern + "$"), _WORD


@dataclass(frozen=True, slots=True)
class Page:
    """`number` counts from 1; `height` is in points."""

    number: int
    height: float
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Layout:
    """How the running text is set: its type's size, the width of a full line, the distance between lines, in points;
    and how often each word stands in it."""

    size: float
    width: float
    pitch: float
    words: Counter[str] = field(default_factory=Counter)


def layout_of(pages: Sequence[Page]) -> Layout:
    """How most of the text is set."""
    sizes: Counter[float] = Counter()
    words: Counter[str] = Counter()
    for page in pages:
        is_broken = False
        for line in page.lines:
            sizes[line.size] += len(line.text)
            whole = _WORD.findall(line.text.casefold().rstrip(HYPHEN))
            words.update(whole[is_broken : -1 if line.is_broken_word else None])
            is_broken = line.is_broken_word
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    widths: Counter[int] = Counter()
    gaps: Counter[float] = Counter()
    for page in pages:
        for before, line in zip(page.lines, page.lines[1:], strict=False):
            if line.size == size:
                widths[round((line.x1 - line.x0) / 5) * 5] += len(line.text)
                gaps[round(before.y - line.y)] += before.size == size and 0.8 * size < before.y - line.y < 4 * size
    width = max((w for w, n in widths.items() if n >= 0.3 * max(widths.values())), default=300)
    pitch = gaps.most_common(1)[0][0] if gaps else 0
    return Layout(size, float(width), float(pitch) or 1.2 * size, words)


def title_of(pages: Sequence[Page], layout: Layout) -> str:
    """What is set largest on the first page, if it is larger than the text."""
    lines = [line for line in pages[0].lines if sum(map(str.isalpha, line.text)) > 2 and "arXiv:" not in line.text]
    size = max((line.size for line in lines), default=0)
    if size < layout.size + 1.5:
        return ""
    first = next(i for i, line in enumerate(lines) if line.size == size)
    last = first
    while last + 1 < len(lines) and lines[last + 1].size >= size - 0.5:
        last += 1
    return tidy(joined(lines[first : last + 1], layout.words))[:300]


def joined(lines: Iterable[Line], words: Counter[str] | None = None) -> str:
    """The lines' text. A word that a line breaks is put together; a compound keeps its hyphen if `words`, those of the
    whole text, have it so, or have its parts and not the whole."""
    parts: list[str] = []
    last = ""
    for line in lines:
        if last.endswith(HYPHEN):
            parts[-1] = last[:-1] + _link(last[:-1], line.text, words or Counter())
        elif parts:
            parts.append(" ")
        parts.append(line.text)
        last = line.text
    return "".join(parts).replace(HYPHEN, "")


def _link(before: str, after: str, words: Counter[str]) -> str:
    """What stands between the halves of a word that a line broke: nothing or the hyphen that belongs there."""
    left, right = _LAST_WORD.search(before), _FIRST_WORD.match(after)
    if not left or not right:
        return "-"
    first, second = left[0].casefold(), right[0].casefold()
    if second in ("and", "or"):
        return "- "  # sentence- and token-level
    whole, compound = words[first + second], words[f"{first}-{second}"]
    if whole or compound:
        return "" if whole >= compound else "-"
    are_words = len(first) > 3 and len(second) > 3 and words[first] and words[second]
    is_name = right[0][0].isupper() and not left[0].isupper()
    return "-" if are_words or is_name or "-" in second else ""
