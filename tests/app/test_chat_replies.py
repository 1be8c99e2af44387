"""What answers a question that waits: exactly a yes, a no, an edit or a choice, and nothing like them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.app.chat_replies import read_reply, ways_to_answer
from studycoach.domain.errors import WrongInput
from studycoach.workflows.chat_events import Question

APPROVE = Question("q1", "planner", "approve", "It moves.")
CHOOSE = Question("q2", "planner", "choose", "Which?", ("w48-1 Vectors", "w48-2 Loops"))


@pytest.mark.parametrize(
    "line", ["y", "yes", "YES", " Yes! ", "ja", "oui", "sí", "si.", "是", "好的。", "हाँ", "haan", "はい", "ええ"]
)
def test_a_yes_in_any_of_the_seven_languages_approves(line: str):
    assert read_reply(APPROVE, line) == "yes"


@pytest.mark.parametrize("line", ["n", "no", "No.", "nein", "non", "不", "नहीं", "nahin", "いいえ"])
@pytest.mark.parametrize("question", [APPROVE, CHOOSE])
def test_a_no_in_any_of_them_declines(question: Question, line: str):
    assert read_reply(question, line) == "no"


@pytest.mark.parametrize(
    "line",
    [
        "yes but only on Friday",
        "yes?",
        "ok",
        "sure",
        "why yes",
        "/today",
        "y y",
        "editor",
        "nope, why?",
        "1",
        "w48-1 Vectors",
        "",
    ],
)
def test_anything_else_is_a_new_message(line: str):
    assert read_reply(APPROVE, line) is None


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ("edit only 45 minutes", "edit: only 45 minutes"),
        ("Edit: on Friday: at noon", "edit: on Friday: at noon"),
        ("edit:short", "edit: short"),
    ],
)
def test_an_edit_carries_its_words(line: str, reply: str):
    assert read_reply(APPROVE, line) == reply


@pytest.mark.parametrize("line", ["edit", "edit:", " EDIT : "])
def test_an_edit_without_words_asks_for_them(line: str):
    with pytest.raises(WrongInput, match="What shall be different"):
        read_reply(APPROVE, line)


@pytest.mark.parametrize(
    ("line", "reply"),
    [("1", "w48-1 Vectors"), ("2.", "w48-2 Loops"), ("W48-2 loops", "w48-2 Loops"), ("w48-1", "w48-1 Vectors"), ("Vectors", None), ("3", None), ("0", None), ("yes", None), ("edit x", None)],
)  # fmt: skip
def test_a_choice_is_made_by_its_number_or_its_words(line: str, reply: str | None):
    assert read_reply(CHOOSE, line) == reply


@given(st.text(max_size=30))
def test_whatever_is_typed_gives_one_of_the_answers_or_none(line: str):
    assert read_reply(CHOOSE, line) in {None, "no", *CHOOSE.choices}


def test_the_ways_to_answer_are_told():
    assert ways_to_answer(APPROVE) == "yes / edit … / no"
    assert ways_to_answer(CHOOSE) == "1  w48-1 Vectors\n2  w48-2 Loops\nno"
