"""Sizes: a text's tokens counted without its tokenizer, the context to ask for, and a lost beginning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_wire import words_to_tokens

from studycoach.llm.context import SIZES, ContextWindow, lost_its_beginning
from studycoach.llm.errors import ContextTooSmall
from studycoach.llm.tokens import fewest, most

PROSE = "The derivative of a function measures how quickly it changes, and the gradient points uphill. "
CHINESE = "机器学习的基础是线性代数、概率论和微积分。"
CODE = "def loss(model, batch):\n    logits = model(batch['x'])\n    return F.cross_entropy(logits, batch['y'])\n"


@given(st.text())
def test_the_most_is_never_below_a_server_that_counts_words(text: str) -> None:
    assert most(text) >= words_to_tokens(text)


@given(st.text(), st.text())
def test_more_text_is_never_fewer_tokens(text: str, more: str) -> None:
    assert most(f"{text} {more}") >= max(most(text), most(more))
    assert fewest(f"{text} {more}") >= fewest(text)


@given(st.text())
def test_the_fewest_are_never_more_than_the_most(text: str) -> None:
    assert fewest(text) <= most(text)


# The fewest and the most that the tokenizers of GPT-4, GPT-4o, Claude, DeepSeek and Mistral count.
@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        (PROSE, 18, 19),
        (CODE, 25, 36),
        (CHINESE, 12, 25),
        ("Основы машинного обучения: линейная алгебра.", 13, 23),
        ("मशीन लर्निंग की मूल बातें", 9, 27),
        ("3.14159 26535", 6, 14),
        ("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c", 32, 45),
        ("🎉🚀 well done", 5, 8),
        ("", 0, 0),
    ],
)
def test_what_tokenizers_count_lies_between(text: str, low: int, high: int) -> None:
    assert fewest(text) <= low
    assert high * 0.95 <= most(text) <= high * 2.1


@given(st.integers(1, 200_000), st.integers(1, 200_000))
def test_the_size_holds_what_is_needed_and_stays_within_the_limit(needed: int, limit: int) -> None:
    window = ContextWindow("m", limit)
    if needed > limit:
        with pytest.raises(ContextTooSmall) as raised:
            window.fit(needed)
        assert (raised.value.needed, raised.value.available) == (needed, limit)
    else:
        size = window.fit(needed)
        assert needed <= size <= limit
        assert size in (*SIZES, limit)


@given(st.lists(st.integers(1, 30_000)))
def test_the_size_never_shrinks(needs: list[int]) -> None:
    window = ContextWindow("m", 32_768)
    sizes = [window.fit(needed) for needed in needs]
    assert sizes == sorted(sizes)


def test_a_server_that_gives_less_lowers_the_limit() -> None:
    window = ContextWindow("m", 32_768)
    window.fit(10_000)
    window.confirm(8192, needed=5000)
    assert (window.limit, window.sure) == (8192, True)
    with pytest.raises(ContextTooSmall):
        window.fit(8193)


def test_a_server_that_gives_too_little_for_what_was_asked_is_an_error() -> None:
    window = ContextWindow("m", 32_768)
    window.fit(10_000)
    with pytest.raises(ContextTooSmall):
        window.confirm(4096, needed=9000)


def test_a_larger_size_is_to_be_confirmed_anew() -> None:
    window = ContextWindow("m", 32_768)
    window.fit(1000)
    window.confirm(4096, needed=900)
    assert window.sure
    window.fit(5000)
    assert not window.sure


@pytest.mark.parametrize(
    ("least", "counted", "lost"),
    [
        (3000, 2050, True),
        (3000, 3000, False),
        (3000, None, False),  # it doesn't count
        (3000, 10, False),  # it doesn't really count
        (200, 150, False),  # no server has so small a context
    ],
)
def test_a_lost_beginning_shows_in_the_count(least: int, counted: int | None, lost: bool) -> None:
    assert lost_its_beginning(least, counted) is lost


@pytest.mark.parametrize(("text", "tokens"), [(PROSE * 120, 18 * 120), (CHINESE * 120, 12 * 120)])
def test_a_long_prompt_of_which_half_was_read_is_noticed(text: str, tokens: int) -> None:
    assert lost_its_beginning(fewest(text), tokens // 2 + 2)
    assert not lost_its_beginning(fewest(text), tokens)
