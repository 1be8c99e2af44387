"""What a model is measured with is well-formed, and each right answer fits the shape that is asked for."""

import msgspec
import pytest

from studycoach.agents.examiner import SHAPES
from studycoach.domain.steps import AGENTS, MOST_STEPS
from studycoach.prompts.measures import AnswerCase, measures, routing_cases


@pytest.mark.parametrize("case", measures().answers, ids=lambda case: case.note[:20])
def test_a_right_answer_fits_its_shape_and_stands_in_its_note(case: AnswerCase) -> None:
    (shape,) = (shape for shape in SHAPES if shape.__name__ == case.shape)
    assert msgspec.to_builtins(msgspec.convert(case.right, shape)) == case.right
    for value in case.right.values():
        if isinstance(value, str) or type(value) in (int, float):
            assert str(value) in case.note


def test_ten_notes_use_every_shape() -> None:
    assert len(measures().answers) == 10
    assert {case.shape for case in measures().answers} == {shape.__name__ for shape in SHAPES}


def test_twenty_messages_reach_every_agent() -> None:
    cases = routing_cases()
    assert len({case.text for case in cases}) == 20
    assert {agent for case in cases for agent in case.agents} == set(AGENTS)
    assert all(1 <= len(case.agents) <= MOST_STEPS for case in cases)


def test_the_long_text_has_many_lines_before_one_comes_again() -> None:
    notes = measures().notes
    assert len({notes.line(n) for n in range(1000)}) == 1000


def test_a_hidden_line_tells_the_code_of_its_place() -> None:
    notes = measures().notes
    assert [notes.hidden(place, "1234") for place in notes.places] == [
        f"The code of the {place} locker is 1234." for place in notes.places
    ]
