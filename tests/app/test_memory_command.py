"""`coach memory`: what is kept about the learner is theirs to see, correct and delete."""

import pytest
from coach_runner import CoachRunner


@pytest.fixture
def known(planned: CoachRunner) -> CoachRunner:
    """A coach that keeps one fact."""
    planned.good("memory", "add", "I", "move to Lyon in May")
    return planned


def test_facts_are_listed_with_number_source_and_day(known: CoachRunner):
    assert known.good("memory", "list").words == "1 I move to Lyon in May (coach memory, 2026-11-23)"
    (fact,) = known.json("memory", "list")["facts"]
    assert fact == {
        "id": 1, "at": "2026-11-23T07:00:00+00:00", "text": "I move to Lyon in May", "source": "coach memory",
    }  # fmt: skip


def test_without_facts_it_says_how_one_is_kept(planned: CoachRunner):
    assert "`coach memory add` keeps a fact" in planned.good("memory", "list").words
    assert planned.json("memory", "list") == {"facts": []}


def test_a_corrected_fact_takes_the_place_of_the_old_one(known: CoachRunner):
    told = known.good("memory", "correct", "1", "I move to Nice in June")
    assert told.words == "Corrected: I move to Nice in June (number 2)"
    assert [f["text"] for f in known.json("memory", "list")["facts"]] == ["I move to Nice in June"]


def test_a_forgotten_fact_is_gone_from_list_and_search(known: CoachRunner):
    assert known.json("memory", "search", "lyon")["found"][0]["kind"] == "fact"
    assert known.good("memory", "forget", "1").words == "Forgotten: I move to Lyon in May"
    assert known.json("memory", "list") == {"facts": []}
    assert known.json("memory", "search", "lyon") == {"found": []}
    assert known.good("memory", "search", "lyon").out == "Nothing was found.\n"


def test_search_finds_facts_work_and_words_of_a_conversation(known: CoachRunner):
    known.settings["COACH__MODEL__PROVIDER"] = "none"
    known.good("done", "w48-2", "--note", "Lyon was hard")
    known.good("ask", "what is on in Lyon today?", "--thread", "trip")
    found = known.json("memory", "search", "lyon")["found"]
    assert {(one["kind"], one["thread"]) for one in found} >= {("fact", ""), ("message", "trip"), ("evidence", "")}
    lines = known.good("memory", "search", "lyon").words
    assert "2026-11-23 fact 1: I move to Lyon in May" in lines
    assert "trip: what is on in Lyon today?" in lines


@pytest.mark.parametrize("text", ["my password is hunter2", "x", "word " * 100, "token sk-abcdefghijkl123456"])
@pytest.mark.parametrize("command", [("add",), ("correct", "1")])
def test_nothing_secret_and_nothing_shapeless_is_kept(known: CoachRunner, command: tuple[str, ...], text: str):
    failed = known("memory", *command, text)
    assert (failed.status, failed.out) == (2, "")
    assert [f["id"] for f in known.json("memory", "list")["facts"]] == [1]


@pytest.mark.parametrize("command", [("forget", "7"), ("correct", "7", "I move to Nice")])
def test_an_unknown_number_is_one_sentence(known: CoachRunner, command: tuple[str, ...]):
    failed = known("memory", *command)
    assert (failed.status, failed.out) == (1, "")
    assert failed.err == "There is no fact 7. `coach memory list` shows them with their numbers.\n"


@pytest.mark.parametrize("number", ["x", "-1", "0", "9" * 30])
def test_what_is_no_number_is_wrong_usage(known: CoachRunner, number: str):
    assert known("memory", "forget", number).status == 2
