"""A learner's data goes out as JSON and comes in again the same, on either database."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from studycoach.memory import (
    digests,
    evidence,
    learners,
    outbox,
    paper_marks,
    paper_texts,
    papers,
    roadmaps,
)
from studycoach.memory.database import HEAD
from studycoach.memory.tables import metadata
from studycoach.memory.transfer import erase_learner, export_learner, import_learner, to_json

on_both = pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def settled(database, full, now) -> int:
    """The learner of whom there is a row in every table, with no letter under way."""
    with database.write() as db:
        (letter,) = outbox.waiting(db, full, now)
        outbox.claim(db, letter.id, "owner", now, 60)
        outbox.sent(db, letter.id, now)
    return full


@on_both
def test_what_goes_out_comes_in_the_same_elsewhere_and_back(database, empty, full, settled, exported):
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
        assert len(evidence.all_of(db, full)) == 6


def test_an_export_is_readable_json_with_every_table_of_the_learner_and_every_column(exported):
    document = json.loads(exported)
    assert (document["format"], document["version"], document["revision"]) == ("study-coach", 1, HEAD)
    held = {table: set(rows[0]) for table, rows in document["tables"].items()}
    shared = {"answers", "model_cards", "paper_searches", "summaries", "paces"}
    kept = {table.name: set(table.c.keys()) for table in metadata.sorted_tables if table.name not in shared}
    numbered_anew = {"papers": {"number"}, "paper_passages": {"id"}}
    assert held == {name: columns - numbered_anew.get(name, set()) for name, columns in kept.items()}
    assert document["tables"]["learners"][0]["slots"][0] == {"weekday": 0, "start": 1140, "end": 1260}
    assert document["tables"]["study_sessions"][0]["starts_at"].endswith("Z")


def test_an_export_holds_nobody_else(database, full, learner, roadmap, done, now):
    with database.write() as db:
        key = roadmaps.save(db, replace(roadmap, title="Another"), now)
        other = learners.add(db, replace(learner, name="Somebody Else"), key, now)
        evidence.add(db, other, [replace(done, title="secret")])
        document = to_json(export_learner(db, full)).decode()
    assert "Åsa" in document
    assert not any(word in document for word in ("Somebody", "secret", "Another"))


def test_the_papers_that_a_learner_saw_and_the_texts_of_own_files_go_along(
    database, empty, full, exported, paper, own_paper, own_text, digest, now
):
    document = json.loads(exported)["tables"]
    assert [row["id"] for row in document["papers"]] == [paper.id, own_paper.id]
    assert {row["paper"] for row in document["paper_texts"] + document["paper_passages"]} == {own_paper.id}
    with empty.write() as db:
        paper_texts.keep(db, replace(own_text, paper="own-" + "f" * 16), now)  # takes the number of the one to come
        import_learner(db, exported)
        assert papers.find(db, [paper.id, own_paper.id, "2401.00001"]) == {paper.id: paper, own_paper.id: own_paper}
        assert paper_texts.find(db, own_paper.id) == own_text
        assert paper_texts.search(db, full, "dovetail", 5) == ((own_paper.id, own_text.passages[0]),)
        assert paper_marks.exposed(db, full) == {paper.id, own_paper.id}
        assert [vote.reason for vote in paper_marks.votes(db, full)] == ["as sharp as can be"]
        assert digests.latest(db, full) == digest


def test_a_file_of_another_learner_doesn_t_go_along(database, full, learner, roadmap, own_text, own_paper, now):
    with database.write() as db:
        other = learners.add(db, learner, roadmaps.roadmap_hash(roadmap), now)
        theirs = replace(own_text, paper="own-" + "f" * 16)
        papers.keep(db, [replace(own_paper, id=theirs.paper)], now)
        paper_texts.keep(db, theirs, now)
        paper_marks.expose(db, other, [theirs.paper], place="read", period="", now=now)
        assert theirs.paper not in to_json(export_learner(db, full)).decode()


def test_what_is_known_of_a_paper_already_stays_when_a_document_says_otherwise(empty, exported, paper, now):
    document = json.loads(exported)
    document["tables"]["papers"][0]["title"] = "Forged"
    with empty.write() as db:
        papers.keep(db, [paper], now)
        import_learner(db, json.dumps(document).encode())
        assert papers.find(db, [paper.id]) == {paper.id: paper}


@pytest.mark.parametrize("seconds", [0, 61, 1_000_000])
@pytest.mark.parametrize("claimed", [False, True])
def test_letters_that_were_under_way_are_not_sent_after_an_import(database, full, now, claimed, seconds):
    with database.write() as db:
        if claimed:
            assert outbox.claim(db, outbox.waiting(db, full, now)[0].id, "owner", now, 60)
        document = to_json(export_learner(db, full))
        erase_learner(db, full)
        import_learner(db, document)
        assert outbox.waiting(db, full, now + timedelta(seconds=seconds)) == ()
        (letter,) = export_learner(db, full)["tables"]["outbox"]
        assert (letter["state"], letter["owner"], letter["lease_until"]) == ("dropped", "", None)
