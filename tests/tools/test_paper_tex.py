"""TeX sources: sections and numbers, macros, formulas, footnotes, captions, references; files put in, and hostile ones."""

import gzip
import tarfile
from pathlib import Path

import pytest
from paper_files import source, tex

from studycoach.tools import paper_archive
from studycoach.tools.paper_blocks import Block, Converted, Unreadable
from studycoach.tools.paper_folder import folder_source
from studycoach.tools.paper_isolated import Limits
from studycoach.tools.paper_tex import read_source


def read(data: bytes, name: str = "") -> Converted:
    return read_source(data, name, Limits())


def texts(body: str, before: str = "") -> list[str]:
    return [block.text for block in read(tex(body, before)).blocks]


def test_sections_are_numbered_as_they_are_printed() -> None:
    body = (
        "\\begin{abstract}In short.\\end{abstract}\\section{One}a\\subsection{Sub}b\\subsubsection{Low}c\\section*{Free}d"
        "\\section{Two}e\\subsection[short]{With \\emph{style} and $x$}f\\appendix\\section{More}g\\subsection{Yet}h"
    )
    assert [block.section for block in read(tex(body)).blocks] == [
        "Abstract", "1 One", "1.1 Sub", "1.1.1 Low", "Free", "2 Two", "2.1 With style and $x$", "A More", "A.1 Yet",
    ]  # fmt: skip


def test_the_title_is_found_and_authors_are_left_out() -> None:
    found = read(
        tex("\\maketitle\\author{Bo}\\section{One}Text.", "\\title[Short]{A \\textbf{Great} Paper}\\author{Ann}")
    )
    assert found.title == "A Great Paper"
    assert [block.text for block in found.blocks] == ["Text."]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("G\\\"odel's caf\\'e---``so''", "Gödel's café—“so”"),
        ("90\\% of \\$5 \\& more % hidden", "90% of $5 & more"),
        ("\\textbf{bold \\emph{it}} here", "bold it here"),
        ("with $x_1$ and \\(y\\)", "with $x_1$ and $y$"),
        ("so \\[ a+b \\] and $$c$$ end", "so $a+b$ and $c$ end"),
        ("so \\begin{align*} a &= b \\label{e} \\end{align*} end", "so $a = b$ end"),
        ("in $\\text{for } \\alpha$", "in $\\text{for } \\alpha$"),
        ("as \\citet{lee} shows~\\citep[see][p.~2]{kim,po}.", "as [lee] shows."),
        ("see \\url{http://a.b/c_d~e}", "see http://a.b/c_d~e"),
        ("see \\href{http://a.b}{here}", "see here"),
        ("\\unknown{kept} text", "kept text"),
        ("a\\label{x} b\\vspace{1em} c", "a b c"),
        ("one \\iffalse two \\fi three", "one three"),
        ("broken { brace and $ sign", "broken brace and $ sign"),
    ],
)
def test_what_is_written_is_read_as_it_is_printed(written: str, read_as: str) -> None:
    assert " ".join(texts(f"\\section{{S}} {written}\n")).replace("  ", " ") == read_as


def test_macros_without_arguments_are_written_out_in_text_and_formulas() -> None:
    before = "\\newcommand{\\model}{\\textsc{Foo}\\xspace}\\def\\R{\\mathbb{R}}\\DeclareMathOperator{\\softmax}{softmax}\\newcommand{\\m}{\\model}"
    assert texts("\\section{S}The \\m in $\\R^n$ with $\\softmax(x)$.", before) == [
        "The Foo in $\\mathbb{R}^n$ with $\\operatorname{softmax}(x)$."
    ]


def test_macros_that_grow_are_stopped() -> None:
    before = "".join(
        f"\\newcommand{{\\l{chr(97 + i)}}}{{{chr(92)}l{chr(98 + i)}" * 1 + f"{chr(92)}l{chr(98 + i)}" * 20 + "}"
        for i in range(20)
    )
    assert len(" ".join(texts("\\section{S}Text " + "\\la " * 1000 + "end.", before))) < 1_000_000


def test_footnotes_captions_and_named_paragraphs() -> None:
    body = (
        "\\section{S}\\paragraph{Data.} We use it\\footnote{A \\emph{note}.} here, see Figure~\\ref{fig:a} and \\S\\ref{sec:b}."
        "\\begin{figure*}[t]\\includegraphics[width=1cm]{a}\\caption[x]{A \\textbf{cap}.}\\label{fig:a}\\end{figure*}"
        "\\begin{table}\\begin{tabular}{c}71.5\\end{tabular}\\caption{Numbers.}\\end{table}\\section{B}\\label{sec:b}End."
    )
    found = read(tex(body)).blocks
    assert found[0].text.startswith("Data. We use it here, see Figure 1 and")
    assert [block.text for block in found if block.is_apart] == ["A note.", "Figure 1: A cap.", "Table 1: Numbers."]


def test_references_come_from_the_list_in_the_text_or_beside_it() -> None:
    items = "\\begin{thebibliography}{9}\\bibitem[L]{lee} A. Lee. \\newblock {\\em On papers}. 2020.\\bibitem{kim} B. Kim.\\end{thebibliography}"
    wanted = ("A. Lee. On papers. 2020.", "B. Kim.")
    assert read(tex(f"\\section{{S}}Text.{items}")).references == wanted
    found = read(source({"ms.tex": tex("\\section{S}Text.\\bibliography{x}"), "ms.bbl": items.encode()}))
    assert found.references == wanted
    assert [block.text for block in found.blocks] == ["Text."]


