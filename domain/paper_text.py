"""The text of a paper: its passages in order, each with its section and page."""

import re
from dataclasses import dataclass
from typing import Literal

TextSource = Literal["html", "tex", "pdf"]

_WORD = re.compile(r"[^\W_]+")
_SHORT, _BEGINNING, _HELD = 3, 800, 0.5


def place_of(section: str, page: int | None) -> str:
    """A place in a paper, for people: `§3.2 Attention, p. 4`; empty when neither is known."""
    heading = f"§{section}" if section[:1].isdigit() else section
    return ", ".join(filter(None, (heading, f"p. {page}" if page else "")))


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph. `position` counts from 0; `section` is the heading with its number, as in "3.2 Attention", empty
    before the first; `page` counts from 1, None where it isn't known. Mathematics is LaTeX between dollar signs."""

    position: int
    section: str
    page: int | None
    text: str

    @property
    def place(self) -> str:
        """Where it stands, for people: `§3.2 Attention, p. 4`."""
        return place_of(self.section, self.page)


@dataclass(frozen=True, slots=True)
class PaperText:
    """The text of one version of a paper, without references and boiler-plate, which stand apart.

    `remarks` are sentences on what could not be read, such as pages without text.
    """

    paper: str
    version: int
    source: TextSource
    title: str
    passages: tuple[Passage, ...]
    references: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def sections(self) -> tuple[str, ...]:
        """The headings in order."""
        return tuple(dict.fromkeys(p.section for p in self.passages if p.section))


def is_text_of(title: str, abstract: str, text: PaperText) -> bool:
    """Whether a text can be that of the paper with this title and abstract: it begins with most of the title's words,
    or holds a good part of the abstract, as runs of three words."""
    whole = _words(" ".join(passage.text for passage in text.passages))
    named = {word for word in _words(title) if len(word) > _SHORT}
    if not named or len(named & set(whole[:_BEGINNING])) >= len(named) / 2:
        return True
    told = _threes(_words(abstract))
    return len(told & _threes(whole)) >= len(told) * _HELD if told else False


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _threes(words: list[str]) -> set[tuple[str, ...]]:
    return set(zip(words, words[1:], words[2:], strict=False))
