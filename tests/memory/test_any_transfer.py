"""Any record survives the journey out and in, and any changed document is taken in or refused in a sentence."""

import json
from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studycoach.domain.errors import CoachError
from studycoach.domain.plan_facts import Facts
from studycoach.domain.planning import plan_week
from studycoach.domain.progress import progress_of
from studycoach.domain.record import Evidence
from studycoach.domain.replay import missed_work, record_of
from studycoach.domain.session_states import with_states
from studycoach.domain.week import Week
from studycoach.memory import conversations, evidence, facts, learners, roadmaps, runs, weekly_plans
from studycoach.memory.conversations import Message
from studycoach.memory.database import Connection
from studycoach.memory.search import search
from studycoach.memory.transfer import erase_learner, export_learner, import_learner, to_json

pytestmark = pytest.mark.slow

on_both = pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)
FIRST, LAST = datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2200-01-01")

texts = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=20)
acts = st.lists(
    st.builds(
        Evidence,
        id=st.just(0),
        act=st.just(0),
        kind=st.sampled_from(["session_done", "recalled", "undone", "work_logged", "mistake_seen", "mistake_fixed"]),
        at=st.datetimes(FIRST, LAST).map(lambda at: at.replace(tzinfo=UTC)),
        topic=texts,
        title=texts,
        minutes=st.integers(0, 1440),
        week=st.sampled_from(["", "2026-W48"]),
        session=st.sampled_from(["", "w48-1", "w53-999999999"]),
        rating=st.sampled_from(["", "again", "easy"]),
        note=texts,
        undoes=st.integers(0, 2**53),
        paper=st.sampled_from(["", "2106.09685", "hep-th/9901001"]),
        finding=st.sampled_from(["", "f0123456ab"]),
        rule=texts,
    ),
    min_size=1,
    max_size=3,
)


@on_both
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(record=st.lists(acts, max_size=3), steps=st.lists(st.dictionaries(texts, texts, max_size=2), max_size=2))
def test_any_record_survives_the_journey(database, empty, learner, roadmap, now, record, steps):
    with database.write() as db:
        learner_id = learners.add(db, learner, roadmaps.save(db, roadmap, now), now)
        for rows in record:
            evidence.add(db, learner_id, rows)
        times = {"planned_at": now, "started_at": now - timedelta(days=1), "made_at": now}
        runs.done(db, learner_id, "weekly_plan", "2026-W48", **times, seconds=1 / 3, steps=steps)
        document, rows = export_learner(db, learner_id), evidence.all_of(db, learner_id)
        erase_learner(db, learner_id)
    with empty.write() as db:
        assert import_learner(db, to_json(document)) == learner_id
        assert export_learner(db, learner_id) == document
        assert evidence.all_of(db, learner_id) == rows
        erase_learner(db, learner_id)
    assert len(rows) == sum(len(act) for act in record)
    assert all(len(fields(row)) == 15 for row in rows)


def leaves(value: object, path: tuple = ()) -> list[tuple]:
    """The paths of all values in a document, those of lists and objects too."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [leaf for key, held in inside for leaf in leaves(held, (*path, key))]


def live_on(db: Connection, learner_id: int, now: datetime) -> None:
    """What the coach does with a learner at some moment."""
    stored, rows = learners.find(db, learner_id), evidence.all_of(db, learner_id)
    learner, roadmap = stored.learner, roadmaps.find(db, stored.roadmap_hash)
    week = Week.of(now.astimezone(learner.zone).date())
    plans = [with_states(p, rows, now) for p in weekly_plans.weeks(db, learner_id, str(week.plus(-8)), str(week))]
    record = record_of(rows, roadmap, learner.zone, missed_work(plans, rows))
    previous = next((plan for plan in plans if plan.week == str(week)), None)
    plan_week(Facts(learner, roadmap, record, week, previous=previous), now)
    for thread in conversations.threads(db, learner_id):
        said = Message(conversations.next_turn(db, learner_id, thread.name), now, "learner", "What is a rip saw?")
        conversations.add(db, learner_id, thread.name, said)
        assert conversations.recent(db, learner_id, thread.name, 9)
    facts.correct(db, learner_id, facts.add(db, learner_id, "I saw", "coach memory", now), "I sawed", "me", now)
    assert len(search(db, learner_id, "saw May")) >= 1
    progress_of(learner, roadmap, rows, weekly_plans.first_minutes(db, learner_id), now, stored.created_at)


scalars = (
    st.none()
    | st.booleans()
    | st.integers(-2, 2**64)
    | st.floats(allow_nan=False)
    | st.text(max_size=5)
    | st.sampled_from(["w48-9", "w1-x", "2026-W01", "2026-12-31", "done", "UTC", "23:59"])
    | st.datetimes().map(lambda at: f"{at.isoformat()}Z")
)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(data=st.data())
def test_a_document_changed_at_any_place_is_taken_in_or_refused_in_a_sentence(empty, exported, data):
    document = json.loads(exported)
    *folders, last = data.draw(st.sampled_from(leaves(document)))
    place = document
    for key in folders:
        place = place[key]
    place[last] = data.draw(anything)
    at = data.draw(st.sampled_from(["2026-11-23", "2026-11-25T18:30", "2026-12-02", "2031-01-01"]))
    said = ""
    try:
        with empty.write() as db:
            learner_id = import_learner(db, json.dumps(document).encode())
            live_on(db, learner_id, datetime.fromisoformat(at).replace(tzinfo=UTC))
            erase_learner(db, learner_id)
    except CoachError as error:
        said = str(error)
    assert "\n" not in said
