"""Words from outside stay words in Markdown, and code stays code."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from studycoach.domain.plain_text import without_unseen
from studycoach.tools.markdown_words import code_block, plain_words, words_and_code

READER = MarkdownIt("gfm-like", {"linkify": False, "html": True})
TEXTS = st.text("ab1@#*_`<>[]()!|~\\&;:/.,-+= \n\t") | st.text(max_size=80)
LINES = st.lists(st.text("a`~ \t<>*#-") | st.text(st.characters(exclude_characters="\n\r")), max_size=5)


def read(page: str) -> list[tuple[str, str]]:
    """What a Markdown reader makes of a page of one paragraph: kinds and contents."""
    tokens = READER.parse(page)
    assert [token.type for token in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"])
    return [(child.type, child.content) for token in tokens for child in token.children or []]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a *b* _c_ [d](e) <f> `g`", r"a \*b\* \_c\_ \[d\](e) \<f\> \`g\`"),
        ("see https://e.org or www.e.org", r"see https\://e\.org or www\.e\.org"),
        ("- one\n# two", r"\- one \# two"),
        ("1. one", r"1\. one"),
        ("a | b", r"a \| b"),
    ],
)
def test_marks_are_shown_as_they_stand(text, shown):
    assert plain_words(text) == shown


def test_what_stands_between_backticks_is_code():
    assert words_and_code("`X[0]` is *not* `y`") == r"`X[0]` is \*not\* `y`"


@given(TEXTS)
def test_a_reader_sees_the_words_and_nothing_else(text):
    parts = read(plain_words(text))
    assert {kind for kind, _ in parts} <= {"text"}
    assert "".join(content for _, content in parts) == " ".join(filter(None, map(without_unseen, text.split())))


@given(TEXTS)
def test_a_reader_sees_words_and_code_and_nothing_else(text):
    parts = read(words_and_code(text))
    assert {kind for kind, _ in parts} <= {"text", "code_inline"}
    seen = "".join(content for _, content in parts)
    assert re.sub("[` ]", "", seen) == re.sub("[` ]", "", "".join(map(without_unseen, text.split())))


@given(LINES)
def test_a_fence_is_closed_by_nothing_in_it(lines):
    (fence,) = READER.parse(code_block(lines))
    assert fence.type == "fence"
    assert READER.parse(code_block(lines) + "\n\nafter")[-2].content == "after"


def test_a_fence_names_its_language():
    assert code_block(["a", "````"], "diff") == "`````diff\na\n````\n`````"


def test_long_texts_are_cut():
    assert plain_words("a" * 100, 10) == "aaaaaaaaa…"
