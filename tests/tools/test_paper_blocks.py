"""Blocks of text made passages; and the pages on which they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paper_files import prose

from studycoach.domain.quotation import Quotable
from studycoach.tools.paper_blocks import LONG, SHORT, Block, is_closing, passages, tidy, without_number
from studycoach.tools.paper_pages import with_pages

BLOCKS = st.lists(
    st.builds(
        Block,
        st.sampled_from(["", "1 One", "2 Two"]),
        st.lists(st.text("abcdefgh.$ A", min_size=1, max_size=40), min_size=1, max_size=90).map(
            lambda w: tidy(" ".join(w))
        ),
        st.none() | st.integers(1, 9),
        st.booleans(),
    ).filter(lambda block: block.text),
    max_size=12,
)


@given(BLOCKS)
def test_no_word_is_lost_moved_or_added(blocks: list[Block]) -> None:
    before = "".join(block.text for block in blocks).replace(" ", "")
    assert "".join(passage.text for passage in passages(blocks)).replace(" ", "") == before


@given(BLOCKS)
def test_no_passage_is_too_long_and_they_are_counted(blocks: list[Block]) -> None:
    found = passages(blocks)
    assert all(0 < len(passage.text) <= LONG for passage in found)
    positions = [passage.position for passage in found]
    assert positions == sorted(set(positions))


def test_small_paragraphs_of_a_section_are_joined_and_sections_are_not() -> None:
    blocks = [Block("1 One", "First."), Block("1 One", "Second."), Block("2 Two", "Third.")]
    assert [(p.section, p.text) for p in passages(blocks)] == [("1 One", "First. Second."), ("2 Two", "Third.")]


def test_a_caption_stays_by_itself() -> None:
    blocks = [Block("1", "Text."), Block("1", "Table 1: All.", None, True), Block("1", "Table 2: More.", None, True)]
    assert [p.text for p in passages(blocks)] == ["Text.", "Table 1: All.", "Table 2: More."]


def test_no_quotation_runs_into_what_stands_apart_nor_out_of_it() -> None:
    apart = [Block("1", "Table 1: It was reached by an oracle.", None, True), Block("1", "Table 2: All.", None, True)]
    blocks = [Block("1", "Our method does not beat the baseline."), *apart, Block("1", "We go on with the text.")]
    found = passages(blocks)
    assert [p.position for p in found] == [0, 2, 4, 6]
    for over in ("beat the baseline. Table 1: It was", "an oracle. Table 2: All.", "Table 2: All. We go on with"):
        assert Quotable(found).find(over) is None


def test_a_quotation_may_run_over_the_parts_of_one_long_paragraph_or_listing() -> None:
    for is_apart in (False, True):
        one, two = passages([Block("1", prose(300), None, is_apart)])[:2]
        assert Quotable([one, two]).find(" ".join(one.text.split()[-5:] + two.text.split()[:5]))


def test_a_long_paragraph_is_split_between_sentences() -> None:
    found = passages([Block("1", prose(900))])
    assert all(p.text.endswith(".") and SHORT <= len(p.text) <= LONG for p in found)


def test_text_without_sentences_and_words_is_split_all_the_same() -> None:
    assert [len(p.text) for p in passages([Block("1", "x" * 4000)])] == [1500, 1450, 1050]


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("eﬃcient ﬁnal  ﬂow\n\tend", "efficient final flow end"),
        ("soft\u00adhyphen zero\u200bwidth bell\x07 dir\u202eection", "softhyphen zerowidth bell direction"),
        ("x² ½ naïve 中文 עברית", "x² ½ naïve 中文 עברית"),
    ],
)
def test_what_cannot_be_seen_is_dropped_and_what_is_meant_is_kept(raw: str, read: str) -> None:
    assert tidy(raw) == read


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("3.2 Attention", "Attention"),
        ("A More", "More"),
        ("Appendix B.1 Yet", "Yet"),
        ("IV. RESULTS", "RESULTS"),
        ("2 2D maps", "2D maps"),
    ],
)
def test_headings_have_a_number_before_their_words(title: str, bare: str) -> None:
    assert without_number(title) == bare


@pytest.mark.parametrize(
    ("title", "closes"), [("References", True), ("7. Acknowledgements", True), ("5 Reference models", False)]
)
def test_thanks_and_lists_of_works_close_a_paper(title: str, closes: bool) -> None:
    assert is_closing(title) is closes


PAGES = [prose(200, seed) for seed in range(3)]


@pytest.mark.parametrize(
    ("text", "page"),
    [
        (prose(40, 1), 2),
        (f"With $x^2$ between, {prose(40, 2)}", 3),
        (" ".join(PAGES[0].split()[-30:] + PAGES[1].split()[:60]), 1),
        ("Nothing of all this stands on any page of it, as far as anyone knows.", None),
        ("Too short.", None),
    ],
    ids=["a page", "with a formula", "over two pages", "elsewhere", "short"],
)
def test_a_paragraph_is_on_the_page_where_its_words_stand(text: str, page: int | None) -> None:
    (block,) = with_pages([Block("1", text)], PAGES)
    assert block.page == page


def test_what_is_not_found_between_two_of_a_page_is_on_it() -> None:
    blocks = [
        Block("1", prose(40, 1)),
        Block("1", "$E=mc^2$"),
        Block("1", " ".join(PAGES[1].split()[100:150])),
        Block("1", "?"),
    ]
    assert [block.page for block in with_pages(blocks, PAGES)] == [2, 2, 2, None]
