"""A paper is shown to a learner once for ever, and their newest vote counts."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest

from studycoach.memory import learners, paper_marks, roadmaps
from studycoach.memory.paper_marks import Exposure, Vote

on_both = pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)


@on_both
def test_what_was_shown_once_is_never_new_again(database, learner_id, now):
    later = now + timedelta(days=7)
    with database.write() as db:
        first = paper_marks.expose(db, learner_id, ["2", "1", "2"], place="digest", period="2026-W48", now=now)
        again = paper_marks.expose(db, learner_id, ["3", "1", "4"], place="read", period="", now=later)
        assert paper_marks.expose(db, learner_id, [], place="read", period="", now=later) == ()
        assert (first, again) == (("2", "1"), ("3", "4"))
        assert paper_marks.exposed(db, learner_id) == {"1", "2", "3", "4"}
        assert paper_marks.exposures(db, learner_id) == (
            Exposure("3", later, "read", ""),
            Exposure("4", later, "read", ""),
            Exposure("1", now, "digest", "2026-W48"),
            Exposure("2", now, "digest", "2026-W48"),
        )


@on_both
def test_what_one_learner_saw_is_new_to_another(database, learner_id, learner, roadmap, now):
    with database.write() as db:
        other = learners.add(db, learner, roadmaps.roadmap_hash(roadmap), now)
        paper_marks.expose(db, learner_id, ["1"], place="read", period="", now=now)
        paper_marks.vote(db, learner_id, "1", 1, "", now)
        assert paper_marks.exposed(db, other) == frozenset()
        assert paper_marks.votes(db, other) == ()
        assert paper_marks.expose(db, other, ["1"], place="read", period="", now=now) == ("1",)


def test_of_two_who_show_a_paper_at_once_one_alone_is_told_that_it_was_new(database, learner_id, now):
    told: list[str] = []

    def show(ids: list[str]) -> None:
        with database.write() as db:
            told.extend(paper_marks.expose(db, learner_id, ids, place="digest", period="2026-W48", now=now))

    ids = [str(number) for number in range(50)]
    threads = [threading.Thread(target=show, args=(order,)) for order in (ids, ids[::-1], ids)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == sorted(ids)


def test_what_was_shown_in_a_transaction_that_failed_is_still_new(database, learner_id, now):
    with suppress(RuntimeError), database.write() as db:
        paper_marks.expose(db, learner_id, ["1"], place="digest", period="2026-W48", now=now)
        raise RuntimeError("killed")
    with database.read() as db:
        assert paper_marks.exposed(db, learner_id) == frozenset()


def test_the_newest_vote_counts(database, learner_id, now):
    later = now + timedelta(minutes=1)
    with database.write() as db:
        paper_marks.vote(db, learner_id, "1", 1, "", now)
        paper_marks.vote(db, learner_id, "2", -1, "too much wood", later)
        assert paper_marks.votes(db, learner_id) == (Vote("2", -1, "too much wood", later), Vote("1", 1, "", now))
        paper_marks.vote(db, learner_id, "1", 0, "never mind", later)
        assert paper_marks.votes(db, learner_id)[0] == Vote("1", 0, "never mind", later)
        assert len(paper_marks.votes(db, learner_id)) == 2
