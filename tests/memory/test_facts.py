"""Facts about the learner: added with their source, corrected by newer ones, and deleted for good."""

from datetime import timedelta

import pytest

from studycoach.domain.errors import CoachError
from studycoach.memory import facts, learners, roadmaps
from studycoach.memory.facts import Fact

on_both = pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)


def texts(kept: tuple[Fact, ...]) -> list[str]:
    return [fact.text for fact in kept]


@on_both
def test_a_fact_comes_back_with_its_source(database, learner_id, now):
    with database.write() as db:
        assert facts.last(db, learner_id) is None
        first = facts.add(db, learner_id, "I move to Lyon in May", "chat:main#12", now)
        second = facts.add(db, learner_id, "I like chairs", "coach memory", now + timedelta(days=1))
        assert facts.standing(db, learner_id) == (
            Fact(first, now, "I move to Lyon in May", "chat:main#12", None),
            Fact(second, now + timedelta(days=1), "I like chairs", "coach memory", None),
        )
        assert facts.last(db, learner_id).id == second


def test_the_same_standing_fact_is_kept_once(database, learner_id, now):
    with database.write() as db:
        first = facts.add(db, learner_id, "I move to  Lyon", "chat:main#1", now)
        assert facts.add(db, learner_id, " i MOVE to Lyon ", "chat:main#2", now) == first
        newer = facts.correct(db, learner_id, first, "I stay", "coach memory", now)
        again = facts.add(db, learner_id, "I move to Lyon", "chat:main#3", now)
        assert len({first, newer, again}) == 3, "what was corrected may come to hold again"


@on_both
def test_a_corrected_fact_stands_no_more_but_is_not_lost(database, learner_id, now):
    with database.write() as db:
        first = facts.add(db, learner_id, "I move in May", "chat:main#1", now)
        facts.add(db, learner_id, "I like chairs", "chat:main#1", now)
        second = facts.correct(db, learner_id, first, "I move in June", "coach memory", now)
        assert texts(facts.standing(db, learner_id)) == ["I like chairs", "I move in June"]
        assert [(fact.id, fact.supersedes) for fact in facts.all_of(db, learner_id)][::2] == [
            (first, None),
            (second, first),
        ]
        with pytest.raises(CoachError, match=f"no fact {first}"):
            facts.correct(db, learner_id, first, "I move in July", "coach memory", now)


@on_both
@pytest.mark.parametrize("which", [0, 1, 2])
def test_forgetting_deletes_all_that_a_fact_was(database, learner_id, now, which):
    with database.write() as db:
        chain = [facts.add(db, learner_id, "I move in May", "chat:main#1", now)]
        other = facts.add(db, learner_id, "I like chairs", "chat:main#1", now)
        chain.append(facts.correct(db, learner_id, chain[-1], "I move in June", "coach memory", now))
        chain.append(facts.correct(db, learner_id, chain[-1], "I move in July", "coach memory", now))
        assert facts.forget(db, learner_id, chain[which]).text == "I move in July"
        assert [fact.id for fact in facts.all_of(db, learner_id)] == [other]
        for unknown in chain:
            with pytest.raises(CoachError, match=f"no fact {unknown}"):
                facts.forget(db, learner_id, unknown)


@on_both
def test_the_number_of_a_forgotten_fact_never_comes_to_mean_another(database, learner_id, now):
    with database.write() as db:
        first = facts.add(db, learner_id, "I like chairs", "coach memory", now)
        facts.forget(db, learner_id, first)
    with database.write() as db:
        assert facts.add(db, learner_id, "I like stools", "coach memory", now) > first


def test_nobody_else_s_fact_is_seen_corrected_or_forgotten(database, learner, learner_id, roadmap, now):
    with database.write() as db:
        other = learners.add(db, learner, roadmaps.roadmap_hash(roadmap), now)
        theirs = facts.add(db, other, "I like chairs", "coach memory", now)
        assert facts.standing(db, learner_id) == ()
        with pytest.raises(CoachError):
            facts.forget(db, learner_id, theirs)
        with pytest.raises(CoachError):
            facts.correct(db, learner_id, theirs, "I like stools", "coach memory", now)
        assert texts(facts.standing(db, other)) == ["I like chairs"]


def test_a_forgotten_fact_is_not_left_in_the_file(tmp_path, empty, learner, roadmap, now):
    with empty.write() as db:
        learner_id = learners.add(db, learner, roadmaps.save(db, roadmap, now), now)
        facts.add(db, learner_id, "something else", "coach memory", now)
        first = facts.add(db, learner_id, "unmistakable", "coach memory", now)
    with empty.write() as db:
        facts.correct(db, learner_id, first, "inimitable", "coach memory", now)
    with empty.write() as db:
        facts.forget(db, learner_id, first)
    empty.close()
    content = (tmp_path / "empty.db").read_bytes()
    assert b"something else" in content
    for words in (b"unmistak", b"inimit"):  # the index keeps stems
        assert words not in content
