"""Names of conversations: what can be typed and kept, and nothing that means something elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.domain.errors import WrongInput
from studycoach.domain.thread_name import LONGEST_NAME, check_thread_name


@pytest.mark.parametrize(
    "name", ["main", "2026-11-24", "2026-11-24-2", "séance du soir", "微调", "हिन्दी", "a", "n" * 60, "lora?", ".x"]
)
def test_a_plain_name_is_kept_as_it_is(name):
    assert check_thread_name(f" {name} ") == name


def test_two_ways_to_write_a_letter_are_one_name():
    assert check_thread_name("e\u0301t\u00e9") == check_thread_name("\u00e9te\u0301") == "\u00e9t\u00e9"


@pytest.mark.parametrize(
    "name",
    ["", "  ", "n" * 61, "n" * 10**6, "-x", " -x", "a/b", "..\\b", "a\nb", "a\0b", "a\x1bb", "a\u202eb", "a\ud800b"],
)
def test_a_name_that_can_t_be_typed_or_kept_is_wrong_input(name):
    with pytest.raises(WrongInput, match="no name for a conversation"):
        check_thread_name(name)


@given(st.text(max_size=70))
def test_a_name_that_is_taken_is_taken_as_it_is_given_back(name):
    try:
        kept = check_thread_name(name)
    except WrongInput:
        return
    assert check_thread_name(kept) == kept
    assert 0 < len(kept) <= LONGEST_NAME
    assert not {"/", "\\", "\n", "\0"} & set(kept)
