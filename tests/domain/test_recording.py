"""What is written down when the learner says what they did."""

from datetime import UTC, date, datetime

import pytest
from worlds import a_session, an_item

from studycoach.domain.record import ItemRecord, Record
from studycoach.domain.recording import done_rows, known_rows, log_rows, skip_rows

NOW = datetime(2026, 11, 24, 20, tzinfo=UTC)
SESSION = a_session("w48-2", datetime(2026, 11, 24, 18, tzinfo=UTC))
ITEM = an_item("t", 100)


def worked(minutes: int, **other) -> Record:
    return Record(items={"t": ItemRecord(worked=minutes)}, **other)


def done(record: Record, session=SESSION, item=ITEM, **said):
    return done_rows(session, "2026-W48", item, record, at=NOW, **said)


def test_a_session_that_was_held_is_one_row_with_all_that_was_said():
    (row,) = done(worked(0), minutes=40, note="loops are fun")
    assert (row.kind, row.topic, row.title, row.minutes) == ("session_done", "t", "Title of t", 40)
    assert (row.week, row.session, row.at, row.note, row.rating) == ("2026-W48", "w48-2", NOW, "loops are fun", "")


def test_without_minutes_the_planned_ones_count():
    assert done(worked(0))[0].minutes == 60


@pytest.mark.parametrize(
    ("record", "minutes", "finishes"),
    [
        (worked(0), 99, False),
        (worked(0), 100, True),
        (worked(39), None, False),
        (worked(40), None, True),
        (worked(40, pace={"concept": 1.5}), None, False),
        (worked(90, pace={"concept": 1.5}), None, True),
        (worked(0, pace={"concept": 0.5}), 50, True),
        (worked(0, pace={"project": 0.5}), 50, False),
        (Record(items={"t": ItemRecord(worked=200, finished_on=date(2026, 11, 1))}), 60, False),
        (Record(items={"t": ItemRecord(known=True)}), 200, True),
    ],
)
def test_an_item_is_finished_once_when_its_minutes_at_the_learners_pace_are_worked(record, minutes, finishes):
    kinds = [row.kind for row in done(record, minutes=minutes)]
    assert kinds == ["session_done", *(["topic_finished"] if finishes else [])]
    logged = [row.kind for row in log_rows(ITEM, record, at=NOW, minutes=minutes or 60)]
    assert logged == ["work_logged", *kinds[1:]]


def test_an_item_is_finished_when_the_learner_says_so():
    assert [row.kind for row in done(worked(0), minutes=5, finished=True)] == ["session_done", "topic_finished"]
    assert [row.kind for row in log_rows(ITEM, worked(0), at=NOW, minutes=5, finished=True)][1:] == ["topic_finished"]


@pytest.mark.parametrize(("said", "kept"), [("", "good"), ("again", "again"), ("easy", "easy")])
def test_a_review_is_a_recall_and_good_unless_told_otherwise(said, kept):
    review = a_session("w48-3", NOW, kind="review", minutes=10)
    (row,) = done(worked(500), session=review, rating=said)
    assert (row.kind, row.rating, row.minutes, row.session) == ("recalled", kept, 10, "w48-3")


def test_a_habit_finishes_nothing():
    habit = a_session("w48-4", NOW, topic="maths", kind="habit")
    assert [row.kind for row in done(Record(), session=habit, item=None, minutes=600)] == ["session_done"]


def test_work_planned_for_what_an_id_meant_before_does_not_finish_what_it_means_now():
    before = a_session("w48-2", NOW, title="What t was before")
    (row,) = done(worked(0), session=before, minutes=600)
    assert row.title == "What t was before"


def test_a_skipped_session_is_no_work():
    (row,) = skip_rows(SESSION, "2026-W48", at=NOW, why="ill")
    assert (row.kind, row.minutes, row.note, row.session, row.topic) == ("session_skipped", 0, "ill", "w48-2", "t")


def test_what_is_known_by_word_is_a_row_for_each_item():
    known = known_rows((ITEM, an_item("u")), Record(), at=NOW)
    assert [(row.kind, row.topic, row.title) for row in known] == [
        ("topic_known", "t", "Title of t"),
        ("topic_known", "u", "Title of u"),
    ]
