"""The words of a session: what to do, why, and when it is done. Each is true of the learner's own record."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from worlds import Life, a_learner, a_roadmap, an_item

from studycoach.domain.plan_words import listed
from studycoach.domain.recording import known_rows
from studycoach.domain.roadmap import Resource
from studycoach.domain.slot import parse_slots

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def a_life(*items, habits: bool = False, **learner) -> Life:
    return Life(a_learner(**learner), a_roadmap(tuple(items), habits=habits), MONDAY)


def told(life: Life, topic: str, number: int = 0):
    """The session on that topic in a plan made now, the first unless another is asked for."""
    _, plan = life.plan()
    sessions = [s for s in plan.sessions if s.topic == topic and s.state == "planned"]
    return sorted(sessions, key=lambda s: s.starts_at)[number]


def why(life: Life, topic: str, number: int = 0) -> str:
    return told(life, topic, number).why


def test_the_first_thing_of_an_area_begins_it():
    assert why(a_life(an_item("t")), "t") == "begins Area in Stage 1"


def test_another_thing_of_an_area_that_is_begun_is_its_next_part():
    life = a_life(an_item("t"), an_item("u"))
    assert why(life, "u") == "the next part of Area"


def test_what_follows_within_the_week_names_what_it_follows_and_the_day():
    life = a_life(an_item("t"), an_item("u", 60, "t"))
    told_why = why(life, "u")
    assert told_why.startswith("next after Title of t, ")
    assert told_why.endswith(" Monday")
    assert why(life, "t").endswith("; it opens Title of u")


def test_what_follows_something_finished_names_the_day_it_was_finished_newest_first():
    life = a_life(an_item("t"), an_item("s"), an_item("u", 60, "t", "s"))
    life.now = MONDAY - 6 * DAY
    life.log("t", 60)
    life.now += DAY
    life.log("s", 60)
    life.now = MONDAY
    assert why(life, "u") == "next after Title of s, which you finished on Wednesday 18 November"


def test_what_follows_something_known_says_that_it_is_by_the_learners_word():
    life = a_life(an_item("t"), an_item("u", 60, "t"))
    life.write(known_rows((life.roadmap.by_id["t"],), life.record(), at=life.now))
    assert why(life, "u") == "next after Title of t, which you said you know"


def test_what_is_begun_says_since_when():
    life = a_life(an_item("t", 300))
    life.now = MONDAY - 3 * DAY
    life.log("t", 30)
    life.now = MONDAY
    assert why(life, "t") == "you began it on Friday 20 November: what is begun comes before new things"


def test_what_goes_on_over_days_says_from_which():
    life = a_life(an_item("t", 300))
    assert why(life, "t") == "begins Area in Stage 1"
    assert why(life, "t", 1).startswith("goes on from earlier that day")
    assert why(life, "t", 2).startswith("goes on from Monday")


def test_what_goes_on_from_a_session_that_is_running_says_so():
    life = a_life(an_item("t", 300))
    first, second = told(life, "t"), told(life, "t", 1)
    life.now = first.starts_at + timedelta(minutes=10)
    assert told(life, "t", 1) == second
    assert second.why.startswith("goes on from earlier that day")


@pytest.mark.parametrize(
    ("skips", "how"),
    [
        (True, "carried over: you skipped it on Monday 23 November (ill)"),
        (False, "carried over: it was planned and not done on Monday 23 November"),
    ],
)
def test_carried_work_says_what_happened_without_blame(skips, how):
    life = a_life(an_item("t", 90))
    session = told(life, "t")
    if skips:
        life.skip(session)
    life.now += DAY
    assert why(life, "t") == how
    _, plan = life.plan()
    assert [c.why for c in plan.carried_over] == [how.removeprefix("carried over: ")]


def test_a_review_says_when_it_is_due_and_since_when_one_had_it_in_mind():
    life = a_life(an_item("t", 60), an_item("u", 900))
    life.now = MONDAY - 5 * DAY
    life.log("t", 60)
    life.now = MONDAY
    review = told(life, "t")
    assert review.kind == "review"
    assert review.why == "due Friday 20 November, 2 days after you last had it in mind (Wednesday 18 November)"
    assert "--recall" in review.done_when


@pytest.mark.parametrize(
    ("topic", "said"),
    [("maths", "a daily habit of this stage"), ("paper", "once a week in this stage")],
)
def test_habits_say_how_often(topic, said):
    life = a_life(an_item("t", 900), habits=True)
    assert why(life, topic) == said


@pytest.mark.parametrize(
    ("kind", "learning", "practising"),
    [
        ("concept", "Read about Title of t (term t).", "Explain Title of t (term t) from memory"),
        ("memory", "turn what you must know by heart into questions", "Answer your questions on Title of t"),
        ("procedure", "Follow a worked example of Title of t", "without looking, on small examples of your own"),
        ("design", "Read how Title of t (term t) is done well", "Design an example of Title of t"),
    ],
)
def test_a_topic_is_first_learnt_and_then_practised_in_the_way_of_its_kind(kind, learning, practising):
    life = a_life(an_item("t", 300, kind=kind))
    first, last = told(life, "t"), told(life, "t", -1)
    assert (first.kind, last.kind) == ("learn", "practise")
    assert learning in first.task
    assert practising in last.task


def test_terms_that_the_title_says_already_are_not_said_twice():
    item = replace(an_item("t"), title="Loops and lists", terms=("loops", "for", "while"))
    assert "Read about Loops and lists (for and while)." in told(a_life(item), "t").task


def test_the_sources_are_named_where_something_is_learnt():
    item = replace(an_item("t", 300), resources=("book", "page", "more"))
    life = a_life(item)
    sources = (
        Resource("book", "A book", "book"),
        Resource("page", "A page", "reference", "https://example.org/"),
        Resource("more", "More", "course", "https://example.org/more"),
    )
    life.roadmap = replace(life.roadmap, resources=sources)
    assert told(life, "t").task.endswith("Source: A book; A page (https://example.org/).")
    assert "Source" not in told(life, "t", -1).task


def test_a_project_begins_goes_on_and_is_finished_with_its_proof():
    life = a_life(an_item("p", 300, type="project"))
    tasks = [told(life, "p", n).task for n in (0, 1, -1)]
    assert tasks[0].startswith("Begin: ")
    assert tasks[1].startswith("Go on where you stopped")
    assert tasks[2].startswith("Finish it: ")
    assert tasks[2].endswith("Done when: You can show p.")
    assert told(a_life(an_item("p", 45, type="project")), "p").task.startswith("Do it from start to finish")


def test_done_when_is_a_mark_on_the_way_and_the_items_own_proof_at_its_end():
    life = a_life(an_item("t", 300))
    life.log("t", 30)
    first, last = told(life, "t"), told(life, "t", -1)
    assert first.done_when.startswith(f"{30 + first.minutes} of about 300 minutes are worked")
    assert last.done_when == "You can show t."


def test_a_habit_made_shorter_asks_for_no_more_than_its_minutes():
    life = a_life(an_item("t", 900), habits=True, slots=parse_slots(["mon-fri 19:00-19:40"]))
    habit = told(life, "maths")
    assert habit.minutes < 30
    assert habit.done_when == f"{habit.minutes} minutes are done."


@pytest.mark.parametrize(
    ("terms", "phrase"), [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")]
)
def test_terms_are_listed_as_people_say_them(terms, phrase):
    assert listed(terms) == phrase
