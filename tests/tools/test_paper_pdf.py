"""PDFs: reading order, headings, what is printed on every page, broken words, notes, captions and references."""

import pytest
from paper_files import PdfPage, one_column_pdf, pdf, prose, wrapped

from studycoach.tools.paper_blocks import Converted, Unreadable
from studycoach.tools.paper_isolated import USUAL, Limits
from studycoach.tools.paper_pdf import read_pdf

LEFT, RIGHT = 72, 315


def read(data: bytes, limits: Limits = USUAL) -> Converted:
    return read_pdf(data, "", limits)


def texts(found: Converted, section: str) -> list[str]:
    return [block.text for block in found.blocks if block.section == section]


def two_columns() -> bytes:
    """Two pages: title, abstract, text over both columns and pages, a footnote, a table with caption, references."""
    first, second = PdfPage(), PdfPage()
    first.line(150, 720, "Small Models Read Long Papers", 16, bold=True).line(250, 700, "Ann Author, Bo Writer")
    first.line(LEFT, 670, "Abstract", 11, bold=True)
    y = first.lines(LEFT, 650, wrapped(prose(60, 1), 48))
    first.line(LEFT, y - 10, "1 Introduction", 11, bold=True)
    first.lines(LEFT, y - 30, wrapped(prose(100, 2), 48))
    first.lines(LEFT, 90, ["1 See the list at the end of it."], size=8)
    first.lines(RIGHT, 670, ["which goes on in the column at the right hand,", "and ends there."])
    first.line(RIGHT, 630, "2 Method", 11, bold=True)
    first.lines(RIGHT, 610, [*wrapped(prose(90, 3), 48)[:-1], "and the last words are broken over pages as an"])
    second.lines(LEFT, 720, ["example of a paragraph that is not ended yet."])
    for row, y in (("Model F1 P R", 690), ("Ours 71.5 70.2 73.1", 678), ("Theirs 65.1 64.2 66.3", 666)):
        second.line(LEFT + 20, y, row, 9)
    second.lines(LEFT, 645, ["Table 1: Results of both models."], size=9)
    second.line(LEFT, 610, "References", 11, bold=True)
    second.lines(LEFT, 590, ["[1] A. Lee. On papers. 2020.", "[2] B. Kim. On models of many", "words. 2021."], size=9)
    second.line(LEFT, 520, "A More Results", 11, bold=True)
    second.lines(LEFT, 500, wrapped(prose(40, 4), 48))
    for number, page in enumerate((first, second), 1):
        page.line(200, 770, "A Conference, pages 1-2", 9).line(300, 30, str(number))
    return pdf([first, second])


def test_the_sections_of_two_columns_are_found_in_order() -> None:
    sections = dict.fromkeys(block.section for block in read(two_columns()).blocks)
    assert list(sections) == ["Abstract", "1 Introduction", "2 Method", "A More Results"]


def test_title_references_and_caption_stand_apart() -> None:
    found = read(two_columns())
    assert found.title == "Small Models Read Long Papers"
    assert found.references == ("[1] A. Lee. On papers. 2020.", "[2] B. Kim. On models of many words. 2021.")
    assert [b.text for b in found.blocks if b.is_apart] == [
        "1 See the list at the end of it.",
        "Table 1: Results of both models.",
    ]


def test_names_page_numbers_and_rows_of_tables_are_no_text() -> None:
    text = " ".join(block.text for block in read(two_columns()).blocks)
    assert not any(word in text for word in ("Ann Author", "71.5", "A Conference", "Lee"))


def test_a_paragraph_goes_on_over_the_column_and_the_page() -> None:
    found = read(two_columns())
    assert texts(found, "1 Introduction")[-2].endswith("the right hand, and ends there.")
    whole = next(text for text in texts(found, "2 Method") if "broken over pages" in text)
    assert "as an example of a paragraph that is not ended yet." in whole


def test_each_block_has_the_page_on_which_it_begins() -> None:
    pages = {block.section: block.page for block in read(two_columns()).blocks if not block.is_apart}
    assert pages == {"Abstract": 1, "1 Introduction": 1, "2 Method": 1, "A More Results": 2}


