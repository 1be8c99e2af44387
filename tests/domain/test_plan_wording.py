"""A model's words for a plan: what of them is taken, what is refused, and how they last while sessions stay."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import a_learner, a_plan, a_session

from studycoach.domain.plan_changes import changes
from studycoach.domain.plan_facts import Facts
from studycoach.domain.plan_wording import (
    SessionWords,
    accept,
    accept_note,
    same_but_words,
    why_refused,
)
from studycoach.domain.planning import plan_week
from studycoach.domain.record import Record
from studycoach.domain.roadmap import Item, Resource, Roadmap, Stage
from studycoach.domain.week import Week
from studycoach.tools.roadmap_file import read_shipped

MONDAY = datetime(2026, 11, 23, 7, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 18, tzinfo=UTC)
SOURCE = " Source: The Python Tutorial (https://docs.python.org/3/tutorial/)."
LOOPS = a_session(
    "w48-1",
    TUESDAY,
    "loops",
    title="Loops and ranges",
    minutes=45,
    task=f"Follow a worked example of Loops and ranges (for, while), doing every step yourself.{SOURCE}",
    done_when="45 of about 120 minutes are worked and a note says where to go on.",
)
JOINS = a_session("w48-2", TUESDAY + timedelta(days=1), "joins", title="SQL joins", task="Practise SQL joins.")
PLAN = a_plan(LOOPS, JOINS)
ROADMAP = Roadmap(
    "data",
    "Road to Data",
    (
        Stage(
            "start",
            "Foundations",
            "Handle data with Python and SQL.",
            (2, 3),
            (
                Item(
                    "loops",
                    "Loops and ranges",
                    "topic",
                    "Python",
                    "procedure",
                    120,
                    "You count words.",
                    ("for", "while"),
                ),
                Item("joins", "SQL joins", "topic", "SQL", "procedure", 60, "You join two tables."),
            ),
        ),
    ),
    (
        Resource("tutorial", "The Python Tutorial", "reference", "https://docs.python.org/3/tutorial/"),
        Resource("automate", "Automate the Boring Stuff with Python", "book"),
    ),
)
TASK = "Write a loop that counts the words of a file, then change it to a while loop and compare the two."
DONE = "Both loops give the same count, and you can say when you would use which."


def words(task: str = TASK, done_when: str = DONE, session: str = "w48-1") -> SessionWords:
    return SessionWords(session, task, done_when)


def test_good_words_are_taken_with_the_name_of_who_wrote_them_and_the_roadmaps_source():
    plan = accept(PLAN, [words()], ROADMAP, "small:3b")
    one, other = plan.sessions
    assert (one.task, one.done_when, one.written_by) == (TASK + SOURCE, DONE, "small:3b")
    assert other == JOINS
    assert plan.written_by == "small:3b"


@pytest.mark.parametrize(
    "task",
    [
        "Write three loops over a list in Python. Then read them aloud and say what each step does.",
        "Use `for` and `while` on the same list; note where the range ends. Don't look it up first.",
        "Open The Python Tutorial, try its loop examples one by one, and change one thing in each.",
        "Take 45 minutes: write two loops, then trace them on paper.",
        "On Tuesday, write a loop that prints a table of squares up to 9.",
        "Read https://docs.python.org/3/tutorial/ on loops and type every example yourself.",
        "Explain “Loops and ranges” to yourself, then write a 'nested' loop.",
        "I'd start small: what does range(3) give? Let's see whether you can say it before you run it.",
        "Try a pattern from Automate the Boring Stuff with Python, and write it again from memory.",
        "Compare SQL and Python: how would each count rows? Write the Python loop.",
        "Write a loop in loops.py and put what surprised you into README.md.",
    ],
)
def test_words_that_rest_on_the_facts_are_taken(task: str):
    assert why_refused(PLAN, words(task), ROADMAP) == ""


@pytest.mark.parametrize(
    "task",
    [
        # addresses
        "Read https://example.org/loops and type the examples.",
        "Read https://docs.python.org/3/tutorial/loops.html on loops.",
        "Look at www.learnloops.net for examples of loops.",
        "Look at realpython.com for examples of loops.",
        "Ask loops@example.org when you are stuck with loops.",
        "Watch a playlist on YouTube about loops and pause often.",
        "Take the first week of the coursera course on loops.",
        "Read arxiv 1706.03762 and write a loop.",
        # works and persons
        "Read Fluent Python on loops and type the examples.",
        "Read “Clean Loops” and write one yourself.",
        'Read "the art of looping well" and write one yourself.',
        "读《流畅的循环》 and write one loop.",
        "Read the loops part of a book by Ramalho and write one.",
        "Follow Knuth's way of writing loops and compare it with yours.",
        "Use the method of Luciano Ramalho on your loops.",
        "Read Python Loops for Data Science, then write one loop.",
        "Read chapter 4 and write three loops.",
        "Do exercise 12 on loops.",
        "Work through Lesson two on loops.",
        "Loops are explained by Goodfellow et al and others.",
        # times and amounts
        "Spend 30 minutes on loops, then stop.",
        "Spend two hours on loops, then stop.",
        "Spend half an hour on loops, then stop.",
        "Write loops for 20 min, then rest.",
        "Write loops once a day from now on.",
        "On Wednesday, write a loop that counts words.",
        "Write a loop, and read it again on Fri with fresh eyes.",
        "Write a loop, and read it again tomorrow.",
        "Write a loop before 3 December and keep it.",
        "Write a loop before 2026-12-01 and keep it.",
        "Start at 7 pm and write a loop.",
        "Escribe un bucle el jueves y léelo.",
        "Schreibe 25 Minuten lang eine Schleife.",
        "用循环练习30分钟。",
        "Write 120 loops without a break, and 300 more.",
        # form
        "# Loops\nWrite one loop.",
        "- Write one loop and run it",
        "Write a loop, see [here](other) for more.",
        "Write a <b>loop</b> and run it.",
        "Write a loop and\u202e run it.",
        "Loop it.",
        "Write a loop. " * 40,
        "Напиши цикл и проверь его на примере.",
    ],
)
def test_words_that_say_what_the_facts_do_not_are_refused(task: str):
    assert why_refused(PLAN, words(task), ROADMAP)
    plan = accept(PLAN, [words(task)], ROADMAP, "small:3b")
    assert plan.sessions == PLAN.sessions
    assert plan.written_by == "rules"


def test_words_about_another_session_are_refused():
    mixed_up = words("Write three SQL joins and check each result by hand.", "Every result is as you expected.")
    assert "SQL joins" in why_refused(PLAN, mixed_up, ROADMAP)
    assert why_refused(PLAN, words("Practise SQL joins on two small tables of your own.", DONE, "w48-2"), ROADMAP) == ""


@pytest.mark.parametrize("given", [[words(session="w48-9")], [words(), words(TASK + " Then rest.")], []], ids=str)
def test_unknown_sessions_and_two_answers_for_one_are_left_out(given):
    assert accept(PLAN, given, ROADMAP, "small:3b") == PLAN


@pytest.mark.parametrize("state", ["done", "skipped", "missed", "cancelled"])
def test_only_sessions_still_to_come_get_words(state):
    plan = a_plan(replace(LOOPS, state=state))
    assert accept(plan, [words()], ROADMAP, "small:3b") == plan


def test_one_refused_session_leaves_the_others_their_words():
    plan = accept(PLAN, [words("Read chapter 9."), words("Write three joins.", DONE, "w48-2")], ROADMAP, "small:3b")
    assert [s.written_by for s in plan.sessions] == ["rules", "small:3b"]


def test_in_a_language_with_capital_nouns_single_nouns_are_no_names():
    item = Item(
        "s", "Schleifen", "topic", "Python", "procedure", 60, "Die Schleife zählt die Wörter einer Datei richtig."
    )
    german = Roadmap("d", "Daten", (Stage("a", "Anfang", "Grundlagen", (1, 2), (item,)),))
    plan = a_plan(a_session("w48-1", TUESDAY, "s", title="Schleifen"))
    good = words(
        "Schreibe eine Schleife, die jede Zeile liest und ihre Länge ausgibt.", "Das Programm läuft ohne Fehler."
    )
    assert why_refused(plan, good, german) == ""
    assert why_refused(plan, words("Lies das Buch Python Kurs und tippe alles ab."), german)


@pytest.mark.parametrize(
    ("note", "is_taken"),
    [
        ("This week brings loops and joins together: both go through data row by row.", True),
        ("You have 3 hours this week, so begin with loops.", False),
        ("Begin with loops on Monday.", False),
        ("Read https://example.org first.", False),
        ("x", False),
    ],
)
def test_a_note_is_held_to_the_same_rules(note, is_taken):
    worded = accept(PLAN, [words()], ROADMAP, "small:3b")
    assert accept_note(worded, note, ROADMAP).note == (note if is_taken else "")


@given(
    st.lists(
        st.builds(
            SessionWords, st.sampled_from(["w48-1", "w48-2", "w48-3", ""]), st.text(max_size=60), st.text(max_size=60)
        )
        | st.builds(words, st.just(TASK), st.just(DONE), st.sampled_from(["w48-1", "w48-2"])),
        max_size=4,
    ),
    st.text(max_size=60),
)
def test_whatever_a_model_says_only_words_change(given_words, note):
    plan = accept_note(accept(PLAN, given_words, ROADMAP, "small:3b"), note, ROADMAP)
    assert same_but_words(PLAN, plan)
    assert not changes(PLAN, plan)
    kept = {"task", "done_when", "written_by"}
    for was, now in zip(PLAN.sessions, plan.sessions, strict=True):
        assert all(getattr(was, f.name) == getattr(now, f.name) for f in fields(was) if f.name not in kept)
        assert now == was or now.written_by == "small:3b"


@pytest.mark.parametrize("name", ["genai-scientist", "spanish-a2"])
def test_the_rules_own_words_would_be_taken(name: str):
    roadmap = read_shipped(name)
    plan = plan_week(Facts(a_learner(roadmap=name), roadmap, Record(), Week(2026, 48)), MONDAY)
    refused = {
        s.id: why
        for s in plan.sessions
        if (why := why_refused(plan, SessionWords(s.id, s.task.partition(" Source: ")[0], s.done_when), roadmap))
    }
    assert refused == {}
