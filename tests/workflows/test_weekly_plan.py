"""The weekly plan: load, think, keep; and again when the facts move meanwhile."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from studycoach.domain.errors import CoachError
from studycoach.domain.week import Week
from studycoach.memory import outbox, runs, weekly_plans
from studycoach.workflows import record_work, weekly_plan
from studycoach.workflows.services import Services


class Meddler:
    """A clock that stands still, and at which another writer acts in the moments named by their numbers."""

    def __init__(self, now: datetime, deed: Callable[[], object], moments: set[int]) -> None:
        self.now, self.deed, self.moments, self.asked = now, deed, moments, 0

    def __call__(self) -> datetime:
        self.asked += 1
        if self.asked in self.moments:
            self.deed()
        return self.now


def count(services: Services, table: str) -> int:
    with services.database.read() as db:
        return int(db.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_a_plan_is_kept_with_its_run_and_its_letter(services: Services, learner_id: int, week: Week, now: datetime):
    made = weekly_plan.make(services, learner_id, week)
    assert made.is_new
    assert made.changes is None
    with services.database.read() as db:
        kept = weekly_plans.find(db, learner_id, str(week))
        (run,) = runs.all_of(db, learner_id)
    assert kept is not None
    assert kept.plan.sessions == made.plan.sessions
    assert (run.workflow, run.period, run.state, run.made_at) == ("weekly_plan", "2026-W48", "done", now)
    assert [step["step"] for step in run.steps] == ["load_facts", "think", "keep"]
    assert count(services, "outbox") == 1
    assert sorted(p.name for p in services.plans.iterdir()) == ["2026-W48.ics", "2026-W48.md"]
    assert len(list((services.inbox / "new").iterdir())) == 1


def test_only_looking_keeps_nothing(services: Services, learner_id: int, week: Week):
    made = weekly_plan.make(services, learner_id, week, only_look=True)
    assert made.plan.sessions
    assert [count(services, t) for t in ("weekly_plans", "study_sessions", "runs", "outbox")] == [0, 0, 0, 0]
    assert not services.plans.exists()
    assert not services.inbox.exists()


def test_the_same_facts_make_no_revision_and_no_second_letter(services: Services, learner_id: int, week: Week):
    first = weekly_plan.make(services, learner_id, week)
    again = weekly_plan.make(services, learner_id, week)
    assert again.plan.sessions == first.plan.sessions
    assert (again.plan.revision, again.is_new, bool(again.changes)) == (1, False, False)
    assert [count(services, t) for t in ("weekly_plans", "runs", "outbox")] == [1, 1, 1]


def test_new_facts_make_a_revision_and_the_old_one_is_kept(services: Services, learner_id: int, week: Week):
    first = weekly_plan.make(services, learner_id, week)
    session = next(s for s in first.plan.sessions if s.kind == "learn")
    record_work.skip(services, learner_id, session.id, "ill")
    second = weekly_plan.make(services, learner_id, week)
    assert second.plan.revision == 2
    assert second.changes
    with services.database.read() as db:
        kept = weekly_plans.revisions(db, learner_id, str(week))
    assert [plan.revision for plan in kept] == [1, 2]
    assert [s.id for s in kept[0].sessions] == [s.id for s in first.plan.sessions]
    assert [count(services, t) for t in ("runs", "outbox")] == [1, 1], "one run and one letter a week"


@pytest.mark.parametrize("moment", [1, 2, 3, 4])
def test_facts_that_move_before_the_plan_is_kept_are_thought_about_again(
    services: Services, learner_id: int, week: Week, now: datetime, moment: int
):
    seen = weekly_plan.make(services, learner_id, week, only_look=True).plan
    topic = next(s.topic for s in seen.sessions if s.kind == "learn")

    def meddle() -> None:
        record_work.log(services, learner_id, topic, 5, note="", finished=True)

    clock = Meddler(now, meddle, {moment})
    made = weekly_plan.make(replace(services, now=clock), learner_id, week)
    assert clock.asked >= moment
    assert made.plan.revision == 1
    assert topic not in {s.topic for s in made.plan.sessions if s.kind != "review"}, "it was finished meanwhile"
    with services.database.read() as db:
        kept = weekly_plans.find(db, learner_id, str(week))
    assert kept is not None
    assert kept.plan.sessions == made.plan.sessions
    assert [count(services, t) for t in ("weekly_plans", "runs", "outbox")] == [1, 1, 1]


def test_a_second_planner_at_the_same_moment_leaves_one_plan_and_one_letter(
    services: Services, learner_id: int, week: Week, now: datetime
):
    clock = Meddler(now, lambda: weekly_plan.make(services, learner_id, week), {3})
    made = weekly_plan.make(replace(services, now=clock), learner_id, week)
    assert made.plan.revision == 1
    assert [count(services, t) for t in ("weekly_plans", "runs", "outbox")] == [1, 1, 1]


def test_facts_that_never_stand_still_give_up_with_a_sentence_and_keep_nothing(
    services: Services, learner_id: int, week: Week, now: datetime
):
    def meddle() -> None:
        record_work.fresh_start(services, learner_id)

    clock = Meddler(now, meddle, set(range(1, 1000)))
    with pytest.raises(CoachError, match="facts change faster than it is made"):
        weekly_plan.make(replace(services, now=clock), learner_id, week)
    assert [count(services, t) for t in ("weekly_plans", "study_sessions", "runs", "outbox")] == [0, 0, 0, 0]


@pytest.mark.parametrize("table", ["study_sessions", "runs", "outbox"])
def test_plan_sessions_run_and_letter_are_kept_together_or_not_at_all(
    services: Services, learner_id: int, week: Week, table: str
):
    if services.database.dialect != "sqlite":
        pytest.skip("the trigger below is SQLite's")
    with services.database.write() as db:
        db.execute(text(f"CREATE TRIGGER refuse BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END"))
    with pytest.raises(IntegrityError):
        weekly_plan.make(services, learner_id, week)
    assert [count(services, t) for t in ("weekly_plans", "study_sessions", "runs", "outbox")] == [0, 0, 0, 0]
    assert not services.plans.exists()
    with services.database.write() as db:
        db.execute(text("DROP TRIGGER refuse"))
    assert weekly_plan.make(services, learner_id, week).plan.revision == 1
    assert count(services, "outbox") == 1


def test_the_letter_is_addressed_and_names_the_week(services: Services, learner_id: int, week: Week, now: datetime):
    weekly_plan.make(services, learner_id, week)
    with services.database.read() as db:
        row = db.execute(text("SELECT thing, period, channel, recipient, subject, state FROM outbox")).one()
        assert outbox.waiting(db, learner_id, now) == ()
    assert tuple(row)[:4] == ("weekly_plan", "2026-W48", "maildir", "ada@example.org")
    assert row.subject.startswith("Your week 2026-W48")
    assert row.state == "sent"


def test_files_that_are_missing_or_stale_are_remade(services: Services, learner_id: int, week: Week):
    weekly_plan.make(services, learner_id, week)
    page, calendar = services.plans / "2026-W48.md", services.plans / "2026-W48.ics"
    before = page.read_bytes(), calendar.read_bytes()
    page.unlink()
    calendar.write_bytes(b"stale")
    weekly_plan.make(services, learner_id, week)
    assert (page.read_bytes(), calendar.read_bytes()) == before


def test_the_picture_of_the_graph_shows_its_steps():
    drawn = weekly_plan.build().get_graph().draw_mermaid()
    assert all(step in drawn for step in ("load_facts", "think", "keep"))