def test_a_line_on_every_page_is_left_out_and_once_it_is_text() -> None:
    pages = []
    for number in range(4):
        page = PdfPage().line(200, 770, f"Draft {number} of Spring", 9)
        page.lines(72, 700, wrapped(prose(60, number), 95))
        pages.append(page)
    pages[2].line(72, 40, "Only once does this stand so low.", 10)
    text = " ".join(block.text for block in read(pdf(pages)).blocks)
    assert "Spring" not in text
    assert "Only once does this stand so low." in text


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["A word at its end is bro-", "ken here."], "A word at its end is broken here."),
        (["The well-known case is well-", "known here."], "The well-known case is well-known here."),
        (
            ["A state-of-the-art model is state-", "of-the-art again."],
            "A state-of-the-art model is state-of-the-art again.",
        ),
        (["Both sentence-", "and token-level ones count."], "Both sentence- and token-level ones count."),
    ],
)
def test_a_word_that_a_line_breaks_is_put_together(lines: list[str], joined: str) -> None:
    page = PdfPage()
    page.lines(72, 700, lines)
    assert [block.text for block in read(pdf([page])).blocks] == [joined]


def test_powers_stay_and_marks_of_footnotes_go() -> None:
    page = PdfPage().line(72, 700, "The rate is 10").line(127.5, 704, "5", 6).line(133, 700, "for every word")
    page.line(193, 704, "3", 6).line(197, 700, "of it.")
    (block,) = read(pdf([page])).blocks
    assert block.text == "The rate is 10⁵ for every word of it."


def test_the_outline_names_headings_that_are_set_like_text() -> None:
    page, y = PdfPage(), 700.0
    for title, seed in (("How it began", 1), ("What we did and why it took us so very long to get it", 2), ("Ends", 3)):
        y = page.lines(72, y, [*wrapped(title, 30), *wrapped(prose(40, seed), 95)]) - 12
    data = pdf(
        [page], outline=[("How it began", 1), ("What we did and why it took us so very long to get it", 1), ("Ends", 1)]
    )
    assert list(dict.fromkeys(block.section for block in read(data).blocks)) == [
        "How it began",
        "What we did and why it took us so very long to get it",
        "Ends",
    ]


def test_an_abstract_without_heading_is_known_by_its_length() -> None:
    page = PdfPage().line(72, 740, "A Title of Some Size", 16, bold=True).line(72, 720, "Ann Author")
    y = page.lines(72, 690, wrapped(prose(70, 1), 95))
    page.line(72, y - 20, "1 Introduction", 12, bold=True)
    page.lines(72, y - 40, wrapped(prose(60, 2), 95))
    assert [block.section for block in read(pdf([page])).blocks] == ["Abstract", "1 Introduction"]


def test_an_abstract_may_begin_in_the_line_of_its_heading() -> None:
    page = PdfPage()
    y = page.lines(72, 700, wrapped("Abstract-" + prose(60, 1), 95))
    page.line(72, y - 20, "I. INTRODUCTION", 10)
    page.lines(72, y - 40, wrapped(prose(60, 2), 95))
    found = read(pdf([page]))
    assert [block.section for block in found.blocks] == ["Abstract", "I. INTRODUCTION"]
    assert found.blocks[0].text.startswith(prose(60, 1)[:30])


def test_a_table_of_contents_is_no_text() -> None:
    page, dots = PdfPage(), " . " * 30
    y = page.lines(72, 700, [f"1 Introduction{dots}1", f"2 Method{dots}12", f"A Proofs{dots}iv"])
    page.lines(72, y - 40, wrapped(prose(60), 95))
    assert [block.text for block in read(pdf([page])).blocks] == [prose(60)]


def test_pages_without_text_are_named() -> None:
    page = PdfPage()
    page.lines(72, 700, wrapped(prose(60), 95))
    assert read(pdf([page, PdfPage(), PdfPage()])).remarks == ("Pages 2, 3 could not be read or have no text.",)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"%PDF-1.7\n" + bytes(range(256)) * 50, "is broken, or is no PDF"),
        (one_column_pdf([("1 One", prose(80))])[:400], "is broken, or is no PDF"),
        (b"", "is broken, or is no PDF"),
        (pdf([PdfPage().line(72, 700, "Secret")], locked=True), "is locked with a password"),
        (pdf([PdfPage(), PdfPage()]), "holds no text: its pages are probably pictures of a scanned paper"),
    ],
    ids=["garbage", "cut", "empty", "locked", "scanned"],
)
def test_what_no_one_can_read_is_said(data: bytes, why: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(data)
    assert str(caught.value) == why


def test_of_very_many_pages_the_first_are_read() -> None:
    page = PdfPage()
    page.lines(72, 700, wrapped(prose(60), 95))
    found = read(pdf([page] * 60), Limits(pages=20))
    assert found.remarks == ("Only the first 20 of 60 pages were read.",)
    assert len(found.pages) == 20


def test_of_very_much_text_the_first_pages_are_read() -> None:
    page = PdfPage()
    page.lines(72, 700, wrapped(prose(60), 95))
    found = read(pdf([page] * 20), Limits(characters=2000))
    assert any("there is too much text" in remark for remark in found.remarks)
    assert len(found.pages) < 10
