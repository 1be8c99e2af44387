"""Small papers as PDF, LaTeXML's HTML and TeX, made by code."""

import gzip
import io
import re
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

WORDS = re.findall(
    r"\w+",
    "we show that a small model reads long papers when its context holds every section and the answer quotes the words "
    "which stand there so that nobody has to trust what is only said by it and each number can be looked up again",
)


def prose(words: int, seed: int = 0) -> str:
    """Sentences of so many words in all; another `seed` gives others."""
    found = [
        WORDS[(seed * 7 + i * i + i * (seed + 3)) % len(WORDS)] + ("" if i % 5 else str(seed)) for i in range(words)
    ]
    ends = [f"{word}." if i % 12 == 11 or i == words - 1 else word for i, word in enumerate(found)]
    return " ".join(w.capitalize() if not i or ends[i - 1].endswith(".") else w for i, w in enumerate(ends))


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most so many characters."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


@dataclass
class PdfPage:
    """A page of 612 by 792 points; text is put on it line by line."""

    content: list[str] = field(default_factory=list)

    def line(self, x: float, y: float, text: str, size: float = 10, bold: bool = False) -> "PdfPage":
        shown = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        self.content.append(f"BT /F{2 if bold else 1} {size} Tf 1 0 0 1 {x} {y} Tm ({shown}) Tj ET")
        return self

    def lines(self, x: float, y: float, texts: Sequence[str], size: float = 10) -> float:
        """Puts lines below each other, 12 points apart; gives the height of the next one."""
        for text in texts:
            self.line(x, y, text, size)
            y -= 12
        return y


def pdf(pages: Sequence[PdfPage], *, outline: Sequence[tuple[str, int]] = (), locked: bool = False) -> bytes:
    """A PDF of these pages. `outline` has titles with the number, from 1, of the page that they lead to."""
    objects: dict[int, bytes] = {
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>",
        4: b"<</Type/Font/Subtype/Type1/BaseFont/Times-Bold/Encoding/WinAnsiEncoding>>",
    }
    first = 10
    kids = " ".join(f"{first + 2 * i} 0 R" for i in range(len(pages)))
    objects[2] = f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode()
    for i, page in enumerate(pages):
        stream = "\n".join(page.content).encode("cp1252")
        objects[first + 2 * i] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>"
            f"/Contents {first + 2 * i + 1} 0 R>>"
        ).encode()
        objects[first + 2 * i + 1] = b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream)
    objects |= _outline(outline, first + 2 * len(pages), first)
    objects[1] = b"<</Type/Catalog/Pages 2 0 R" + (b"/Outlines 5 0 R" if outline else b"") + b">>"
    key = b"(" + b"x" * 32 + b")"
    objects[6] = b"<</Filter/Standard/V 1/R 2/P -4/O" + key + b"/U" + key + b">>"
    return _file(objects, b"/Encrypt 6 0 R/ID[(a)(a)]" if locked else b"")


def _outline(outline: Sequence[tuple[str, int]], start: int, first: int) -> dict[int, bytes]:
    if not outline:
        return {}
    last = start + len(outline) - 1
    found = {5: f"<</Type/Outlines/First {start} 0 R/Last {last} 0 R/Count {len(outline)}>>".encode()}
    for i, (title, page) in enumerate(outline):
        after = f"/Next {start + i + 1} 0 R" if start + i < last else ""
        place = f"/Dest[{first + 2 * (page - 1)} 0 R/Fit]"
        found[start + i] = f"<</Title({title})/Parent 5 0 R{after}{place}>>".encode()
    return found


def _file(objects: Mapping[int, bytes], trailer: bytes) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = {}
    for number, content in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj" % number + content + b"endobj\n"
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n" % size
    for number in range(size):
        out += b"%010d %05d %s \n" % (
            places.get(number, 0),
            0 if number in places else 65535,
            b"n" if number in places else b"f",
        )
    return bytes(out + b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start))


def one_column_pdf(texts: Sequence[tuple[str, str]], per_page: int = 2) -> bytes:
    """A PDF with these headings and paragraphs, so many to a page."""
    pages = []
    for at in range(0, len(texts), per_page):
        page, y = PdfPage(), 700.0
        for title, text in texts[at : at + per_page]:
            if title:
                page.line(72, y, title, 12, bold=True)
                y -= 20
            y = page.lines(72, y, wrapped(text, 95)) - 20
        pages.append(page.line(300, 30, str(at // per_page + 1)))
    return pdf(pages)


def latexml(body: str, title: str = "A Paper") -> bytes:
    """A page as LaTeXML makes it, with this body."""
    page = (
        '<!DOCTYPE html><html lang="en"><head><title>arXiv page</title><style>p{color:red}</style></head><body>'
        '<nav class="ltx_page_navbar"><nav class="ltx_TOC">Contents</nav></nav><div class="ltx_page_main">'
        '<div class="ltx_page_content"><article class="ltx_document ltx_authors_1line">'
        f'<h1 class="ltx_title ltx_title_document">{title}</h1><div class="ltx_authors">Ann Author</div>'
        f'{body}</article></div><footer class="ltx_page_footer">Made by LaTeXML</footer></div></body></html>'
    )
    return page.encode()


def section(number: str, title: str, *paragraphs: str) -> str:
    """A section of such a page."""
    level = number.count(".") + 2
    paras = "".join(f'<div class="ltx_para"><p class="ltx_p">{text}</p></div>' for text in paragraphs)
    tag = f'<span class="ltx_tag ltx_tag_section">{number} </span>' if number else ""
    return f'<section class="ltx_section"><h{level} class="ltx_title ltx_title_section">{tag}{title}</h{level}>{paras}</section>'


def math(tex: str, display: str = "inline") -> str:
    """A formula of such a page."""
    return f'<math class="ltx_Math" alttext="{tex}" display="{display}"><semantics><mi>x</mi></semantics></math>'


def tex(body: str, before: str = "") -> bytes:
    """A TeX document with this body."""
    return f"\\documentclass{{article}}\n{before}\n\\begin{{document}}\n{body}\n\\end{{document}}\n".encode()


def source(files: Mapping[str, bytes], *members: tarfile.TarInfo) -> bytes:
    """A gzipped tar of these files, and of further members without content."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for member in members:
            archive.addfile(member)
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return gzip.compress(packed.getvalue())
