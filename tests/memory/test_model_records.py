"""What is kept of models: their calls, their answers, and what was measured of them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from studycoach.domain.errors import CoachError
from studycoach.memory import learners, model_calls, model_cards, roadmaps
from studycoach.memory.answers import KeptAnswers
from studycoach.memory.model_calls import CallRecords
from studycoach.memory.model_cards import KeptCard
from studycoach.memory.transfer import erase_learner

on_both = pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)


@on_both
def test_calls_are_kept_for_each_learner_and_for_nobody(database, learner, learner_id, roadmap, call, now):
    with database.write() as db:
        other = learners.add(db, learner, roadmaps.roadmap_hash(roadmap), now)
    nobodys = replace(call, run=None, outcome="unusable")
    for owner, kept in ((learner_id, call), (other, replace(call, prompt="quiz@2")), (None, nobodys)):
        CallRecords(database, owner).record(kept)
    with database.read() as db:
        assert model_calls.all_of(db, learner_id) == (call,)
        assert [row.prompt for row in model_calls.all_of(db, other)] == ["quiz@2"]
        assert model_calls.all_of(db, None) == (nobodys,)


@on_both
def test_tokens_are_counted_from_a_moment_on(database, learner_id, call, now):
    records, nobodys = CallRecords(database, learner_id), CallRecords(database, None)
    assert records.tokens_since(now) == 0
    for minutes in (0, 10, 20):
        records.record(replace(call, at=now + timedelta(minutes=minutes)))
    nobodys.record(replace(call, tokens_out=7))
    assert records.tokens_since(now) == 3000
    assert records.tokens_since(now + timedelta(minutes=10)) == 2000
    assert records.tokens_since(now + timedelta(minutes=21)) == 0
    assert nobodys.tokens_since(now) == 907


def test_calls_of_several_threads_are_all_kept(database, learner_id, call, now):
    records = CallRecords(database, learner_id)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(records.record, [call] * 20))
    assert records.tokens_since(now) == 20_000


def test_a_call_for_a_learner_who_is_gone_is_a_sentence(database, learner_id, call):
    with database.write() as db:
        erase_learner(db, learner_id)
    with pytest.raises(CoachError, match="no such learner"):
        CallRecords(database, learner_id).record(call)


@on_both
def test_an_answer_is_kept_for_its_model_prompt_and_inputs_alone(database, now):
    answers = KeptAnswers(database, lambda: now)
    key = ("tiny", "summarise@1", "hash")
    assert answers.get(*key) is None
    answers.put(*key, '{"a": "é"}')
    answers.put("tiny", "summarise@1", "other", "another")
    assert answers.get(*key) == '{"a": "é"}'
    for place in range(3):
        assert answers.get(*key[:place], "x", *key[place + 1 :]) is None
    answers.put(*key, "newer")
    assert answers.get(*key) == "newer"


@on_both
def test_the_last_card_of_a_model_is_kept_by_its_address_and_name(database, now):
    later = now + timedelta(days=1)
    with database.write() as db:
        model_cards.save(db, "http://a", "tiny", {"context": 4096, "answers": "json"}, now)
        model_cards.save(db, "http://b", "tiny", {"context": 8192}, now)
        model_cards.save(db, "http://a", "tiny", {"context": 2048}, later)
        assert model_cards.find(db, "http://a", "tiny") == {"context": 2048}
        assert model_cards.find(db, "http://a", "large") is None
        assert model_cards.all_of(db) == (
            KeptCard("http://a", "tiny", {"context": 2048}, later),
            KeptCard("http://b", "tiny", {"context": 8192}, now),
        )


@on_both
def test_what_learners_share_is_erased_with_the_last_of_them(database, full, learner, roadmap, now):
    with database.write() as db:
        other = learners.add(db, learner, roadmaps.roadmap_hash(roadmap), now)
        erase_learner(db, full)
        assert len(model_cards.all_of(db)) == len(model_calls.all_of(db, None)) == 1
        assert model_calls.all_of(db, full) == ()
    answers = KeptAnswers(database, lambda: now)
    assert answers.get("tiny", "summarise@1", "hash") == "kept"
    with database.write() as db:
        erase_learner(db, other)
        assert model_cards.all_of(db) == model_calls.all_of(db, None) == ()
    assert answers.get("tiny", "summarise@1", "hash") is None
