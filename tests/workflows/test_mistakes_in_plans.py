"""What code reviews find again and again comes into the plan that is kept, and leaves it when it was no mistake."""

from dataclasses import replace
from datetime import datetime, timedelta

from studycoach.domain.finding import Finding, Review
from studycoach.domain.mistake import with_ids
from studycoach.domain.week import Week
from studycoach.memory import code_reviews, learners
from studycoach.tools.roadmap_file import read_shipped
from studycoach.workflows import record_work
from studycoach.workflows.current_plan import Current, current_plan
from studycoach.workflows.services import Services

TOPIC = next(item for item in read_shipped("spanish-a2").stages[0].items if item.type == "topic")
FINDING = Finding(
    "a.py", 1, 1, "bug", "false-friend", "A false friend", "“embarazada”", "check", "embarazada", topic=TOPIC.id
)


def review(services: Services, learner_id: int, path: str, at: datetime) -> str:
    """Keeps a review that found it in this file, and gives the finding's id."""
    found = with_ids([replace(FINDING, path=path)])
    with services.database.write() as db:
        code_reviews.save(db, learner_id, Review(path, (path,), found), at)
    return found[0].id


def current(services: Services, learner_id: int, week: Week) -> Current:
    with services.database.read() as db:
        stored = learners.find(db, learner_id)
    found = current_plan(services, stored, week)
    assert found is not None
    return found


def test_a_mistake_made_again_revises_the_kept_week_and_dismissing_it_undoes_that(
    services: Services, learner_id: int, week: Week, now: datetime
):
    first = current(services, learner_id, week).plan
    review(services, learner_id, "a.py", now - timedelta(days=9))
    assert current(services, learner_id, week).plan == first
    second = review(services, learner_id, "b.py", now)
    made = current(services, learner_id, week)
    assert made.plan.revision == 2
    (session,) = [s for s in made.plan.sessions if s.kind == "review"]
    assert (session.topic, session.title) == (TOPIC.id, TOPIC.title)
    assert session.why == "you made this mistake for the second time: A false friend, first on 15 November"
    assert f"`coach review show {second}`" in session.task
    with services.database.write() as db:
        code_reviews.dismiss(db, learner_id, second, "it is meant so", now)
    back = [s for s in current(services, learner_id, week).plan.sessions if s.state == "planned"]
    assert [(s.id, s.topic, s.start) for s in back] == [(s.id, s.topic, s.start) for s in first.sessions]


def test_its_session_can_be_done_like_any_review(services: Services, learner_id: int, week: Week, now: datetime):
    for days in (9, 0):
        review(services, learner_id, f"{days}.py", now - timedelta(days=days))
    (session,) = [s for s in current(services, learner_id, week).plan.sessions if s.kind == "review"]
    told = record_work.done(services, learner_id, session.id, rating="hard")
    assert [(row.kind, row.topic) for row in told.rows] == [("recalled", TOPIC.id)]
    states = {s.kind: s.state for s in current(services, learner_id, week).plan.sessions if s.kind == "review"}
    assert states == {"review": "done"}
    assert [row.kind for row in record_work.undo(services, learner_id).rows] == ["recalled"]
