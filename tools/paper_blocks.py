"""What every reader of papers gives: blocks of text in order; and the passages that are made of them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from ..domain.paper_text import Passage
from ..domain.plain_text import without_unseen

SHORT, LONG = 200, 1500  # characters of a passage: shorter ones are joined, longer ones are split
MOST_HEADING = 200
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\u00ad": None, "\u200b": None}
)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9$])|(?<=[。！？])")
_CLOSING = re.compile(
    r"acknowledge?ments?|acknowledge?ments? .{0,40}|references( and notes)?|bibliography", re.IGNORECASE
)
_NUMBER = re.compile(
    r"^(?:(?:appendix\s+)?(?:\d{1,2}|[A-Z]|[IVX]{1,5})(?:\.\d{1,2}){0,4}[.:)]?\s+)(?=\S)", re.IGNORECASE
)


class Unreadable(Exception):
    """Why a file can't be read, as the rest of a sentence that begins with the file."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or with `is_apart` what stands beside the running text: a caption, a footnote, a listing."""

    section: str
    text: str
    page: int | None = None
    is_apart: bool = False


@dataclass(frozen=True, slots=True)
class Converted:
    """One file of a paper, read. `pages` are the words of each page of a PDF."""

    title: str = ""
    blocks: tuple[Block, ...] = ()
    references: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """How many characters its blocks hold."""
        return sum(len(block.text) for block in self.blocks)


def tidy(text: str) -> str:
    """`text` in one line, with letters for ligatures and without the characters that can't be seen."""
    return without_unseen(" ".join(text.translate(_LIGATURES).split()))


def bounded(blocks: Iterable[Block], most: int) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The first blocks, of at most so many characters in all, and a remark if there are more."""
    kept: list[Block] = []
    for block in blocks:
        if len(block.text) > most:
            kept.append(replace(block, text=block.text[:most]))
            return tuple(kept), ("The text is cut: it is longer than what is read of a paper.",)
        most -= len(block.text)
        kept.append(block)
    return tuple(kept), ()


def heading(text: str) -> str:
    """A heading in one line, of at most 200 characters."""
    return tidy(text)[:MOST_HEADING].rstrip(" .:")


def without_number(title: str) -> str:
    """A heading without its number."""
    return _NUMBER.sub("", title, count=1)


def is_closing(title: str) -> bool:
    """Whether a section of this title thanks or lists works, which is not the text of the paper."""
    return bool(_CLOSING.fullmatch(without_number(title).strip(" .:")))


def passages(blocks: Iterable[Block]) -> tuple[Passage, ...]:
    """The blocks as passages of 200 to 1500 characters, where the text allows: small neighbours of a section are
    joined, long ones are split between sentences. What stands apart stays so, after the paragraph that it breaks, and its
    positions don't follow on, so that nothing is read on end over its borders."""
    made: list[Passage] = []
    position, was_apart = 0, False
    # Each block that stands apart is a stretch of its own; of the others those that follow each other in a section.
    kinds = ((b.section, number if b.is_apart else -1, b) for number, b in enumerate(blocks))
    for (_, apart), stretch in groupby(kinds, key=lambda kind: kind[:2]):
        is_apart = apart >= 0
        if made and (is_apart or was_apart):
            position += 1
        was_apart = is_apart
        sized = (replace(b, text=part) for *_, b in stretch for part in _parts(b.text))
        for block in _joined(sized):
            made.append(Passage(position, block.section, block.page, block.text))
            position += 1
    return tuple(made)


def _joined(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks of one section; short ones with their neighbours, unless they stand apart."""
    held: Block | None = None
    for block in blocks:
        if held and _belong_together(held, block):
            held = Block(held.section, f"{held.text} {block.text}", held.page, held.is_apart)
            continue
        if held:
            yield held
        held = block
    if held:
        yield held


def _belong_together(first: Block, second: Block) -> bool:
    is_short = len(first.text) < SHORT or len(second.text) < SHORT
    return is_short and not first.is_apart and len(first.text) + len(second.text) < LONG


def _parts(text: str) -> Iterator[str]:
    """The text in parts of at most 1500 characters: between sentences, else between words, else anywhere."""
    start = 0
    while len(text) - start > LONG:
        end = _cut(text, start)
        if part := text[start:end].strip():
            yield part
        start = end
    if part := text[start:].strip():
        yield part


def _cut(text: str, start: int) -> int:
    """Where the part that begins at `start` ends. A rest of few characters is avoided."""
    most = start + min(LONG, max(LONG // 2, (len(text) - start) // 2 + SHORT))
    ends = [found.end() for found in _SENTENCE_END.finditer(text, start + SHORT, most)]
    if ends:
        return ends[-1]
    space = text.rfind(" ", start + SHORT, most)
    return space + 1 if space > 0 else most
