"""Characters that trouble a terminal or a reader."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.domain.plain_text import JOINERS, unseen, unseen_in, without_unseen

TROUBLE = "\0\t\n\r\x1b\x7f\x85\x9b\xad\u200b\u200e\u2028\u2029\u202e\u2066\ud800\ue000\ufeff\ufffe\uffff\U000e0041"


@pytest.mark.parametrize("char", TROUBLE)
def test_what_is_obeyed_or_overlooked_is_unseen(char: str):
    assert unseen(char)
    assert unseen_in(f"a{char}b") == {char}
    assert without_unseen(f"a{char}b{char}") == "ab"
    assert without_unseen(f"a{char}b", keep=char) == f"a{char}b"


@pytest.mark.parametrize("text", ["Ådä Łovelace 李", "a b\xa0c", "نیم\u200cفاصله", "👩\u200d💻", "e\u0301"])
def test_words_of_every_language_and_emoji_stay_whole(text: str):
    assert without_unseen(text) == text
    assert not unseen_in(text)


@given(st.text())
def test_only_unseen_characters_go_and_the_others_keep_their_order(text: str):
    left = without_unseen(text, keep="")
    assert left == "".join(char for char in text if not unseen(char))
    assert not set(left) & set(JOINERS)
    assert all(unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") for char in left)
