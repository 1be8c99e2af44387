"""What the learner tells is written down whole, and is a new fact."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from studycoach.domain.errors import CoachError, WrongInput
from studycoach.domain.week import Week
from studycoach.memory import evidence, learners
from studycoach.workflows import record_work, weekly_plan
from studycoach.workflows.services import Services


def version(services: Services, learner_id: int) -> int:
    with services.database.read() as db:
        return learners.find(db, learner_id).facts_version


def kinds(services: Services, learner_id: int) -> list[str]:
    with services.database.read() as db:
        return [row.kind for row in evidence.all_of(db, learner_id)]


@pytest.fixture
def topic(services: Services, learner_id: int, week: Week) -> str:
    """The first topic of the week's plan, which is kept."""
    plan = weekly_plan.make(services, learner_id, week).plan
    return next(s.topic for s in plan.sessions if s.kind == "learn")


def test_every_deed_is_a_new_fact(services: Services, learner_id: int, topic: str):
    before = version(services, learner_id)
    record_work.log(services, learner_id, topic, 10, note="", finished=False)
    assert version(services, learner_id) == before + 1
    record_work.undo(services, learner_id)
    assert version(services, learner_id) == before + 2


def test_the_rows_of_one_deed_share_an_act_and_are_taken_back_together(services: Services, learner_id: int, topic: str):
    told = record_work.log(services, learner_id, topic, 10, note="", finished=True)
    assert told.finished is not None
    with services.database.read() as db:
        rows = evidence.all_of(db, learner_id)
    assert [row.kind for row in rows] == ["work_logged", "topic_finished"]
    assert len({row.act for row in rows}) == 1
    taken = record_work.undo(services, learner_id)
    assert [row.kind for row in taken.rows] == ["work_logged", "topic_finished"]
    with pytest.raises(CoachError, match="nothing to take back"):
        record_work.undo(services, learner_id)
    assert kinds(services, learner_id) == ["work_logged", "topic_finished", "undone"], "evidence is only added"


def test_what_is_refused_writes_nothing(services: Services, learner_id: int, topic: str):
    before = version(services, learner_id)
    with pytest.raises(WrongInput):
        record_work.done(services, learner_id, "w48-99")
    with pytest.raises(WrongInput):
        record_work.log(services, learner_id, "nothing like it", 10, note="", finished=False)
    with pytest.raises(WrongInput):
        record_work.know(services, learner_id, (topic, "nothing like it"))
    assert kinds(services, learner_id) == []
    assert version(services, learner_id) == before


def test_knowing_what_is_known_is_no_new_fact(services: Services, learner_id: int, topic: str):
    record_work.know(services, learner_id, (topic,))
    before = version(services, learner_id)
    assert record_work.know(services, learner_id, (topic,)).rows == ()
    assert version(services, learner_id) == before


def test_a_deed_that_fails_on_its_way_into_the_database_leaves_nothing(services: Services, learner_id: int, topic: str):
    if services.database.dialect != "sqlite":
        pytest.skip("the trigger below is SQLite's")
    with services.database.write() as db:
        db.execute(
            text(
                "CREATE TRIGGER refuse BEFORE INSERT ON evidence WHEN NEW.kind = 'topic_finished' "
                "BEGIN SELECT RAISE(ABORT, 'no'); END"
            )
        )
    before = version(services, learner_id)
    with pytest.raises(IntegrityError):
        record_work.log(services, learner_id, topic, 10, note="", finished=True)
    assert kinds(services, learner_id) == []
    assert version(services, learner_id) == before


def test_the_page_of_the_sessions_week_is_written_anew(services: Services, learner_id: int, week: Week, topic: str):
    page = services.plans / f"{week}.md"
    page.unlink()
    plan = weekly_plan.make(services, learner_id, week, only_look=True).plan
    record_work.done(services, learner_id, plan.sessions[0].id)
    assert "[x]" in page.read_text("utf-8")
