"""Papers as HTML, as LaTeXML makes it at arXiv; other pages by their headings and paragraphs."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .paper_blocks import Block, Converted, Unreadable, bounded, heading, is_closing, tidy

if TYPE_CHECKING:
    from .paper_isolated import Limits


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MOST_REFERENCES, MOST_REFERENCE = 2000, 1000
FEWEST_WORDS = 100
_LEFT_OUT = _words("script style nav noscript button template iframe object form head footer select textarea input")
_LEFT_OUT_CLASSES = _words(
    "ltx_page_header ltx_page_footer ltx_page_navbar ltx_TOC ltx_authors ltx_dates ltx_date ltx_bibliography "
    "ltx_ERROR ltx_tag_note ltx_tag_equation ltx_tag_equationgroup ltx_note_mark ltx_note_type ltx_tabular "
    "ltx_acknowledgements ltx_classification ltx_keywords ltx_rdf ltx_pagination ltx_tag_item ltx_index "
    "ltx_lst_numbers ltx_tag_listingline ltx_role_thanks ltx_role_footnotetext_mark"
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_RUN_IN = ("ltx_title_theorem", "ltx_title_proof", "ltx_title_paragraph", "ltx_title_subparagraph", "ltx_runin")
_BLOCKS = _words(
    "p div li dd dt blockquote figcaption caption pre section article ul ol dl figure header main aside table tr "
    "body details summary"
)
_APART = frozenset(("figcaption", "caption", "pre"))
_SPACES = re.compile(r"\s+")


def read_html(data: bytes, name: str, limits: "Limits") -> Converted:
    """The text of a page.

    Raises:
        Unreadable: it holds no text of a paper.
    """
    from lxml import etree, html

    del name
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
    try:
        root: Any = html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        is_out_of_memory = getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY
        why = "needs too much memory" if is_out_of_memory else "is no page with text"
        raise Unreadable(why) from None
    articles = root.xpath('//*[contains(@class, "ltx_document")]')
    top = articles[0] if articles else root
    walk = _Walk(top, limits.characters)
    walk.run()
    is_paper = bool(articles) or bool(root.xpath('boolean(//*[starts-with(@class, "ltx_")])'))
    if not walk.blocks or (not is_paper and walk.size < 5 * FEWEST_WORDS):
        raise Unreadable("holds no text of a paper")
    title = walk.title or tidy(root.findtext(".//title") or "")[:300]
    blocks, remarks = bounded(walk.blocks, limits.characters)
    return Converted(title, blocks, tuple(_references(top)), remarks)


def _references(top: Any) -> Iterator[str]:
    for item in top.xpath('.//li[contains(@class, "ltx_bibitem")]')[:MOST_REFERENCES]:
        if text := tidy("".join(item.itertext()))[:MOST_REFERENCE]:
            yield text


class _Walk:
    """One way through the page, without recursion: text gathers until a block begins or ends."""

    def __init__(self, top: Any, most: int) -> None:
        self.top, self.most, self.size = top, most, 0
        self.title = self.section = ""
        self.blocks: list[Block] = []
        self._text: list[str] = []
        self._notes: list[str] = []
        self._outer: list[list[str]] = []  # texts that a footnote interrupts
        self._is_skipped = False  # below a section that is left out, such as the references

    def run(self) -> None:
        """Fills `title` and `blocks`; of much too long a text the beginning."""
        from lxml.etree import iterwalk

        walk = iterwalk(self.top, events=("start", "end"))
        for event, node in walk:
            if self.size > self.most:
                break
            if event == "end":
                self._end(node)
            elif self._start(node):
                walk.skip_subtree()
        self._flush()

    def _start(self, node: Any) -> bool:
        """Whether what is below the node is left out, or said already."""
        classes = (node.get("class") or "").split()
        if node.tag == "math":
            self._text.append(_math(node))
            return True
        if _is_left_out(node, classes):
            return True
        if "ltx_note_content" in classes:
            self._outer.append(self._text)
            self._text = []
        elif _is_block(node, classes):
            self._flush()
            if "ltx_abstract" in classes:
                self.section, self._is_skipped = "Abstract", False
        self._text.append(node.text or "")
        return False

    def _end(self, node: Any) -> None:
        classes = (node.get("class") or "").split()
        if _is_left_out(node, classes) or node.tag == "math":
            pass
        elif "ltx_note_content" in classes:
            self._notes.append("".join(self._text))
            self._text = self._outer.pop() if self._outer else []
        elif node.tag in _HEADINGS:
            self._heading(classes)
        elif _is_block(node, classes):
            self._flush(node.tag in _APART or "ltx_listing" in classes)
        elif node.tag in ("br", "td", "th"):
            self._text.append(" ")
        if node is not self.top:
            self._text.append(node.tail or "")

    def _heading(self, classes: list[str]) -> None:
        title = heading("".join(self._text))
        self._text = []
        if "ltx_title_document" in classes:
            self.title = self.title or title
        elif any(c in _RUN_IN for c in classes):
            self._text = [title, ". " if title else ""]
        elif title and "ltx_title_abstract" not in classes:
            self.section, self._is_skipped = title, is_closing(title)

    def _flush(self, is_apart: bool = False) -> None:
        """Ends a block; its footnotes follow it."""
        if self._outer:  # blocks within a footnote are its text
            self._text.append(" ")
            return
        texts = [(tidy("".join(self._text)), is_apart), *((tidy(note), True) for note in self._notes)]
        if not texts[0][0] and self._notes:
            texts = texts[1:]
        self._text, self._notes = [], []
        for text, apart in texts:
            if text and not self._is_skipped:
                self.blocks.append(Block(self.section, text, None, apart))
                self.size += len(text)


def _is_left_out(node: Any, classes: list[str]) -> bool:
    if not isinstance(node.tag, str) or node.tag in _LEFT_OUT:
        return True
    if node.tag == "svg":
        return node.find(".//foreignobject") is None
    return not _LEFT_OUT_CLASSES.isdisjoint(classes)


def _is_block(node: Any, classes: list[str]) -> bool:
    """Whether the node begins a block. Displayed formulas don't: they stand within the paragraph around them."""
    if any(c.startswith(("ltx_eqn", "ltx_equation")) for c in classes):
        return False
    return node.tag in _HEADINGS or (node.tag in _BLOCKS and not _is_in_paragraph(node, classes))


def _is_in_paragraph(node: Any, classes: list[str]) -> bool:
    """In LaTeXML's pages a paragraph is a `ltx_para`; its pieces between formulas are `ltx_p`."""
    parent = node.getparent()
    return "ltx_p" in classes and parent is not None and "ltx_para" in (parent.get("class") or "").split()


def _math(node: Any) -> str:
    tex = node.get("alttext") or ""
    if not tex:
        found = node.xpath('.//annotation[@encoding="application/x-tex"]')
        tex = "".join(found[0].itertext()) if found else "".join(node.itertext())
    tex = _SPACES.sub(" ", tex.replace("\\displaystyle", "").replace("%\n", "").replace("$", "")).strip()
    space = " " if node.get("display") == "block" else ""
    return f"{space}${tex}${space}" if tex else ""
