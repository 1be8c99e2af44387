"""Erasing takes everything of a learner, and nothing of anybody else."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from studycoach.memory import conversations, evidence, facts, learners, roadmaps
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


def test_erased_words_are_not_left_in_the_file(empty, tmp_path, learner, roadmap, done, now):
    with empty.write() as db:
        learner_id = learners.add(db, learner, roadmaps.save(db, roadmap, now), now)
        evidence.add(db, learner_id, [replace(done, note="unmistakable")])
        facts.add(db, learner_id, "inimitable", "coach memory", now)
        conversations.open_thread(db, learner_id, "main", now)
        conversations.add(db, learner_id, "main", Message(1, now, "learner", "unforgettable"))
    with empty.write() as db:
        erase_learner(db, learner_id)
    empty.close()
    content = (tmp_path / "empty.db").read_bytes()
    assert not [stem for stem in (b"unmistak", b"inimit", b"unforgett") if stem in content], "the index keeps stems"


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
