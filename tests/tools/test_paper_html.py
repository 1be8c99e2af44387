"""LaTeXML's pages: sections, formulas, footnotes, captions, references; and other pages."""

import pytest
from paper_files import latexml, math, prose, section

from studycoach.tools.paper_blocks import Block, Converted, Unreadable
from studycoach.tools.paper_html import read_html
from studycoach.tools.paper_isolated import USUAL, Limits

NOTE = (
    '<span class="ltx_note ltx_role_footnote"><sup class="ltx_note_mark">1</sup><span class="ltx_note_outer">'
    '<span class="ltx_note_content"><sup class="ltx_note_mark">1</sup><span class="ltx_tag ltx_tag_note">1</span>'
    "The code is public.</span></span></span>"
)


def read(data: bytes, limits: Limits = USUAL) -> Converted:
    return read_html(data, "", limits)


def blocks(body: str) -> list[tuple[str, str]]:
    return [(block.section, block.text) for block in read(latexml(body)).blocks]


def test_a_paper_has_its_title_abstract_and_numbered_sections() -> None:
    abstract = '<div class="ltx_abstract"><h6 class="ltx_title ltx_title_abstract">Abstract</h6><p class="ltx_p">In short.</p></div>'
    found = read(
        latexml(abstract + section("1", "Introduction", "First.", "Second.") + section("1.1", "Deeper", "Third."))
    )
    assert found.title == "A Paper"
    assert found.blocks == (
        Block("Abstract", "In short."),
        Block("1 Introduction", "First."),
        Block("1 Introduction", "Second."),
        Block("1.1 Deeper", "Third."),
    )


def test_formulas_are_latex_between_dollar_signs_and_displayed_ones_stay_in_their_paragraph() -> None:
    displayed = (
        '<table class="ltx_equation ltx_eqn_table"><tbody><tr class="ltx_equation ltx_eqn_row"><td class="ltx_eqn_cell">'
        f'{math(chr(92) + "displaystyle E=mc^{2}", "block")}</td><td class="ltx_eqn_cell"><span class="ltx_tag '
        'ltx_tag_equation">(1)</span></td></tr></tbody></table>'
    )
    para = f'<div class="ltx_para"><p class="ltx_p">With {math("x_{1}")} we have</p>{displayed}<p class="ltx_p">as said.</p></div>'
    assert blocks(section("1", "Method") + para)[-1][1] == "With $x_{1}$ we have $E=mc^{2}$ as said."


def test_a_formula_without_latex_is_its_words() -> None:
    assert blocks(section("1", "M", "So <math><mi>a</mi><mo>+</mo><mi>b</mi></math>."))[0][1] == "So $a+b$."


def test_a_footnote_follows_its_paragraph() -> None:
    found = read(latexml(section("1", "Method", f"We do it{NOTE} well.", "Next.")))
    assert found.blocks[:2] == (
        Block("1 Method", "We do it well."),
        Block("1 Method", "The code is public.", None, True),
    )


def test_captions_are_kept_and_the_bodies_of_tables_and_figures_are_not() -> None:
    figure = (
        '<figure class="ltx_table"><table class="ltx_tabular"><tr><td>71.5</td></tr></table><svg><text>label</text></svg>'
        '<figcaption class="ltx_caption"><span class="ltx_tag">Table 1: </span>Results.</figcaption></figure>'
    )
    found = read(latexml(section("1", "Results", "Text.") + figure))
    assert found.blocks == (Block("1 Results", "Text."), Block("1 Results", "Table 1: Results.", None, True))


def test_references_stand_apart_and_thanks_are_left_out() -> None:
    body = section("1", "End", "Text.") + section("", "Acknowledgements", "We thank all.")
    body += (
        '<section class="ltx_bibliography"><h2 class="ltx_title ltx_title_bibliography">References</h2><ul>'
        '<li class="ltx_bibitem">Lee. <i>On papers</i>. 2020.</li></ul></section>'
    )
    found = read(latexml(body + section("Appendix A", "More", "Further text.")))
    assert [block.text for block in found.blocks] == ["Text.", "Further text."]
    assert found.references == ("Lee. On papers. 2020.",)


def test_what_latexml_could_not_convert_and_the_page_around_are_left_out() -> None:
    text = " ".join(
        text for _, text in blocks(section("1", "One", 'We <span class="ltx_ERROR undefined">\\foo</span>go.'))
    )
    assert text == "We go."


def test_theorems_and_named_paragraphs_begin_with_their_names() -> None:
    theorem = (
        '<div class="ltx_theorem"><h6 class="ltx_title ltx_runin ltx_title_theorem"><span class="ltx_tag">Theorem 1</span>.'
        '</h6><div class="ltx_para"><p class="ltx_p">It holds.</p></div></div>'
    )
    named = (
        '<section class="ltx_paragraph"><h4 class="ltx_title ltx_title_paragraph">Data.</h4><div class="ltx_para">'
        '<p class="ltx_p">We use it.</p></div></section>'
    )
    found = " ".join(text for _, text in blocks(section("1", "One") + theorem + named))
    assert found == "Theorem 1. It holds. Data. We use it."


def test_the_items_of_a_list_are_blocks_without_their_bullets() -> None:
    items = "".join(
        f'<li class="ltx_item"><span class="ltx_tag ltx_tag_item">•</span><div class="ltx_para"><p class="ltx_p">{t}</p></div></li>'
        for t in ("one", "two")
    )
    assert blocks(section("1", "L", "Two:") + f'<ul class="ltx_itemize">{items}</ul>')[1:] == [
        ("1 L", "one"),
        ("1 L", "two"),
    ]


def test_another_page_is_read_by_its_headings_and_paragraphs() -> None:
    page = f"<html><head><title>My notes</title></head><body><h1>Top</h1><p>{prose(60)}</p><h2>Sub</h2>{prose(60, 1)}</body></html>"
    found = read(page.encode())
    assert (found.title, [block.section for block in found.blocks]) == ("My notes", ["Top", "Sub"])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   ",
        b"<html><body><h1>404</h1><p>No HTML is available for this paper.</p></body></html>",
        b"\x00\xff\xfe" * 100,
        b"<!-- only a comment -->",
    ],
    ids=["empty", "blank", "error page", "bytes", "comment"],
)
def test_a_page_without_a_paper_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read(data)


def test_a_hundred_thousand_boxes_within_each_other_are_no_trouble() -> None:
    found = read(latexml(section("1", "One", "Before.") + "<div>" * 100_000 + "<p>Within.</p>" + "</div>" * 100_000))
    assert found.blocks[0].text == "Before."


def test_a_paragraph_of_ten_megabytes_is_cut_with_a_remark() -> None:
    found = read(latexml(section("1", "One", "word " * 2_000_000, "After.")), Limits(characters=1_000_000))
    assert found.remarks == ("The text is cut: it is longer than what is read of a paper.",)
    assert found.size <= 1_000_000


def test_entities_that_grow_are_not_followed() -> None:
    bomb = b'<!DOCTYPE html [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    text = read(bomb + latexml(section("1", "One", "So &b; and &c; it is."))).blocks[0].text
    assert "lollol" not in text
    assert "root:" not in text
