"""One label out of a few, as weak models give it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.llm.answers import Unparsable, parse_label

AGENTS = ("planner", "paper_reader", "code_reviewer", "publisher", "tutor")


def label_or_reason(text: str) -> str:
    try:
        return parse_label(text, AGENTS)
    except Unparsable as refused:
        return refused.reason


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("planner", "planner"),
        ("ANSWER: planner", "planner"),
        ("answer : Planner.", "planner"),
        ("**ANSWER:** planner", "planner"),
        ("**Answer**: `planner`", "planner"),
        ("ANSWER: **“Paper Reader”**", "paper_reader"),
        ("ANSWER: paper-reader!", "paper_reader"),
        ("ANSWER：tutor。", "tutor"),
        ("ANSWER:\n\ntutor", "tutor"),
        ("> ANSWER: tutor", "tutor"),
        ("The final answer is tutor.", "tutor"),
        ("My answer: it is the tutor", "tutor"),
        ("ANSWER: b", "paper_reader"),
        ("ANSWER: (B)", "paper_reader"),
        ("ANSWER: 2.", "paper_reader"),
        ("ANSWER: option b", "paper_reader"),
        ("ANSWER: b) paper_reader", "paper_reader"),
        ("2. Paper reader", "paper_reader"),
        ("Option: 5", "tutor"),
        ('{"answer": "tutor"}', "tutor"),
        ("<answer>tutor</answer>", "tutor"),
        ("$\\boxed{tutor}$", "tutor"),
        ("tutor\n\nThe learner asks for an explanation, and neither the plan nor a paper is meant.", "tutor"),
        ("Planner: because the tutoring can't wait", "planner"),
        ("The planner or the tutor could serve.\nANSWER: tutor", "tutor"),
        ("ANSWER: tutor\nANSWER: Tutor", "tutor"),
        ("<think>planner? ANSWER: planner</think>ANSWER: tutor", "tutor"),
        ("I think this goes to the code reviewer", "code_reviewer"),
        ("应该选 planner因为", "planner"),
    ],
)
def test_the_one_label_that_is_meant_is_found(text: str, label: str):
    assert parse_label(text, AGENTS) == label


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "no label is meant"),
        ("<think>planner", "no label is meant"),
        ("ANSWER:", "no label is meant"),
        ("ANSWER: <label>", "no label is meant"),
        ("ANSWER: none of them", "no label is meant"),
        ("ANSWER: 6", "no label is meant"),
        ("ANSWER: 0", "no label is meant"),
        ("ANSWER: z", "no label is meant"),
        ("ANSWER: plan", "no label is meant"),
        ("ANSWER: not the planner", "no label is meant"),
        ("This isn't for the tutor", "no label is meant"),
        ("The learner wants to see the planner. " * 20, "no label is meant"),
        ("I'm sorry, I can't help with that.", "no label is meant"),
        ("ANSWER: planner | tutor", "several labels are meant: planner, tutor"),
        ("ANSWER: planner\nANSWER: tutor", "several labels are meant: planner, tutor"),
        ("ANSWER: a) tutor", "several labels are meant: planner, tutor"),
        ("planner\ntutor", "several labels are meant: planner, tutor"),
        ("Planner, then tutor", "several labels are meant: planner, tutor"),
    ],
)
def test_no_label_or_two_are_never_settled_by_a_guess(text: str, what: str):
    with pytest.raises(Unparsable) as refused:
        parse_label(text, AGENTS)
    assert refused.value.reason == f"{what}; the answer must be one of {', '.join(AGENTS)}"


@pytest.mark.parametrize(
    ("text", "label"), [("No, that is not right.", "no"), ("Yes.", "yes"), ("ANSWER: NO", "no"), ("2", "no")]
)
def test_short_labels_are_words_and_not_denials(text: str, label: str):
    assert parse_label(text, ("yes", "no")) == label


def test_a_label_that_is_a_letter_or_digit_is_itself_and_no_place_in_the_list():
    assert parse_label("ANSWER: a", ("b", "a")) == "a"
    assert parse_label("ANSWER: 2", ("2", "1")) == "2"
    with pytest.raises(Unparsable):
        parse_label("It is a plan", ("b", "a"))


def test_labels_that_differ_in_case_alone_must_be_written_exactly():
    assert parse_label("ANSWER: Easy", ("easy", "Easy")) == "Easy"
    with pytest.raises(Unparsable):
        parse_label("ANSWER: EASY", ("easy", "Easy"))


@given(
    st.text() | st.lists(st.sampled_from([*AGENTS, "ANSWER:", "b)", "not", "\n", "<think>", " ", "**"])).map("".join)
)
def test_any_text_gives_one_of_the_labels_or_a_reason(text: str):
    assert label_or_reason(text).startswith((*AGENTS, "no label is meant", "several labels are meant"))


def test_a_long_text_is_no_label():
    with pytest.raises(Unparsable, match="longer than"):
        parse_label("planner\n" * 99_999, AGENTS)
