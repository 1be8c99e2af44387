"""Papers as TeX source: sections with their numbers, paragraphs, captions, footnotes and references."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .paper_archive import unpacked
from .paper_blocks import Block, Converted, Unreadable, bounded, heading, is_closing, tidy
from .paper_tex_source import argument, whole_source
from .paper_tex_words import Words

if TYPE_CHECKING:
    from .paper_isolated import Limits

MOST_REFERENCES, MOST_REFERENCE = 2000, 1000
_LEVELS = ("chapter", "section", "subsection", "subsubsection")
_FLOAT = re.compile(
    r"\\begin\{((?:wrap|sideways|teaser|SC)?(?:figure|table)|algorithm|listing|longtable)(\*?)\}(.*?)\\end\{\1\2\}",
    re.DOTALL,
)
_DROPPED = re.compile(
    r"\\begin\{(tabular[xy*]?|tikzpicture|pspicture|picture|algorithmic|CCSXML|tabu|NiceTabular|keywords?|IEEEkeywords|"
    r"acks?|acknowledge?ments?)\}.*?\\end\{\1\}",
    re.DOTALL,
)
_VERBATIM = re.compile(
    r"\\begin\{(verbatim|lstlisting|minted|Verbatim)\*?\}(?:\[[^\]]*\])?(.*?)\\end\{\1\*?\}", re.DOTALL
)
_BIBLIOGRAPHY = re.compile(r"\\begin\{thebibliography\}(.*?)(?:\\end\{thebibliography\}|\Z)", re.DOTALL)
_ABSTRACT = re.compile(r"\\begin\{abstract\*?\}(.*?)\\end\{abstract\*?\}", re.DOTALL)
_FRONT = re.compile(r"\\(title|author|affil|affiliation|institute|address|email|date|thanks|keywords|icmltitle|icmlauthor|"
                    r"icmlaffiliation|icmlkeywords|ccsdesc|received|acknowledgments|pacs)\s*(?=[\[{])")  # fmt: skip
_HEADING = re.compile(
    r"\\(chapter|section|subsection|subsubsection|paragraph|subparagraph)(\*?)\s*(?=[\[{])|\\(appendix)\b"
)
_PARAGRAPHS = re.compile(r"\n[ \t]*\n|\\par\b|\\item\b")
_APART = "\ue002"  # begins a block that stands apart
_LABEL = re.compile(r"\\label\s*\{([^{}]{1,200})\}")


def read_source(data: bytes, name: str, limits: "Limits") -> Converted:
    """The text of a source: an archive or one TeX file. `name` is the main file's path, where it is known.

    Raises:
        Unreadable: it is broken, or holds no text.
    """
    files = {path: re.sub("[\ue000-\ue002]", "", text) for path, text in unpacked(data).items()}
    before, body, main = whole_source(files, name if name in files else "")
    references = body if "\\bibitem" in body else files.get(main.rpartition(".")[0] + ".bbl", "") or _only_bbl(files)
    source = _Source(before, _BIBLIOGRAPHY.sub("", body))
    blocks, remarks = bounded(source.blocks(), limits.characters)
    if not blocks:
        raise Unreadable("holds no text")
    return Converted(source.title, blocks, tuple(_references(references, source.words)), remarks)


def _only_bbl(files: dict[str, str]) -> str:
    lists = [text for name, text in files.items() if name.lower().endswith(".bbl")]
    return lists[0] if len(lists) == 1 else ""


def _references(text: str, words: Words) -> Iterator[str]:
    found = _BIBLIOGRAPHY.search(text)
    for item in (found[1] if found else "").split("\\bibitem")[1 : MOST_REFERENCES + 1]:
        end = argument(item, 0)[1]
        if text := words.plain(item[end : end + 4 * MOST_REFERENCE])[:MOST_REFERENCE]:
            yield text


class _Source:
    def __init__(self, before: str, body: str) -> None:
        self.words = Words()
        self._appendix = False
        self._counters = [0] * len(_LEVELS)
        self._first = 0 if "\\chapter" in body else 1
        self._floats: dict[str, int] = {}
        title = re.search(r"\\(?:title|icmltitle)\s*(?=[\[{])", before) or re.search(
            r"\\(?:title|icmltitle)\s*(?=[\[{])", body
        )
        self.title = self.words.plain(argument(title.string, title.end())[0])[:300] if title else ""
        abstract = "" if "\\begin{abstract" in body else self._abstract_before(before)
        self._body = abstract + self._without_front(body)

    def blocks(self) -> Iterator[Block]:
        """The blocks in order."""
        sections = list(self._sections(self._prepared(self._body)))
        for title, text in sections:
            if is_closing(title):
                continue
            for paragraph in _PARAGRAPHS.split(text):
                yield from self._paragraph(title, paragraph)

    def _abstract_before(self, before: str) -> str:
        """Journals' classes take the abstract before the document begins, or as a macro's argument."""
        if found := _ABSTRACT.search(before):
            return found[0]
        named = re.search(r"\\abstract\s*(?=\{)", before)
        return f"\\begin{{abstract}}{argument(before, named.end())[0]}\\end{{abstract}}\n" if named else ""

    def _without_front(self, body: str) -> str:
        """The body without title, authors and addresses."""
        parts, at = [], 0
        for found in _FRONT.finditer(body):
            if found.start() >= at:
                parts.append(body[at : found.start()])
                at = argument(body, found.end())[1]
        return "".join(parts) + body[at:]

    def _prepared(self, text: str) -> str:
        text = _VERBATIM.sub(lambda m: f"\n\n{_APART}{self.words.kept(m[2])}\n\n", text)
        text = _FLOAT.sub(self._captions, text)
        text = _DROPPED.sub(" ", text)
        text = self.words.with_formulas(text)
        text = re.sub(r"\\abstract\s*\{", r"\\section*{Abstract}{", text)
        # What stands before the first section and outside the abstract stays without a section.
        return _ABSTRACT.sub(lambda m: f"\n\n\\section*{{Abstract}}\n{m[1]}\n\\section*{{}}\n", text)

    def _captions(self, found: re.Match[str]) -> str:
        """The captions in place of a figure or table, with the number it gets."""
        kind = next(k for k in ("figure", "table", "algorithm", "listing") if k in found[1].replace("long", ""))
        captions = []
        for caption in re.finditer(r"\\caption\*?\s*(?=[\[{])", found[3]):
            self._floats[kind] = number = self._floats.get(kind, 0) + 1
            captions.append(f"\n\n{_APART}{kind.capitalize()} {number}: {argument(found[3], caption.end())[0]}\n\n")
            for label in _LABEL.finditer(found[3]):
                self.words.labels.setdefault(label[1], str(number))
        return re.sub(r"\n\s*\n(?!" + _APART + r"|\Z)", "\n", "".join(captions))

    def _sections(self, text: str) -> Iterator[tuple[str, str]]:
        """The sections' headings and texts; the names of sections are known to references after this."""
        title, at, pieces = "", 0, []
        for found in _HEADING.finditer(text):
            if found.start() < at:
                continue
            if found[1] in ("paragraph", "subparagraph"):
                name, end = argument(text, found.end())
                pieces.append(f"{text[at : found.start()]}\n\n{name.rstrip(' .:')}. ")
                at = end
                continue
            yield title, "".join(pieces) + text[at : found.start()]
            title, at = self._title(text, found)
            pieces = []
        yield title, "".join(pieces) + text[at:]

    def _title(self, text: str, found: re.Match[str]) -> tuple[str, int]:
        if found[3]:
            self._appendix, self._counters = True, [0] * len(_LEVELS)
            return "", found.end()
        name, end = argument(text, found.end())
        number = "" if found[2] else self._number(_LEVELS.index(found[1]))
        if label := re.compile(r"\s*" + _LABEL.pattern).match(text, end) or _LABEL.search(name):
            self.words.labels.setdefault(label[1], number)
        return heading(f"{number} {self.words.plain(name)}"), end

    def _number(self, level: int) -> str:
        self._counters[level] += 1
        self._counters[level + 1 :] = [0] * (len(_LEVELS) - level - 1)
        numbers = [str(n) for n in self._counters[self._first : level + 1]] or [str(self._counters[level])]
        if self._appendix and (first := self._counters[min(self._first, level)]):
            numbers[0] = chr(64 + min(first, 26))
        return ".".join(numbers)

    def _paragraph(self, section: str, text: str) -> Iterator[Block]:
        text, notes = self.words.without_footnotes(text)
        is_apart = text.lstrip().startswith(_APART)
        if plain := self.words.plain(text.replace(_APART, "")):
            yield Block(section, plain, None, is_apart)
        for note in notes:
            if plain := self.words.plain(note):
                yield Block(section, tidy(plain), None, True)
