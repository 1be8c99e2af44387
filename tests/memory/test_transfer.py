"""A learner's data goes out as JSON, comes in again the same, on either database, and is erased whole."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from studycoach.domain.errors import CoachError
from studycoach.memory import evidence, learners, roadmaps
from studycoach.memory.tables import metadata
from studycoach.memory.transfer import erase_learner, export_all, export_learner, import_learner, to_json

on_both = pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)


@on_both
def test_what_goes_out_comes_in_the_same_elsewhere_and_back(database, empty, full, exported):
    with empty.write() as db:
        assert import_learner(db, exported) == full
    with empty.read() as db:
        assert to_json(export_learner(db, full)) == exported
    with database.write() as db:
        erase_learner(db, full)
        assert import_learner(db, exported) == full
        assert to_json(export_learner(db, full)) == exported


@on_both
def test_rows_added_after_an_import_get_ids_of_their_own(database, full, exported, done):
    with database.write() as db:
        erase_learner(db, full)
        import_learner(db, exported)
        act = evidence.add(db, full, [done])
        assert act == max(row.id for row in evidence.all_of(db, full))
        assert len(evidence.all_of(db, full)) == 4


def test_an_export_is_readable_json_with_every_table_and_column(exported):
    document = json.loads(exported)
    assert (document["format"], document["version"], document["revision"]) == ("study-coach", 1, "0001")
    held = {table: set(rows[0]) for table, rows in document["tables"].items()}
    assert held == {table.name: set(table.c.keys()) for table in metadata.sorted_tables}
    assert document["tables"]["learners"][0]["slots"][0] == {"weekday": 0, "start": 1140, "end": 1260}
    assert document["tables"]["study_sessions"][0]["starts_at"].endswith("Z")


def test_an_export_holds_nobody_else(database, full, learner, roadmap, done, now):
    with database.write() as db:
        key = roadmaps.save(db, replace(roadmap, title="Another"), now)
        other = learners.add(db, replace(learner, name="Somebody Else"), key, now)
        evidence.add(db, other, [replace(done, title="secret")])
        document = to_json(export_learner(db, full)).decode()
        everything = to_json(export_all(db)).decode()
    assert not any(word in document for word in ("Somebody", "secret", "Another"))
    assert all(word in everything for word in ("Somebody", "secret", "Another", "Åsa"))


@on_both
def test_erasing_leaves_no_row(database, full):
    with database.write() as db:
        erase_learner(db, full)
    with database.read() as db:
        counts = [db.execute(select(func.count()).select_from(table)).scalar() for table in metadata.sorted_tables]
    assert counts == [0] * 7


def test_erasing_leaves_others_and_a_roadmap_that_they_use(database, full, learner, roadmap, done, now):
    with database.write() as db:
        other = learners.add(db, learner, roadmaps.roadmap_hash(roadmap), now)
        evidence.add(db, other, [done])
        erase_learner(db, full)
        assert roadmaps.find(db, learners.find(db, other).roadmap_hash) == roadmap
        assert len(evidence.all_of(db, other)) == 1


def test_erased_words_are_not_left_in_the_file(empty, tmp_path, learner, roadmap, done, now):
    with empty.write() as db:
        learner_id = learners.add(db, learner, roadmaps.save(db, roadmap, now), now)
        evidence.add(db, learner_id, [replace(done, note="unmistakable")])
    with empty.write() as db:
        erase_learner(db, learner_id)
    empty.close()
    assert b"unmistakable" not in (tmp_path / "empty.db").read_bytes()


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
        changed("tables.study_sessions.0.start", "25:99"),
        changed("tables.study_sessions.0.kind", "sleep"),
        changed("tables.study_sessions.0.day", "2026-02-30"),
        changed("tables.runs.0.steps", "x"),
        changed("tables.outbox.0.message", "not base64!"),
    ],
)
def test_a_document_that_can_t_be_taken_in_is_a_sentence_and_leaves_nothing(empty, exported, change):
    document = json.loads(exported)
    change(document)
    with pytest.raises(CoachError) as caught, empty.write() as db:
        import_learner(db, json.dumps(document).encode())
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500
    with empty.read() as db:
        counts = [db.execute(select(func.count()).select_from(table)).scalar() for table in metadata.sorted_tables]
    assert counts == [0] * 7


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
