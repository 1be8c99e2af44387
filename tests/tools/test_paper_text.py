"""The text of a paper from the files there are, with pages; a learner's own files; and what can't be read."""

import json
from pathlib import Path

import pytest
from paper_files import PdfPage, latexml, one_column_pdf, pdf, prose, section, source, tex, wrapped

from studycoach.domain.errors import CoachError, WrongInput
from studycoach.domain.paper_text import PaperText
from studycoach.tools.paper_blocks import is_closing, without_number
from studycoach.tools.paper_isolated import Limits
from studycoach.tools.paper_text import PaperFiles, own_text, paper_text

PAPERS = Path(__file__).resolve().parents[3] / "shared" / "data" / "papers"
PARTS = [
    ("1 Introduction", prose(90, 1)),
    ("2 Method", prose(90, 2)),
    ("3 Results", prose(90, 3)),
    ("4 End", prose(90, 4)),
]
PDF = one_column_pdf(PARTS)
HTML = latexml("".join(section(title[0], title[2:], text) for title, text in PARTS))
SOURCE = source(
    {"main.tex": tex("".join(f"\\section{{{title[2:]}}}{text}\n" for title, text in PARTS), "\\title{Own}")}
)


def read(files: PaperFiles) -> PaperText:
    return paper_text(files, paper="2106.09685", version=2, title="A Title")


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        (PaperFiles(html=HTML, source=SOURCE, pdf=PDF), "html"),
        (PaperFiles(source=SOURCE, pdf=PDF), "tex"),
        (PaperFiles(html=b"<p>No HTML for this paper.</p>", source=SOURCE, pdf=PDF), "tex"),
        (PaperFiles(pdf=PDF), "pdf"),
        (PaperFiles(source=PDF), "pdf"),
    ],
    ids=["html", "tex", "no html after all", "pdf", "a source that is a pdf"],
)
def test_every_kind_of_file_gives_the_same_sections_texts_and_pages(files: PaperFiles, kind: str) -> None:
    text = read(files)
    assert (text.paper, text.version, text.title, text.source) == ("2106.09685", 2, "A Title", kind)
    assert [(p.position, p.section, p.page, p.text) for p in text.passages] == [
        (i, title, 1 + i // 2, words) for i, (title, words) in enumerate(PARTS)
    ]


def test_without_a_pdf_there_are_no_pages() -> None:
    assert {passage.page for passage in read(PaperFiles(html=HTML)).passages} == {None}


def test_html_that_holds_a_part_only_gives_way_to_the_source() -> None:
    text = read(PaperFiles(html=latexml(section("1", "Introduction", PARTS[0][1])), source=SOURCE, pdf=PDF))
    assert text.source == "tex"
    assert text.remarks == ("The HTML holds only a part of the paper.",)


def test_a_broken_pdf_costs_the_pages_and_is_said() -> None:
    text = read(PaperFiles(html=HTML, pdf=b"%PDF-1.4 nothing"))
    assert text.source == "html"
    assert text.remarks == ("The PDF is broken, or is no PDF.",)


def test_when_nothing_can_be_read_each_file_says_why() -> None:
    with pytest.raises(CoachError) as caught:
        read(PaperFiles(html=b"<p>no</p>", source=b"%auto-ignore", pdf=pdf([PdfPage()])))
    assert caught.value.what == (
        "2106.09685 can't be read. The PDF holds no text: its pages are probably pictures of a scanned paper. "
        "The HTML holds no text of a paper. The TeX source holds no TeX."
    )


def test_without_any_file_there_is_a_sentence() -> None:
    with pytest.raises(CoachError, match="neither HTML nor TeX source nor PDF"):
        read(PaperFiles())


def test_an_own_pdf_has_an_id_by_its_content_and_the_title_on_its_first_page(tmp_path: Path) -> None:
    page = PdfPage().line(100, 740, "A Paper of My Own", 17, bold=True)
    page.lines(72, 700, wrapped(prose(60), 95))
    paths = [tmp_path / "one.pdf", tmp_path / "Two.PDF"]
    for path in paths:
        path.write_bytes(pdf([page]))
    one, two = map(own_text, paths)
    assert one == two
    assert one.paper.startswith("own-")
    assert len(one.paper) == 20
    assert (one.version, one.title, one.passages[0].page) == (1, "A Paper of My Own", 1)


def test_an_own_file_without_a_title_is_called_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "my notes.tex"
    path.write_bytes(tex("\\section{One}Text."))
    assert own_text(path).title == "my notes"


def test_own_tex_puts_in_files_of_its_folder_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "paper"
    (folder / "parts").mkdir(parents=True)
    (tmp_path / "secret.tex").write_text("Secret.")
    (folder / "link.tex").symlink_to(tmp_path / "secret.tex")
    (folder / "parts" / "a.tex").write_text("From a. \\input{b}")
    (folder / "parts" / "b.tex").write_text("From b.")
    main = folder / "main.tex"
    main.write_bytes(
        tex(
            f"\\section{{One}}\\input{{parts/a}} \\input{{../secret}} \\input{{{tmp_path}/secret}} \\input{{link}} End."
        )
    )
    assert [passage.text for passage in own_text(main).passages] == ["From a. From b. End."]


@pytest.mark.parametrize("name", ["missing.pdf", "folder.pdf", "notes.txt", "nul\0.pdf", "x" * 400 + ".pdf"])
def test_a_file_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.pdf").mkdir()
    (tmp_path / "notes.txt").write_text("Text.")
    with pytest.raises(WrongInput):
        own_text(tmp_path / name)


def test_an_own_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    path.write_bytes(pdf([PdfPage().line(72, 700, "Secret")], locked=True))
    with pytest.raises(CoachError, match="it is locked with a password"):
        own_text(path)


def test_a_file_larger_than_allowed_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    path.write_bytes(PDF)
    with pytest.raises(WrongInput, match="larger than"):
        own_text(path, Limits(file_bytes=100))
    with pytest.raises(CoachError, match="is larger than"):
        paper_text(PaperFiles(pdf=PDF), paper="1", version=1, limits=Limits(file_bytes=100))


@pytest.mark.skipif(not PAPERS.is_dir(), reason="the papers to compare with are not beside the repository")
def test_of_real_papers_the_sections_and_most_words_are_read() -> None:
    for path in sorted(PAPERS.glob("*.pdf")):
        parse = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["pdf_parse"]
        text = paper_text(PaperFiles(pdf=path.read_bytes()), paper=path.stem, version=1)
        found = {without_number(s).casefold() for s in text.sections}
        wanted = {p["section"].casefold() for p in parse["body_text"] if (p["sec_num"] or "x").isdigit()}
        assert {title for title in wanted if " 2.1 " not in title} <= found
        assert not any(is_closing(s) for s in text.sections)
        assert len(text.references) >= 0.9 * len(parse["bib_entries"])
        ours = sum(len(p.text) for p in text.passages)
        assert 0.9 < ours / sum(len(p["text"]) for p in (*parse["abstract"], *parse["body_text"])) < 1.1
