"""Digests and summaries are given back as they were made."""

from dataclasses import replace
from datetime import timedelta

import pytest

from studycoach.memory import digests, learners, roadmaps, summaries

on_both = pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)


@on_both
def test_a_digest_is_found_by_its_period_and_the_newest_come_first(database, learner_id, digest, now):
    day = replace(digest, period="2026-11-28", papers=(), failed=(), remarks=(), next_on=None)
    with database.write() as db:
        assert digests.latest(db, learner_id) is None
        digests.save(db, learner_id, digest, now)
        digests.save(db, learner_id, day, now + timedelta(days=4))
        assert digests.find(db, learner_id, "2026-W48") == digest
        assert digests.find(db, learner_id, "2026-W49") is None
        assert digests.latest(db, learner_id) == day
        assert digests.all_of(db, learner_id, 9) == (day, digest)
        assert digests.all_of(db, learner_id, 1) == (day,)


@on_both
def test_a_digest_made_again_takes_the_place_of_the_first(database, learner_id, learner, roadmap, digest, now):
    again = replace(digest, papers=(), looked_at=0)
    with database.write() as db:
        other = learners.add(db, learner, roadmaps.roadmap_hash(roadmap), now)
        digests.save(db, learner_id, digest, now)
        digests.save(db, learner_id, again, now)
        assert digests.all_of(db, learner_id, 9) == (again,)
        assert digests.all_of(db, other, 9) == ()


def test_a_summary_is_found_by_stage_writer_and_prompt(database, summary, now):
    by_rules = replace(summary, written_by="rules", dropped=0)
    with database.write() as db:
        summaries.keep(db, summary, "summarise@1", now)
        summaries.keep(db, by_rules, "", now + timedelta(hours=1))
        assert summaries.find(db, "2106.09685", 2, 1, "summarise@1", "tiny") == summary
        assert summaries.find(db, "2106.09685", 2, 1, "", "rules") == by_rules
        assert summaries.newest(db, "2106.09685", 2) == by_rules
        for other in (
            ("2106.09685", 2, 1, "summarise@2", "tiny"),
            ("2106.09685", 2, 1, "summarise@1", "large"),
            ("2106.09685", 2, 2, "summarise@1", "tiny"),
            ("2106.09685", 1, 1, "summarise@1", "tiny"),
        ):
            assert summaries.find(db, *other) is None
        assert summaries.newest(db, "2106.09685", 1) is None


def test_a_summary_made_again_takes_the_place_of_the_first(database, summary, now):
    again = replace(summary, tldr="Saw across.")
    with database.write() as db:
        summaries.keep(db, summary, "summarise@1", now)
        summaries.keep(db, again, "summarise@1", now)
        assert summaries.newest(db, "2106.09685", 2) == again
