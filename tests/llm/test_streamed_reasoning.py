"""Reasoning is hidden from a stream however it is cut into pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.llm.streamed_reasoning import ReasoningFilter


def shown(*pieces: str) -> str:
    hidden = ReasoningFilter()
    return "".join([*map(hidden.shown, pieces), hidden.rest()])


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("plain words", "plain words"),
        ("<think>hm</think>\n\nYes.", "Yes."),
        ("<THINK>hm</Think>Yes.", "Yes."),
        ("[THINK]hm[/THINK]Yes.", "Yes."),
        ("Well, <reasoning>a < b</reasoning>yes.", "Well, yes."),
        ("<think>one</think><thinking>two</thinking>Yes.", "Yes."),
        ("<think>never closed", ""),
        ("Yes.</think>", "Yes."),
        ("Use `<think>` and `</think>` tags.", "Use `<think>` and `</think>` tags."),
        ("if a <th and b[0] < c: <b>bold</b>", "if a <th and b[0] < c: <b>bold</b>"),
        ("ends with <thin", "ends with <thin"),
    ],
)
def test_reasoning_is_hidden_in_any_pieces(text: str, visible: str) -> None:
    assert shown(text) == visible
    assert shown(*text) == visible
    for place in range(len(text)):
        assert shown(text[:place], text[place:]) == visible


@given(st.lists(st.text(alphabet="ab <>/[]`think", max_size=12)))
def test_pieces_make_no_difference(pieces: list[str]) -> None:
    assert shown(*pieces) == shown("".join(pieces))


@given(st.text(alphabet="abc d\n.", min_size=1))
def test_without_tags_nothing_is_held_back_or_lost(text: str) -> None:
    hidden = ReasoningFilter()
    assert hidden.shown(text) == text.lstrip()
    assert hidden.rest() == ""
