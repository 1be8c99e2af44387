"""Roadmap files: every problem is told with its file, its line and what to write instead."""

from pathlib import Path

import pytest

from studycoach.domain.errors import WrongInput
from studycoach.domain.roadmap import Item
from studycoach.tools.roadmap_file import check_roadmap, read_roadmap, read_shipped

GOOD = """\
id: bread
title: Bread
stages:
  - id: dough
    title: Dough
    goal: Make a dough that rises
    months: [1, 2]
    items:
      - id: yeast
        title: Yeast
        type: topic
        area: Basics
        kind: concept
        minutes: 30
        done_when: A glass of yeast foams
      - id: knead
        title: Kneading
        type: topic
        area: Basics
        kind: procedure
        minutes: 60
        prerequisites: [yeast]
        resources: [mill]
        done_when: The dough passes the window test
resources:
  - id: mill
    title: The mill
    type: reference
    url: https://example.org/
    stages: [dough]
habits:
  - id: feed
    title: Feed the starter
    kind: habit
    every: day
    minutes: 5
    task: Add flour and water
    stages: [dough]
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bread.yaml"


def test_a_good_file_is_a_roadmap_without_problems(path: Path) -> None:
    path.write_text(GOOD)
    roadmap = read_roadmap(path)
    done = "The dough passes the window test"
    assert roadmap.by_id["knead"] == Item(
        "knead", "Kneading", "topic", "Basics", "procedure", 60, done, (), ("yeast",), ("mill",)
    )
    assert (roadmap.stages[0].months, roadmap.resources[0].free, roadmap.habits[0].minutes) == ((1, 2), True, 5)
    assert check_roadmap(path) == ()


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("minutes: 60", "minuets: 60", "bread.yaml, line 21: unknown key 'minuets'. Did you mean minutes?"),
        ("minutes: 60", "minutes: 6", "bread.yaml, line 21: 6 minutes can't be. Write minutes from 15 to 10000."),
        ("[yeast]", "[yeats]", "bread.yaml, line 22: There is no item 'yeats'. Did you mean yeast?"),
        ("id: knead", "id: yeast", "bread.yaml, line 16: The id 'yeast' is taken. Give each item an id of its own."),
        ("[mill]", "\n          - mil", "bread.yaml, line 24: There is no resource 'mil'. Did you mean mill?"),
        (
            "kind: concept",
            "kind: idea",
            "bread.yaml, line 13: kind is 'idea', expected one of concept, procedure, memory,",
        ),
        ("months: [1, 2]", "months: [2, 1]", "bread.yaml, line 7: months [2, 1] can't be."),
        (
            "title: Bread",
            "title: 42",
            'bread.yaml, line 2: title is 42, expected text. Put quotes around it, as in "42".',
        ),
        ("id: bread", "id: bread: x", "bread.yaml, line 1: this is not YAML:"),
    ],
)
def test_a_problem_is_told_with_file_line_and_what_to_write(path: Path, old: str, new: str, sentence: str) -> None:
    path.write_text(GOOD.replace(old, new, 1))
    with pytest.raises(WrongInput) as caught:
        read_roadmap(path)
    assert str(caught.value).startswith(sentence)
    assert check_roadmap(path)[0].startswith(sentence)


def test_several_problems_are_one_sentence_when_read_and_a_line_each_when_checked(path: Path) -> None:
    path.write_text(GOOD.replace("minutes: 30", "minutes: 3").replace("[yeast]", "[salt]").replace("https:", "ftp:"))
    with pytest.raises(WrongInput, match=r"line 14: 3 minutes can't be\..*\(And 2 more\.\)$"):
        read_roadmap(path)
    assert [line.split(":")[0] for line in check_roadmap(path)] == [f"bread.yaml, line {n}" for n in (14, 22, 29)]


def test_a_file_that_cant_be_read_is_refused_by_both(path: Path) -> None:
    for read in (read_roadmap, check_roadmap):
        with pytest.raises(WrongInput, match=r"^The roadmap .* does not exist\."):
            read(path)


@pytest.mark.parametrize(
    ("name", "todo"),
    [("genai-scientst", "Did you mean genai-scientist?"), ("zzz", "There are genai-scientist, spanish-a2.")],
)
def test_an_unknown_shipped_roadmap_gets_the_nearest_name(name: str, todo: str) -> None:
    with pytest.raises(WrongInput) as caught:
        read_shipped(name)
    assert str(caught.value) == f"No roadmap {name!r} comes with the coach. {todo}"


def test_a_shipped_name_is_never_a_path() -> None:
    with pytest.raises(WrongInput):
        read_shipped("../roadmaps/genai-scientist")
