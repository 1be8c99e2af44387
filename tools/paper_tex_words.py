"""Words of TeX: macros and accents to text by pylatexenc; formulas kept as they are, between dollar signs."""

import re
from typing import Any

from .paper_blocks import tidy
from .paper_tex_source import group

_DISPLAYED = re.compile(
    r"\\begin\{(equation|align|gather|multline|eqnarray|displaymath|flalign|alignat|dmath|math|subequations)(\*?)\}(.*?)\\end\{\1\2\}"
    r"|\\\[(.*?)\\\]|\$\$(.*?)\$\$|\\\((.*?)\\\)",
    re.DOTALL,
)
_INLINE = re.compile(r"(?<!\\)\$((?:[^$\\]|\\.)+)\$", re.DOTALL)
_KEPT = re.compile("\ue000(\\d+)\ue001")
_NOT_SAID = re.compile(
    r"\\(?:label|tag|eqref)\s*\{[^{}]*\}|\\(?:nonumber|notag|displaystyle|limits)(?![A-Za-z])|(?<!\\)&(?=\s*(?:=|\\))"
)
_CITE = re.compile(
    r"[~\s]*\\(?:(?:no|paren|auto)?[Cc]ite(?!t\b|t\*|alt|author)[A-Za-z]*|([Cc]itet|[Cc]itealt|[Cc]iteauthor|textcite))\*?\s*"
    r"(?:\[[^\]]*\]\s*){0,2}\{([^{}]{0,2000})\}"
)
_REF = re.compile(r"\\(?:[A-Za-z]*ref)\*?\s*\{([^{}]{1,300})\}")
_SILENT = re.compile(
    r"\\(?:label|maketitle|tableofcontents|today|newpage|clearpage|vspace|hspace|bibliographystyle|bibliography|includegraphics|setlength|setcounter|addtocounter|pagestyle|"
    r"thispagestyle|color|hypersetup|graphicspath|input|include|usepackage|index|phantomsection|addcontentsline|vskip|"
    r"fontsize|selectfont|resizebox|newcommand|renewcommand|providecommand|def|let|begin|end)\*?"
    r"(?:\s*\[[^\]]{0,500}\])?(?:\s*\{[^{}]{0,500}\}){0,3}"
)
_FOOTNOTE = re.compile(r"\\(?:footnote|footnotetext|thanks)\s*(?:\[[^\]]*\])?(?=\{)")
_URL = re.compile(r"\\(?:url|nolinkurl|path)\s*\{([^{}]{1,2000})\}")
_ANY_MACRO = re.compile(r"\\[A-Za-z]+\*?|[{}]|\\.")


class Words:
    """Turns pieces of one source into text. `labels` are the numbers of what references name."""

    def __init__(self) -> None:
        self.labels: dict[str, str] = {}
        self._kept: list[str] = []
        self._converter: Any = None

    def kept(self, text: str) -> str:
        """A mark that stands for `text` until `plain` puts it back unchanged."""
        self._kept.append(text)
        return f"\ue000{len(self._kept) - 1}\ue001"

    def with_formulas(self, text: str) -> str:
        """The text with marks for its formulas. One that is displayed belongs to the paragraph around it."""
        text = _DISPLAYED.sub(lambda m: f" {self._formula(next(filter(None, m.groups()[2:]), ''))} ", text)
        return _INLINE.sub(lambda m: self._formula(m[1]), text)

    def _formula(self, text: str) -> str:
        if "\ue000" in text:  # a formula within a text within a formula
            text = self._restored(text).replace("$", "")
        text = " ".join(_NOT_SAID.sub(" ", text).split())
        return self.kept(f"${text}$") if text else ""

    def without_footnotes(self, text: str) -> tuple[str, list[str]]:
        """The text without its footnotes, and these."""
        parts, notes, at = [], [], 0
        for found in _FOOTNOTE.finditer(text):
            if found.start() < at:
                continue
            note, end = group(text, found.end())
            if end > found.end():
                parts.append(text[at : found.start()])
                notes.append(note)
                at = end
        return "".join(parts) + text[at:], notes

    def plain(self, text: str) -> str:
        """The text that is read, in one line."""
        text = self.with_formulas(text)
        text = _CITE.sub(self._cited, text)
        text = _REF.sub(lambda m: self.labels.get(m[1].split(",")[0].strip(), ""), text)
        text = _URL.sub(lambda m: self.kept(m[1].replace("\\", "")), text)
        text = _SILENT.sub(" ", text).replace("\\xspace", "").replace("\\\\", " ")
        if "\\" in text or "{" in text or "``" in text or "~" in text or "--" in text:
            text = self._converted(re.sub(r"(?<!\\)\$", r"\\$", text))
        return re.sub(r"\s+([,.;:])(?=\s|$)", r"\1", tidy(self._restored(text)))

    def _cited(self, found: re.Match[str]) -> str:
        """Where the work is part of the sentence, its key stands for it."""
        return f" [{found[2]}]" if found[1] else ""

    def _restored(self, text: str) -> str:
        return _KEPT.sub(lambda m: self._kept[int(m[1])] if int(m[1]) < len(self._kept) else "", text)

    def _converted(self, text: str) -> str:
        from pylatexenc.latex2text import LatexNodes2Text  # type: ignore[import-untyped]
        from pylatexenc.latexwalker import LatexWalkerError  # type: ignore[import-untyped]

        if self._converter is None:
            self._converter = LatexNodes2Text(math_mode="verbatim", keep_comments=False)
        try:
            return str(self._converter.latex_to_text(text))
        except (LatexWalkerError, RecursionError, IndexError, ValueError, AttributeError):
            return _ANY_MACRO.sub(" ", text)
