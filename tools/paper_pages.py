"""On which page of the PDF a paragraph of the HTML or the source stands, told by the words that follow each other."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from .paper_blocks import Block

GRAM = 6
FEWEST, SHARE = 2, 0.2  # so many runs of six words, and so much of those that are known, have to agree
_MATHS = re.compile(r"\$[^$]*\$")
_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The words of a text in small letters, without its formulas, which every format writes in its own way."""
    return _WORD.findall(_MATHS.sub(" ", text).casefold())


def grams(text: str) -> Iterable[tuple[str, ...]]:
    """Every run of six words."""
    found = words(text)
    return zip(*(found[i:] for i in range(GRAM)), strict=False)


def with_pages(blocks: Iterable[Block], pages: Sequence[str]) -> tuple[Block, ...]:
    """The blocks, each with the page on which it begins; None where too little of it is found.

    A block that isn't found, between two that are on the same page, is on that page.
    """
    where: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for number, page in enumerate(pages, 1):
        for gram in grams(page):
            where[gram].add(number)
    found = [replace(block, page=_page(block.text, where)) for block in blocks]
    return tuple(_between(found))


def _page(text: str, where: dict[tuple[str, ...], set[int]]) -> int | None:
    hits: Counter[int] = Counter()
    first: dict[int, int] = {}
    count = 0
    for count, gram in enumerate(grams(text), 1):
        for page in where.get(gram, ()):
            hits[page] += 1
            first.setdefault(page, count)
    if not hits:
        return None
    best = hits.most_common(1)[0][0]
    # A paragraph over two pages is on the first of the two, however little of it stands there.
    if hits[best - 1] >= FEWEST and first[best - 1] < first[best]:
        best -= 1
    return best if hits[best] >= min(FEWEST, count) and sum(hits.values()) >= SHARE * count else None


def _between(blocks: list[Block]) -> Iterable[Block]:
    known = [b.page for b in blocks]
    after: int | None = None
    following: list[int | None] = []
    for page in reversed(known):
        after = page or after
        following.append(after)
    before: int | None = None
    for block, after in zip(blocks, reversed(following), strict=True):
        before = block.page or before
        yield block if block.page or before != after else replace(block, page=before)
