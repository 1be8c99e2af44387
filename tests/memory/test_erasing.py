"""Erasing takes everything of a learner, and nothing of anybody else."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from studycoach.memory import (
    conversations,
    evidence,
    facts,
    learners,
    paper_marks,
    paper_texts,
    papers,
    roadmaps,
    summaries,
)
from studycoach.memory.conversations import Message
from studycoach.memory.database import lock_database
from studycoach.memory.tables import metadata
from studycoach.memory.transfer import erase_learner

on_both = pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)


@on_both
def test_erasing_leaves_no_row_not_even_of_roadmaps_of_before(database, full, roadmap, now):
    with database.write() as db:
        roadmaps.save(db, replace(roadmap, title="My own one"), now)
        erase_learner(db, full)
    with database.read() as db:
        counts = [db.execute(select(func.count()).select_from(table)).scalar() for table in metadata.sorted_tables]
    assert counts == [0] * len(metadata.tables)


@on_both
def test_erasing_takes_own_files_that_nobody_else_has_and_leaves_papers_for_the_others(
    database, full, learner, roadmap, paper, paper_text, own_paper, own_text, now
):
    shared = replace(own_text, paper="own-" + "e" * 16)
    with database.write() as db:
        other = learners.add(db, learner, roadmaps.roadmap_hash(roadmap), now)
        papers.keep(db, [replace(own_paper, id=shared.paper)], now)
        paper_texts.keep(db, shared, now)
        for reader in (full, other):
            paper_marks.expose(db, reader, [shared.paper, paper.id], place="read", period="", now=now)
        erase_learner(db, full)
    with database.read() as db:
        assert set(papers.find(db, [paper.id, own_paper.id, shared.paper])) == {paper.id, shared.paper}
        assert paper_texts.find(db, own_paper.id) is None
        assert papers.versions(db, own_paper.id) == {}
        assert summaries.newest(db, own_paper.id, 1) is None
        assert paper_texts.find(db, paper.id) == paper_text
        assert paper_texts.search(db, other, "dovetails", 5) == ((shared.paper, shared.passages[0]),)
        assert summaries.newest(db, paper.id, 2) is not None
        rows = select(func.count()).select_from(metadata.tables["paper_passages"])
        assert db.execute(rows).scalar() == len(paper_text.passages) + 1


def test_erasing_leaves_others_and_a_roadmap_that_they_use(database, full, learner, roadmap, done, now):
    with database.write() as db:
        other = learners.add(db, learner, roadmaps.roadmap_hash(roadmap), now)
        evidence.add(db, other, [done])
        erase_learner(db, full)
        assert roadmaps.find(db, learners.find(db, other).roadmap_hash) == roadmap
        assert len(evidence.all_of(db, other)) == 1


@on_both
def test_erasing_waits_for_somebody_who_is_being_set_up_with_the_same_roadmap(database, full, learner, roadmap, now):
    def erase() -> None:
        with database.write() as db:
            erase_learner(db, full)

    eraser = threading.Thread(target=erase)
    with database.write() as db:
        lock_database(db)
        key = roadmaps.save(db, roadmap, now)
        eraser.start()
        eraser.join(0.3)
        assert eraser.is_alive()
        other = learners.add(db, learner, key, now)
    eraser.join()
    with database.read() as db:
        assert [learners.count(db), learners.first(db).id] == [1, other]
        assert roadmaps.find(db, key) == roadmap


def test_erased_words_are_not_left_in_the_file(empty, tmp_path, learner, roadmap, done, own_paper, own_text, now):
    with empty.write() as db:
        learner_id = learners.add(db, learner, roadmaps.save(db, roadmap, now), now)
        evidence.add(db, learner_id, [replace(done, note="unmistakable")])
        facts.add(db, learner_id, "inimitable", "coach memory", now)
        conversations.open_thread(db, learner_id, "main", now)
        conversations.add(db, learner_id, "main", Message(1, now, "learner", "unforgettable"))
        passage = replace(own_text.passages[0], text="unparalleled")
        papers.keep(db, [replace(own_paper, title="incomparable")], now)
        paper_texts.keep(db, replace(own_text, passages=(passage,)), now)
        paper_marks.expose(db, learner_id, [own_paper.id], place="read", period="", now=now)
    with empty.write() as db:
        erase_learner(db, learner_id)
    empty.close()
    content = (tmp_path / "empty.db").read_bytes()
    stems = (b"unmistak", b"inimit", b"unforgett", b"unparallel", b"incompar")
    assert not [stem for stem in stems if stem in content], "the index keeps stems"


def test_words_of_a_deleted_conversation_are_not_left_in_the_file(empty, tmp_path, learner, roadmap, now):
    with empty.write() as db:
        learner_id = learners.add(db, learner, roadmaps.save(db, roadmap, now), now)
        for name, words in (("main", "unforgettable"), ("other", "remarkable")):
            conversations.open_thread(db, learner_id, name, now)
            conversations.add(db, learner_id, name, Message(1, now, "learner", words))
    with empty.write() as db:
        conversations.forget_thread(db, learner_id, "main")
    empty.close()
    content = (tmp_path / "empty.db").read_bytes()
    assert b"remarkable" in content
    assert b"unforgett" not in content
