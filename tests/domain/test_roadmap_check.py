"""What makes a roadmap one that can be planned."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studycoach.domain.roadmap import Habit, Item, PortfolioIdea, Resource, Roadmap, Stage
from studycoach.domain.roadmap_check import Problem, problems


def item(id_: str, *needs: str, **other: Any) -> Item:
    return replace(Item(id_, id_.title(), "topic", "Area", "concept", 60, "It is shown", prerequisites=needs), **other)


def stage(id_: str, *items: Item, **other: Any) -> Stage:
    return replace(Stage(id_, "A stage", "A goal", (1, 2), items), **other)


def roadmap(*stages: Stage, **other: Any) -> Roadmap:
    return replace(Roadmap("road", "A road", stages), **other)


HABIT = Habit("daily", "Daily", "habit", "day", 10, "Do it", ("one",))
BOOK = Resource("book", "A book", "book", "https://example.org/a", True, ("one",))
GOOD = roadmap(
    stage("one", item("a"), item("b", "a", resources=("book",))),
    stage("two", item("c", "b", "a"), months=None),
    resources=(BOOK,),
    portfolio=(PortfolioIdea("Cakes", "A cake"),),
    habits=(HABIT,),
)


def only(found: tuple[Problem, ...]) -> Problem:
    assert len(found) == 1, found
    return found[0]


def with_item(**other: Any) -> Roadmap:
    return roadmap(stage("one", item("a"), item("b", **other)))


def test_a_good_roadmap_has_no_problem() -> None:
    assert problems(GOOD) == ()


AT_B = ("stages", 0, "items", 1)


@pytest.mark.parametrize(
    ("broken", "path", "what"),
    [
        (with_item(id="a"), (*AT_B, "id"), "The id 'a' is taken."),
        (with_item(id="B c"), (*AT_B, "id"), "'B c' can't be an id."),
        (with_item(id="b" * 65), (*AT_B, "id"), f"{'b' * 65!r} can't be an id."),
        (with_item(id="a\n"), (*AT_B, "id"), r"'a\n' can't be an id."),
        (with_item(title=" "), (*AT_B, "title"), "title is empty."),
        (with_item(title="t" * 201), (*AT_B, "title"), "title is 201 characters long."),
        (with_item(title="a\nb"), (*AT_B, "title"), "title is more than one line."),
        (with_item(area=""), (*AT_B, "area"), "area is empty."),
        (with_item(done_when=""), (*AT_B, "done_when"), "done_when is empty."),
        (with_item(done_when="d" * 1001), (*AT_B, "done_when"), "done_when is 1001 characters long."),
        (with_item(terms=("x", "")), (*AT_B, "terms", 1), "This entry of terms is empty."),
        (with_item(terms=("x",) * 201), (*AT_B, "terms"), "201 terms are too many."),
        (with_item(minutes=14), (*AT_B, "minutes"), "14 minutes can't be."),
        (with_item(minutes=10_001), (*AT_B, "minutes"), "10001 minutes can't be."),
        (with_item(prerequisites=("b",)), (*AT_B, "prerequisites", 0), "'b' needs itself."),
        (with_item(prerequisites=("a", "a")), (*AT_B, "prerequisites", 1), "'a' is named twice."),
        (with_item(prerequisites=("a", "d")), (*AT_B, "prerequisites", 1), "There is no item 'd'."),
        (with_item(resources=("book",)), (*AT_B, "resources", 0), "There is no resource 'book'."),
        (roadmap(), ("stages",), "There are no stages."),
        (roadmap(stage("one")), ("stages", 0, "items"), "There are no items."),
        (roadmap(stage("one", item("a")), stage("one", item("b"))), ("stages", 1, "id"), "The id 'one' is taken."),
        (roadmap(stage("one", item("a"), months=(0, 2))), ("stages", 0, "months"), "months [0, 2] can't be."),
        (roadmap(stage("one", item("a"), months=(3, 2))), ("stages", 0, "months"), "months [3, 2] can't be."),
        (roadmap(stage("one", item("a"), goal="")), ("stages", 0, "goal"), "goal is empty."),
        (
            roadmap(stage("one", item("a"), outputs=("",))),
            ("stages", 0, "outputs", 0),
            "This entry of outputs is empty.",
        ),
        (replace(GOOD, title=""), ("title",), "title is empty."),
        (replace(GOOD, id="-"), ("id",), "'-' can't be an id."),
        (replace(GOOD, resources=(BOOK, BOOK)), ("resources", 1, "id"), "The id 'book' is taken."),
        (
            replace(GOOD, resources=(replace(BOOK, stages=("one", "six")),)),
            ("resources", 0, "stages", 1),
            "There is no stage 'six'.",
        ),
        (replace(GOOD, portfolio=(PortfolioIdea("x", ""),)), ("portfolio", 0, "project"), "project is empty."),
        (replace(GOOD, habits=(replace(HABIT, id="c"),)), ("habits", 0, "id"), "The id 'c' is taken."),
        (replace(GOOD, habits=(replace(HABIT, minutes=4),)), ("habits", 0, "minutes"), "4 minutes can't be."),
        (replace(GOOD, habits=(replace(HABIT, minutes=241),)), ("habits", 0, "minutes"), "241 minutes can't be."),
        (
            replace(GOOD, habits=(replace(HABIT, kind="paper"),)),
            ("habits", 0, "every"),
            "a paper session every day is more than a week can hold.",
        ),
        (replace(GOOD, habits=(replace(HABIT, task=""),)), ("habits", 0, "task"), "task is empty."),
        (replace(GOOD, habits=(replace(HABIT, stages=()),)), ("habits", 0, "stages"), "There are no stages."),
        (
            replace(GOOD, habits=(replace(HABIT, stages=("three",)),)),
            ("habits", 0, "stages", 0),
            "There is no stage 'three'.",
        ),
    ],
)
def test_what_cant_be_planned_is_named_with_its_place(broken: Roadmap, path: tuple[str | int, ...], what: str) -> None:
    problem = only(problems(broken))
    assert (problem.path, problem.what) == (path, what)
    assert problem.todo


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org", "https://", 'https://a"b', "http://a b"])
def test_only_web_addresses_are_links(url: str) -> None:
    found = only(problems(replace(GOOD, resources=(replace(BOOK, url=url),))))
    assert found.path == ("resources", 0, "url")


def test_a_printed_book_needs_no_address() -> None:
    assert problems(replace(GOOD, resources=(replace(BOOK, url=""),))) == ()


def test_a_dangling_prerequisite_is_offered_the_nearest_id() -> None:
    broken = roadmap(stage("one", item("loops"), item("functions", "lops")))
    assert only(problems(broken)).todo == "Did you mean loops?"


def test_a_circle_is_named_whole() -> None:
    broken = roadmap(stage("one", item("start"), item("a", "c", "start"), item("b", "a"), item("c", "b")))
    problem = only(problems(broken))
    assert problem.what == "A circle: a needs c needs b needs a."
    assert problem.path == ("stages", 0, "items", 2, "prerequisites", 0)


def test_a_prerequisite_of_a_later_stage_is_named_with_both_stages() -> None:
    broken = roadmap(stage("one", item("a", "b")), stage("two", item("b")))
    assert only(problems(broken)).what == "'a' of stage 1 needs 'b' of stage 2."


def test_problems_come_in_the_order_of_the_document() -> None:
    broken = replace(GOOD, title="", stages=(stage("one", item("a", "x", title="", minutes=1)),), habits=())
    broken = replace(broken, resources=(replace(BOOK, url="x"),))
    last = [str(p.path[-1]) for p in problems(broken)]
    assert last == ["title", "title", "minutes", "0", "url"]


def test_more_items_than_can_be_planned_are_one_problem() -> None:
    many = tuple(item(f"i{n}") for n in range(20_001))
    assert only(problems(roadmap(stage("one", *many)))).what == "20001 items are too many."


def test_a_long_chain_and_a_long_circle_are_checked_without_recursion() -> None:
    chain = [item("i0"), *(item(f"i{n}", f"i{n - 1}") for n in range(1, 15_000))]
    assert problems(roadmap(stage("one", *chain))) == ()
    circle = [item("i0", "i14999"), *chain[1:]]
    problem = only(problems(roadmap(stage("one", *circle))))
    assert problem.what.endswith("… (14994 more) needs i0.")


def test_only_the_first_unknown_names_are_compared_with_all_others() -> None:
    found = problems(roadmap(stage("one", *(item(f"topic-{n}", f"topc-{n}") for n in range(1_000)))))
    assert [p.todo.startswith("Did you mean topic-") for p in found] == [True] * 5 + [False] * 995


@given(st.lists(st.lists(st.integers(0, 11), max_size=4), min_size=1, max_size=12))
def test_a_roadmap_without_problems_can_be_walked_from_beginning_to_end(needs: list[list[int]]) -> None:
    items = [item(f"i{n}", *(f"i{k % len(needs)}" for k in ks)) for n, ks in enumerate(needs)]
    done: set[str] = set()
    for _ in items:
        done |= {i.id for i in items if done.issuperset(i.prerequisites)}
    repeated = any(len(set(i.prerequisites)) < len(i.prerequisites) for i in items)
    assert (problems(roadmap(stage("one", *items))) == ()) == (len(done) == len(items) and not repeated)