def test_thanks_are_left_out() -> None:
    assert texts("\\section{S}Text.\\section*{Acknowledgments}We thank all.\\section{T}More.") == ["Text.", "More."]


def test_files_are_put_in_where_they_are_asked_for() -> None:
    files = {
        "main.tex": tex("\\section{One}\\input{parts/a}\\include{parts/b.tex}\\subfile{c}\\import{parts/}{d}"),
        "parts/a.tex": b"From a. \\input{deep}",
        "parts/deep.tex": b"From deep.",
        "parts/b.tex": b"From b.",
        "c.tex": b"\\documentclass[main]{subfiles}\\begin{document}From c.\\end{document}",
        "parts/d.tex": b"From d.",
    }
    assert " ".join(block.text for block in read(source(files)).blocks) == "From a. From deep. From b. From c. From d."


def test_one_file_alone_and_gzipped_is_a_source_too() -> None:
    data = tex("\\section{One}Text.")
    assert read(data).blocks == read(gzip.compress(data)).blocks == (Block("1 One", "Text."),)


def test_the_main_file_is_the_document_and_not_a_template_beside_it() -> None:
    files = {
        "a_template.tex": b"\\documentclass{x} nothing",
        "paper.tex": tex("\\section{One}Text."),
        "z.tex": b"Loose words.",
    }
    assert read(source(files)).blocks == (Block("1 One", "Text."),)


def test_files_that_put_in_each_other_end() -> None:
    files = {
        "main.tex": tex("\\section{One}Text. \\input{a}"),
        "a.tex": b"A. \\input{b}",
        "b.tex": b"B. \\input{a}\\input{main}",
    }
    assert " ".join(block.text for block in read(source(files)).blocks) == "Text. A. B."


def test_files_that_put_in_many_end() -> None:
    files = {f"f{i}.tex": f"x{i} ".encode() * 1000 + f"\\input{{f{i + 1}}}".encode() * 50 for i in range(12)}
    assert read(source({"main.tex": tex("\\section{One}\\input{f0}"), **files})).size <= 4_000_000


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../../etc/passwd", "~/x", "C:/x", "|ls", "../secret", "parts/../../secret"]
)
def test_nothing_outside_is_put_in(path: str) -> None:
    assert texts(f"\\section{{One}}Text. \\input{{{path}}} end.") == ["Text. end."]


def test_members_that_lead_outside_are_left_out() -> None:
    link = tarfile.TarInfo("link.tex")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    device = tarfile.TarInfo("device.tex")
    device.type = tarfile.CHRTYPE
    hard = tarfile.TarInfo("hard.tex")
    hard.type, hard.linkname = tarfile.LNKTYPE, "../../etc/passwd"
    files = {
        "main.tex": tex("\\section{One}Text."),
        "../out.tex": tex("Out."),
        "/abs.tex": tex("Abs."),
        "a/../../up.tex": b"Up.",
    }
    assert sorted(paper_archive.unpacked(source(files, link, device, hard))) == ["main.tex"]


def test_a_bomb_is_not_unpacked_whole() -> None:
    member = tarfile.TarInfo("figure.png")
    member.size = 900_000_000
    bomb = gzip.compress(member.tobuf()) + gzip.compress(bytes(1_000_000)) * 400
    with pytest.raises(Unreadable, match="unpacks to more"):
        paper_archive.unpacked(bomb)


def test_a_bomb_of_one_text_is_cut() -> None:
    (text,) = paper_archive.unpacked(gzip.compress(b"a" * 60_000_000)).values()
    assert len(text) <= 30_000_000


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (source({"fig.png": b"png"}), "holds no TeX"),
        (source({"main.tex": tex("\\maketitle")}), "holds no text"),
        (source({"main.tex": tex("\\section{One}Text.")})[:60], "is a broken archive"),
        (b"\x1f\x8bnot gzip at all", "is a broken archive"),
        (b"%auto-ignore\nThis paper was withdrawn", "holds no TeX"),
        (b"", "holds no TeX"),
    ],
    ids=["figures", "no text", "cut", "no gzip", "withdrawn", "empty"],
)
def test_a_source_without_text_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(data)
    assert str(caught.value) == why


def test_braces_within_braces_without_end_are_no_trouble() -> None:
    assert read(tex("\\section{One}Text. \\textbf" + "{" * 5000 + "deep")).blocks[0].text.startswith("Text.")


def test_other_scripts_are_read() -> None:
    assert texts("\\section{一}中文论文。 עברית عربي") == ["中文论文。 עברית عربي"]


@pytest.mark.parametrize(
    "body",
    [r"\input{" + " " * 20_000 + "x", "".join(rf"\input{{a{n}}}" for n in range(20_000))],
    ids=["blanks", "names"],
)
def test_what_an_own_file_puts_in_is_looked_for_without_end_neither_by_blanks_nor_by_names(tmp_path: Path, body: str):
    path = tmp_path / "main.tex"
    path.write_text(rf"\documentclass{{article}}\begin{{document}}{body}\end{{document}}")
    packed, name = folder_source(path, path.read_bytes())
    assert name == "main.tex"
    assert packed
