"""From rows of evidence to what the planner knows: nothing is believed that isn't in the rows."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from worlds import a_plan, a_roadmap, a_session, an_item

from studycoach.domain.record import Evidence, ItemRecord, MissedWork
from studycoach.domain.replay import missed_work, record_of
from studycoach.domain.session_states import live, with_states

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 18, tzinfo=UTC)
DAY = timedelta(days=1)
ROADMAP = a_roadmap((an_item("t", 60), an_item("u", 100), an_item("p", 100, type="project"), an_item("v", 60)))


def rows(*facts: tuple) -> tuple[Evidence, ...]:
    """Rows in order, each an act of its own: (kind, topic) and what else matters."""
    made = []
    for n, (kind, topic, other) in enumerate(facts, 1):
        row = Evidence(n, n, kind, MONDAY + n * DAY, topic, f"Title of {topic}" if topic else "")
        made.append(replace(row, **other))
    return tuple(made)


def record(*facts: tuple):
    return record_of(rows(*facts), ROADMAP, BERLIN)


def test_work_in_and_outside_the_plan_adds_up_and_keeps_its_last_day():
    known = record(("session_done", "t", {"minutes": 25}), ("work_logged", "t", {"minutes": 10}))
    assert known.of("t") == ItemRecord(worked=35, last_worked=date(2026, 11, 25))
    assert known.of("u") == ItemRecord()
    assert known.last_active == date(2026, 11, 25)


def test_days_are_those_of_the_learner():
    late = {"at": datetime(2026, 11, 23, 23, 30, tzinfo=UTC)}
    assert record(("topic_finished", "t", late)).of("t").finished_on == date(2026, 11, 24)
    for zone, day in (("Asia/Tokyo", 24), ("America/New_York", 23)):
        assert record_of(rows(("topic_finished", "t", late)), ROADMAP, ZoneInfo(zone)).of("t").finished_on.day == day


def test_what_was_taken_back_never_happened_and_all_rows_of_the_act_go_together():
    act = {"act": 7}
    facts = [
        ("session_done", "u", {"minutes": 20}),
        ("session_done", "t", {"minutes": 60, **act}),
        ("topic_finished", "t", act),
        ("undone", "", {"undoes": 7, "act": 8}),
    ]
    known = record(*facts)
    assert known == record_of(rows(*facts[:1]), ROADMAP, BERLIN)
    assert [row.topic for row in live(rows(*facts))] == ["u"]


def test_an_id_that_now_stands_for_something_else_is_a_new_item():
    old = {"title": "What t was before"}
    known = record(
        ("session_done", "t", {"minutes": 60, **old}), ("topic_finished", "t", old), ("topic_known", "t", old)
    )
    assert known.of("t") == ItemRecord()
    assert known.cards == ()


def test_what_left_the_roadmap_is_no_trouble():
    assert record(("session_done", "gone", {"minutes": 60}), ("topic_finished", "gone", {})).items == {}


def test_known_by_word_and_finished_by_work_are_kept_apart():
    known = record(("topic_known", "t", {}), ("topic_finished", "u", {}))
    assert (known.of("t").known, known.of("t").finished_on, known.of("t").is_finished) == (True, None, True)
    assert (known.of("u").known, known.of("u").finished_on) == (False, date(2026, 11, 25))


def test_saying_that_one_knows_something_is_no_day_of_study():
    assert record(("topic_known", "t", {})).last_active is None


def test_only_finished_topics_have_cards_and_the_first_due_comes_first():
    known = record(
        ("topic_known", "v", {}), ("topic_finished", "p", {}), ("topic_finished", "u", {}), ("topic_finished", "t", {})
    )
    assert [card.topic for card in known.cards] == ["u", "t"]
    assert known.cards[0].due < known.cards[1].due


def test_a_recall_moves_the_card_and_a_recall_of_something_unfinished_makes_none():
    finished = ("topic_finished", "t", {})
    first = record(finished).cards[0]
    recalled = ("recalled", "t", {"rating": "good", "at": first.due})
    assert record(finished, recalled).cards[0].due - first.due == 11 * DAY
    assert record(("recalled", "t", {"rating": "good"})).cards == ()


def finished_in(topic: str, minutes: int) -> list[tuple]:
    return [("session_done", topic, {"minutes": minutes}), ("topic_finished", topic, {})]


def test_pace_comes_from_finished_items_of_the_same_kind_of_work():
    roadmap = a_roadmap((*(an_item(f"c{n}", 60) for n in range(4)), an_item("p", 100, type="project")))
    facts = [fact for n in range(4) for fact in finished_in(f"c{n}", 90)]
    facts += [*finished_in("p", 100), ("session_done", "c9", {"minutes": 500})]
    known = record_of(rows(*facts), roadmap, BERLIN)
    assert known.pace == {"concept": 1.5, "project": 1.0}


def test_an_item_that_was_only_said_to_be_finished_says_nothing_of_pace():
    assert record(("topic_finished", "t", {})).pace == {}


@pytest.mark.parametrize(
    ("fact", "minutes_later", "state"),
    [
        (None, 59, "planned"),
        (None, 60, "missed"),
        (("session_done", "t", {"week": "2026-W48", "session": "w48-1"}), 0, "done"),
        (("recalled", "t", {"week": "2026-W48", "session": "w48-1"}), 90, "done"),
        (("session_skipped", "t", {"week": "2026-W48", "session": "w48-1"}), 90, "skipped"),
        (("session_done", "t", {"week": "2025-W48", "session": "w48-1"}), 90, "missed"),
        (("work_logged", "t", {"week": "2026-W48", "session": "w48-1"}), 90, "missed"),
    ],
)
def test_a_session_is_done_or_skipped_by_evidence_and_missed_by_the_clock(fact, minutes_later, state):
    plan = a_plan(a_session("w48-1", MONDAY))
    now = MONDAY + timedelta(minutes=minutes_later)
    assert with_states(plan, rows(*([fact] if fact else [])), now).sessions[0].state == state


def test_a_cancelled_session_is_never_missed():
    plan = a_plan(a_session("w48-1", MONDAY, state="cancelled"))
    assert with_states(plan, (), MONDAY + 7 * DAY).sessions[0].state == "cancelled"


def owed(*sessions, evidence: tuple[Evidence, ...] = ()) -> list[tuple[str, int]]:
    return [(m.session, m.minutes) for m in missed_work([a_plan(*sessions)], evidence)]


def at(day: int, **other):
    """The session of that day of the week on topic t."""
    return a_session(f"w48-{day}", MONDAY + (day - 1) * DAY, **other)


def test_missed_and_skipped_work_is_owed_with_its_reason_and_nothing_else():
    said = rows(("session_skipped", "t", {"week": "2026-W48", "session": "w48-2", "note": "ill"}))
    plan = a_plan(
        at(1, state="missed"),
        at(2, state="skipped"),
        at(3, state="done"),
        at(4, state="planned"),
        at(5, state="missed", kind="habit"),
        at(6, state="missed", kind="review"),
        at(7, state="cancelled"),
    )
    assert missed_work([plan], said) == (
        MissedWork("w48-1", "t", 60, date(2026, 11, 23), skipped=False),
        MissedWork("w48-2", "t", 60, date(2026, 11, 24), skipped=True, why="ill"),
    )


def test_the_reason_of_the_same_session_id_in_another_year_is_not_told():
    said = rows(("session_skipped", "t", {"week": "2025-W48", "session": "w48-1", "note": "last year's flu"}))
    assert missed_work([a_plan(at(1, state="missed"))], said)[0].why == ""


def test_a_carried_session_that_was_done_pays_the_oldest_debt_of_its_item_first():
    missed = [at(1, state="missed"), at(2, state="missed"), at(3, state="missed", topic="u")]
    assert owed(*missed, at(4, state="done", carried=True, minutes=90)) == [("w48-2", 30), ("w48-3", 60)]
    assert owed(*missed, at(4, state="done", carried=True, minutes=500)) == [("w48-3", 60)]


def test_new_work_that_was_done_pays_no_debt():
    assert owed(at(1, state="missed"), at(2, state="done")) == [("w48-1", 60)]


def test_carried_work_that_is_missed_again_is_owed_once_and_told_with_its_last_day():
    again = [at(day, state="missed", carried=True) for day in range(2, 6)]
    assert owed(at(1, state="missed"), *again) == [("w48-5", 60)]
    assert owed(at(1, state="missed"), at(2, state="missed", carried=True, minutes=25)) == [
        ("w48-1", 35),
        ("w48-2", 25),
    ]


def test_a_fresh_start_wipes_the_slate_and_what_is_missed_after_it_counts():
    fresh = rows(("fresh_start", "", {"at": MONDAY + 2 * DAY}))
    assert owed(*(at(day, state="missed") for day in range(1, 5)), evidence=fresh) == [("w48-3", 60), ("w48-4", 60)]


def test_a_fresh_start_wipes_what_was_skipped_ahead_of_time():
    skipped = ("session_skipped", "t", {"week": "2026-W48", "session": "w48-4", "at": MONDAY})
    fresh = ("fresh_start", "", {"at": MONDAY + DAY})
    assert owed(at(4, state="skipped"), evidence=rows(skipped)) == [("w48-4", 60)]
    assert owed(at(4, state="skipped"), evidence=rows(skipped, fresh)) == []


def test_a_fresh_start_that_was_taken_back_wipes_nothing():
    taken_back = rows(("fresh_start", "", {"at": MONDAY + 2 * DAY}), ("undone", "", {"undoes": 1}))
    assert owed(at(1, state="missed"), evidence=taken_back) == [("w48-1", 60)]


def test_debts_are_told_oldest_first_however_the_plans_come():
    plans = [a_plan(at(day, state="missed")) for day in (1, 2, 3)]
    for order in permutations(plans):
        assert [m.session for m in missed_work(order, ())] == ["w48-1", "w48-2", "w48-3"]
