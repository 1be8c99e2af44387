"""The text of a paper: its passages in order, each with its section and page."""

import re
from dataclasses import dataclass
from typing import Literal

TextSource = Literal["html", "tex", "pdf"]
KINDS: dict[str, TextSource] = {".pdf": "pdf", ".tex": "tex", ".html": "html", ".htm": "html", ".xhtml": "html"}
"""What a file of a paper is, by the ending of its name."""

_WORD = re.compile(r"[^\W_]+")
_SHORT, _BEGINNING, _TOP = 3, 800, 60
# Of the runs of an abstract a paper's own text has 0.97 and more, half of its sentences 0.16, another paper's 0.1 at most.
_HELD, _HELD_BY_OLDER = 0.15, 0.1


def place_of(section: str, page: int | None) -> str:
    """A place in a paper, for people: `§3.2 Attention, p. 4`; empty when neither is known."""
    heading = f"§{section}" if section[:1].isdigit() else section
    return ", ".join(filter(None, (heading, f"p. {page}" if page else "")))


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph. `position` counts from 0 and leaves one out where a caption, a footnote or a listing begins or
    ends; `section` is the heading with its number, as in "3.2 Attention", empty
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


def is_text_of(title: str, abstract: str, text: PaperText, *, is_newest: bool = True) -> bool:
    """Whether a text can be that of the paper with this title and abstract: it holds a good part of the abstract, as
    runs of three words, or has the whole title at its top.

    Of an older version (`is_newest` False), whose title and abstract may have been others, some of the abstract is
    enough, or half of the title's words at the beginning; so is it where there is no abstract.
    """
    whole = _words(" ".join(passage.text for passage in text.passages))
    named, told = _words(title), _threes(_words(abstract))
    if not named and not told:
        return True
    if len(told & _threes(whole)) > len(told) * (_HELD if is_newest else _HELD_BY_OLDER):
        return True
    if f" {' '.join(named)} " in f" {' '.join(whole[:_TOP])} " and named:
        return True
    long = {word for word in named if len(word) > _SHORT}
    return bool(long) and not (told and is_newest) and len(long & set(whole[:_BEGINNING])) >= len(long) / 2


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _threes(words: list[str]) -> set[tuple[str, ...]]:
    return set(zip(words, words[1:], words[2:], strict=False))
