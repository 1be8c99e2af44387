"""What a learner means by a name."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from worlds import a_plan, a_roadmap, a_session

from studycoach.domain.errors import WrongInput
from studycoach.domain.lookup import find_item, find_items, find_session
from studycoach.domain.roadmap import Item

MONDAY = datetime(2026, 11, 23, 18, tzinfo=UTC)


def plan(week: str, *names: str):
    return a_plan(*(a_session(name, MONDAY + timedelta(days=n)) for n, name in enumerate(names)), week=week)


PLANS = [plan("2026-W47", "w47-1", "w47-2"), plan("2026-W48", *(f"w48-{n}" for n in range(1, 13)))]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("w48-3", ("2026-W48", "w48-3")),
        (" W48-3 ", ("2026-W48", "w48-3")),
        ("w48-1", ("2026-W48", "w48-1")),  # though w48-10 begins with it
        ("w48-12", ("2026-W48", "w48-12")),
        ("w47-2", ("2026-W47", "w47-2")),
    ],
)
def test_a_session_is_found_by_its_id(name, found):
    week, session = find_session(PLANS, name)
    assert (week, session.id) == found


def test_the_beginning_of_an_id_is_enough_when_only_one_has_it():
    assert find_session([plan("2026-W48", "w48-1", "w48-2"), plan("2026-W49", "w49-1")], "w49")[1].id == "w49-1"


def test_of_two_years_the_newer_session_is_meant():
    plans = [plan("2025-W48", "w48-1"), plan("2026-W48", "w48-1")]
    for order in (plans, plans[::-1]):
        assert find_session(order, "w48-1")[0] == "2026-W48"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("w47", "'w47' could be w47-1, w47-2. Write more of it."),
        ("w4", "could be w48-1, w48-2, w48-3, w48-4, w48-5 or another"),
        ("w48-99", "No session is called 'w48-99'. Did you mean w48-9"),
        ("zebra", "`coach week` shows the ids."),
        ("", "No session is called ''"),
        ("  ", "No session is called"),
    ],
)
def test_a_name_that_no_session_or_several_have_is_refused_with_the_nearest(name, said):
    with pytest.raises(WrongInput, match=re.escape(said)):
        find_session(PLANS, name)


def test_without_any_plan_no_session_is_found():
    with pytest.raises(WrongInput, match="No session is called"):
        find_session([], "w48-1")


ROADMAP = a_roadmap(
    (
        Item("loops", "Loops", "topic", "Python", "procedure", 60, "done", ("for", "while")),
        Item("functions", "Functions", "topic", "Python", "procedure", 60, "done", ("lambda", "for")),
        Item("lora", "Low-rank adaptation", "topic", "Tuning", "concept", 60, "done", ("LoRA", "QLoRA")),
    ),
    (Item("agents", "Agents", "topic", "Stage 1", "design", 60, "done"),),
)


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("loops", ["loops"]),
        ("LOOPS", ["loops"]),
        ("low-rank   adaptation", ["lora"]),
        ("qlora", ["lora"]),
        ("LoRA", ["lora"]),  # the id comes before the term
        ("for", ["loops", "functions"]),
        ("python", ["loops", "functions"]),
        ("stage-2", ["agents"]),
        ("Stage 1", ["loops", "functions", "lora"]),  # a stage comes before an area of that name
    ],
)
def test_items_are_found_by_id_title_term_area_or_stage(name, ids):
    assert [item.id for item in find_items(ROADMAP, name)] == ids


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("lops", "Nothing on your roadmap is called 'lops'. Did you mean loops"),
        ("qlorra", "Did you mean lora"),
        ("zebra crossing", "`coach roadmap show` lists everything."),
        ("", "Nothing on your roadmap is called ''"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(name, said):
    with pytest.raises(WrongInput, match=re.escape(said)):
        find_items(ROADMAP, name)


def test_one_item_is_wanted_where_a_name_means_several():
    with pytest.raises(WrongInput, match="'for' could be loops, functions"):
        find_item(ROADMAP, "for")
    assert find_item(ROADMAP, "while").id == "loops"


def test_a_name_as_long_as_a_book_gives_a_short_refusal():
    with pytest.raises(WrongInput, match=r".") as refusal:
        find_items(ROADMAP, "x" * 100_000)
    assert len(str(refusal.value)) < 300
