"""What is no learner's data, or another's, is not taken in, with a sentence on why."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from studycoach.domain.errors import CoachError
from studycoach.memory import (
    learners,
    roadmaps,
    weekly_plans,
)
from studycoach.memory.tables import metadata
from studycoach.memory.transfer import erase_learner, import_learner

on_both = pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)


def test_a_coach_with_a_learner_takes_no_other_in(database, exported):
    with pytest.raises(CoachError, match="has a learner already"), database.write() as db:
        import_learner(db, exported)


def changed(path: str, value: object):
    """A change of one value in an exported document; `...` deletes it."""

    def change(document: dict) -> None:
        *folders, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        place = document
        for part in folders:
            place = place[part]
        if value is ...:
            del place[last]
        else:
            place[last] = value

    return pytest.param(change, id=f"{path}={value!r:.30}")


@pytest.mark.parametrize(
    "change",
    [
        changed("format", "other"),
        changed("version", 2),
        changed("version", "1"),
        changed("revision", "0000"),
        changed("revision", 1),
        changed("tables", ...),
        changed("tables", []),
        changed("tables.evidence", ...),
        changed("tables.sqlite_master", []),
        changed("tables.learners", []),
        changed("tables.roadmaps", []),
        changed("tables.evidence.0.minutes", ...),
        changed("tables.evidence.0.minutes", "5"),
        changed("tables.evidence.0.minutes", -5),
        changed("tables.evidence.0.minutes", 2**40),
        changed("tables.evidence.0.minutes", True),
        changed("tables.evidence.0.minutes", None),
        changed("tables.evidence.0.id", 2**63 - 1),
        changed("tables.evidence.0.id", 0),
        changed("tables.evidence.0.id", 2),
        changed("tables.evidence.0.learner_id", 2),
        changed("tables.evidence.0.kind", "invented"),
        changed("tables.evidence.0.note", "a\0b"),
        changed("tables.evidence.0.at", "2026-11-24T10:00:00"),
        changed("tables.evidence.0.at", "yesterday"),
        changed("tables.evidence.0.extra", 1),
        changed("tables.evidence.0.minutes", 1441),
        changed("tables.evidence.0.week", "foo"),
        changed("tables.evidence.0.week", "2026W48"),
        changed("tables.evidence.0.week", "2026-W99"),
        changed("tables.evidence.0.session", "x" * 9000),
        changed("tables.evidence.0.rating", "superb"),
        changed("tables.evidence.0.at", "9999-12-31T23:59:59Z"),
        changed("tables.evidence.0.at", "0001-01-01T00:00:00Z"),
        changed("tables.evidence.0.at", "0001-01-01T00:00:00+14:00"),
        changed("tables.evidence.0.at", "1990-01-01T00:00:00+14:00"),
        changed("tables.learners.0.created_at", "9999-12-31T23:59:59Z"),
        changed("tables.learners.0.facts_version", 2**31 - 1),
        changed("tables.learners.0.id", 2),
        changed("tables.learners.0.timezone", "Mars/Olympus"),
        changed("tables.learners.0.stage", 99),
        changed("tables.learners.0.session_shortest", 9999),
        changed("tables.learners.0.slots", [{"weekday": 9, "start": 0, "end": 5}]),
        changed("tables.learners.0.slots", [{"weekday": 1, "start": 5, "end": 5}]),
        changed("tables.learners.0.slots", None),
        changed("tables.learners.0.time_off", [{"first": "2026-12-31", "last": "2026-12-01"}]),
        changed("tables.learners.0.interests", [1]),
        changed("tables.learners.0.name", "two\nlines"),
        changed("tables.learners.0.roadmap_hash", "0" * 64),
        changed("tables.roadmaps.0.document", {}),
        changed("tables.roadmaps.0.document.title", "Another one"),
        changed("tables.weekly_plans.0.week", "2026-W99"),
        changed("tables.weekly_plans.0.revision", 7),
        changed("tables.weekly_plans.0.explanation", 5),
        changed("tables.weekly_plans.0.timezone", "../../etc/passwd"),
        changed("tables.weekly_plans.0.forecast", [{"stage": "start", "p50": "soon", "p90": None}]),
        changed("tables.weekly_plans.0.made_at", "0001-01-01T00:00:00Z"),
        changed("tables.weekly_plans.0.made_at", "2200-12-31T23:00:00Z"),
        changed("tables.weekly_plans.0.checked_facts", 2**31 - 1),
        changed("tables.weekly_plans.0.free_minutes", 12_000),
        changed("tables.weekly_plans.0.forecast.0.p50", "9999-12-31"),
        changed("tables.weekly_plans", []),
        changed("tables.study_sessions.0.week", "2026-W47"),
        changed("tables.study_sessions.0.id", "session"),
        changed("tables.study_sessions.0.id", "w48-"),
        changed("tables.study_sessions.0.id", "w48-x"),
        changed("tables.study_sessions.0.id", "w48-٣"),
        changed("tables.study_sessions.0.id", "w48-3\n"),
        changed("tables.study_sessions.0.id", "w47-3"),
        changed("tables.study_sessions.0.id", "w48-" + "9" * 5000),
        changed("tables.study_sessions.0.starts_at", "9999-12-31T23:59:59Z"),
        changed("tables.study_sessions.0.starts_at", "2027-11-24T18:00:00Z"),
        changed("tables.study_sessions.0.minutes", 0),
        changed("tables.study_sessions.0.minutes", 1441),
        changed("tables.study_sessions.0.state", "forgotten"),
        changed("tables.study_sessions.0.day", "9999-12-31"),
        changed("tables.study_sessions.0.day", "2026-12-24"),
        changed("tables.study_sessions.0.start", "19:00:30"),
        changed("tables.study_sessions.0.start", "25:99"),
        changed("tables.study_sessions.0.kind", "sleep"),
        changed("tables.study_sessions.0.day", "2026-02-30"),
        changed("tables.runs.0.steps", "x"),
        changed("tables.runs.0.state", "resting"),
        changed("tables.outbox.0.state", "flying"),
        changed("tables.outbox.0.next_attempt_at", "9999-12-31T23:59:59Z"),
        changed("tables.outbox.0.message", "not base64!"),
        changed("tables.learners.0.week_limits", [{"week": "2026-W99", "minutes": 5}]),
        changed("tables.learners.0.week_limits", [{"week": "2026-W50", "minutes": -5}]),
        changed("tables.learners.0.week_limits", 5),
        changed("tables.weekly_plans.0.note", None),
        changed("tables.threads.0.name", "a/b"),
        changed("tables.threads.0.name", "other"),
        changed("tables.threads.0.state", 5),
        changed("tables.threads.0.learner_id", 2),
        changed("tables.threads", []),
        changed("tables.messages.0.by", "paper"),
        changed("tables.messages.0.state", "half"),
        changed("tables.messages.0.turn", -1),
        changed("tables.messages.0.thread", "other"),
        changed("tables.messages.0.at", "9999-12-31T23:59:59Z"),
        changed("tables.learner_facts.1.supersedes", 7),
        changed("tables.learner_facts.1.supersedes", 2),
        changed("tables.learner_facts.0.supersedes", 2),
        changed("tables.learner_facts.0.id", 3),
        changed("tables.learner_facts.0.text", 5),
        changed("tables.model_calls.0.learner_id", None),
        changed("tables.model_calls.0.tokens_in", 2**40),
        changed("tables.model_calls.0.run", -1),
        changed("tables.model_cards", []),
        changed("tables.evidence.3.paper", "../../etc"),
        changed("tables.study_sessions.0.paper", "2106.09685v2"),
        changed("tables.paper_exposures.0.paper", "2106.٠٩٦٨٥"),
        changed("tables.paper_exposures.0.paper", "2106.09685\n"),
        changed("tables.paper_exposures.0.place", "the\nend"),
        changed("tables.paper_exposures.0.period", "../x"),
        changed("tables.paper_exposures.0.learner_id", 2),
        changed("tables.paper_exposures.0.at", "9999-12-31T23:59:59Z"),
        changed("tables.paper_votes.0.vote", 2),
        changed("tables.paper_votes.0.reason", None),
        changed("tables.paper_votes.0.learner_id", 2),
        changed("tables.digests.0.period", "../../x"),
        changed("tables.digests.0.period", "2026-W47"),
        changed("tables.digests.0.learner_id", 2),
        changed("tables.digests.0.document", {}),
        changed("tables.digests.0.document", None),
        changed("tables.digests.0.document.period", "2026-W47"),
        changed("tables.digests.0.document.made_on", "9999-12-31"),
        changed("tables.digests.0.document.next_on", "9999-12-31"),
        changed("tables.digests.0.document.papers.0.paper.id", "file:///etc/passwd"),
        changed("tables.digests.0.document.papers.0.score", "high"),
        changed("tables.digests.0.document.failed.0.id", "x"),
        changed("tables.papers.0.id", "2106.09685v1"),
        changed("tables.papers.0.version", -1),
        changed("tables.papers.0.authors", "N. N."),
        changed("tables.papers.0.categories", [1]),
        changed("tables.papers.0.published", "today"),
        changed("tables.papers.0.number", 1),
        changed("tables.paper_versions.0.version", 0),
        changed("tables.paper_texts.0.paper", "2106.09685"),
        changed("tables.paper_texts.0.source", "guess"),
        changed("tables.paper_texts.0.references", 5),
        changed("tables.paper_texts", []),
        changed("tables.paper_passages.0.paper", "2106.09685"),
        changed("tables.paper_passages.0.position", -1),
        changed("tables.paper_passages.0.text", "a\0b"),
        changed("tables.paper_passages.0.id", 1),
        changed("tables.evidence.4.finding", "../../x"),
        changed("tables.evidence.4.rule", None),
        changed("tables.code_reviews.0.learner_id", 2),
        changed("tables.code_reviews.0.at", "9999-12-31T23:59:59Z"),
        changed("tables.code_reviews.0.document", {}),
        changed("tables.code_reviews.0.document.files", [1]),
        changed("tables.code_reviews.0.findings", ["x"]),
        changed("tables.code_reviews", []),
        changed("tables.findings.0.id", "f0123456cd"),
        changed("tables.findings.0.path", "other.py"),
        changed("tables.findings.0.rule", "other"),
        changed("tables.findings.0.learner_id", 2),
        changed("tables.findings.0.review", 2),
        changed("tables.findings.0.state", "gone"),
        changed("tables.findings.0.why", None),
        changed("tables.findings.0.document", None),
        changed("tables.findings.0.document.severity", "awful"),
        changed("tables.findings.0.document.line", "7"),
        changed("tables.findings.0.document.first_seen", "2026-02-30"),
        changed("tables.findings.0.seen", []),
        changed("tables.findings.0.seen", ["2026-11-24T10:00:00"]),
        changed("tables.findings.0.seen", ["9999-12-31T23:59:59Z"]),
        changed("tables.findings.0.seen", ["2026-11-25T10:00:00Z", "2026-11-24T10:00:00Z"]),
        changed("tables.findings.0.seen", ["2026-11-24T10:00:00Z"] * 101),
    ],
)
def test_a_document_that_can_t_be_taken_in_is_a_sentence_and_leaves_nothing(empty, document, change):
    document = json.loads(document)
    change(document)
    with pytest.raises(CoachError) as caught, empty.write() as db:
        import_learner(db, json.dumps(document).encode())
    said = str(caught.value)
    assert "\n" not in said
    assert len(said) < 500
    assert not any(word in said for word in ("sqlite3", "psycopg", "SQL", "INSERT", "UNIQUE"))
    with empty.read() as db:
        counts = [db.execute(select(func.count()).select_from(table)).scalar() for table in metadata.sorted_tables]
    assert counts == [0] * len(metadata.tables)


@on_both
def test_rows_that_don_t_fit_together_are_a_sentence_on_either_database(database, full, exported):
    document = json.loads(exported)
    document["tables"]["study_sessions"][0]["revision"] = 5
    with database.write() as db:
        erase_learner(db, full)
    with pytest.raises(CoachError, match="rows don't fit together") as caught, database.write() as db:
        import_learner(db, json.dumps(document).encode())
    assert "INSERT" not in str(caught.value)


@on_both
def test_what_was_taken_in_goes_on_being_counted(database, full, exported, plan):
    document = json.loads(exported)
    document["tables"]["learners"][0]["facts_version"] = 10**9
    document["tables"]["weekly_plans"][0]["facts_version"] = 10**9
    with database.write() as db:
        erase_learner(db, full)
        import_learner(db, json.dumps(document).encode())
        assert learners.bump(db, full) == 10**9 + 1
        weekly_plans.save(db, full, replace(plan, revision=3), 10**9 + 1)


@pytest.mark.parametrize(
    "document",
    [b"", b"null", b"{}", b"[" * 100_000, b"\xff\xfe", b'"\\ud800"', b"%PDF", b" " * (64 * 1024 * 1024 + 1)],
    ids=["empty", "null", "object", "deep", "bytes", "half character", "pdf", "huge"],
)
def test_a_file_that_is_no_document_is_a_sentence(empty, document):
    with pytest.raises(CoachError, match="export of the coach"), empty.write() as db:
        import_learner(db, document)


def test_a_roadmap_that_can_t_be_planned_is_not_taken_in(empty, exported, roadmap):
    circle = replace(roadmap.stages[0].items[0], prerequisites=("box",))
    stage = replace(roadmap.stages[0], items=(circle, roadmap.stages[0].items[1]))
    bad = replace(roadmap, stages=(stage,))
    document = json.loads(exported)
    key = roadmaps.roadmap_hash(bad)
    document["tables"]["learners"][0]["roadmap_hash"] = key
    document["tables"]["roadmaps"][0]["hash"] = key
    document["tables"]["roadmaps"][0]["document"]["stages"][0]["items"][0]["prerequisites"] = ["box"]
    with pytest.raises(CoachError, match=r"(?i)circle|prerequisite|needs"), empty.write() as db:
        import_learner(db, json.dumps(document).encode())
