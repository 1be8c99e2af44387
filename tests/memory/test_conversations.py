"""Conversations: their messages come back in order, their names and states are kept, and they can be deleted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from studycoach.domain.errors import CoachError, WrongInput
from studycoach.memory import conversations, learners, roadmaps
from studycoach.memory.conversations import Message, Thread

on_both = pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)


@on_both
def test_messages_come_back_as_they_were_oldest_first(database, learner_id, said, now):
    asked = Message(1, now, "learner", "What does it cut? ☂")
    later = replace(said, turn=2, at=now + timedelta(minutes=1), state="whole")
    with database.write() as db:
        conversations.open_thread(db, learner_id, "saws", now)
        ids = [conversations.add(db, learner_id, "saws", message) for message in (asked, said, later)]
        kept = conversations.all_of(db, learner_id, "saws")
        assert kept == tuple(replace(message, id=id_) for message, id_ in zip((asked, said, later), ids, strict=True))
        assert conversations.recent(db, learner_id, "saws", 2) == kept[1:]
        assert conversations.recent(db, learner_id, "saws", 9) == kept
        assert conversations.count(db, learner_id, "saws") == 3
        assert conversations.next_turn(db, learner_id, "saws") == 3


def test_the_word_that_was_waited_for_is_the_last_message_though_its_turn_is_an_earlier_one(
    database, learner_id, said, now
):
    with database.write() as db:
        conversations.open_thread(db, learner_id, "saws", now)
        for turn in (1, 2, 1):
            conversations.add(db, learner_id, "saws", replace(said, turn=turn))
        assert [message.turn for message in conversations.recent(db, learner_id, "saws", 2)] == [2, 1]
        assert conversations.next_turn(db, learner_id, "saws") == 3


@on_both
def test_a_conversation_is_opened_once_and_keeps_its_state(database, learner_id, now):
    later = now + timedelta(days=1)
    with database.write() as db:
        assert conversations.find(db, learner_id, "saws") is None
        opened = conversations.open_thread(db, learner_id, " saws ", now)
        assert opened == Thread("saws", now, now, {})
        assert conversations.next_turn(db, learner_id, "saws") == 1
        conversations.set_state(db, learner_id, "saws", {"quiz": [1, "é"]})
        again = conversations.open_thread(db, learner_id, "saws", later)
        assert again == Thread("saws", now, now, {"quiz": [1, "é"]}) == conversations.find(db, learner_id, "saws")


def test_the_conversation_that_was_used_last_comes_first(database, learner_id, said, now):
    with database.write() as db:
        for name in ("saws", "planes", "chairs"):
            conversations.open_thread(db, learner_id, name, now)
        conversations.add(db, learner_id, "planes", replace(said, at=now + timedelta(minutes=5)))
        assert [thread.name for thread in conversations.threads(db, learner_id)] == ["planes", "chairs", "saws"]
        assert conversations.threads(db, learner_id)[0].last_at == now + timedelta(minutes=5)


@on_both
def test_a_deleted_conversation_takes_its_messages_and_no_others(database, learner_id, said, now):
    with database.write() as db:
        for name in ("saws", "planes"):
            conversations.open_thread(db, learner_id, name, now)
            conversations.add(db, learner_id, name, said)
        conversations.forget_thread(db, learner_id, "saws")
        assert [thread.name for thread in conversations.threads(db, learner_id)] == ["planes"]
        assert conversations.count(db, learner_id, "saws") == 0
        assert conversations.count(db, learner_id, "planes") == 1


def test_what_is_said_in_a_conversation_that_is_gone_is_a_sentence(database, learner_id, said):
    for act in (
        lambda db: conversations.add(db, learner_id, "saws", said),
        lambda db: conversations.set_state(db, learner_id, "saws", {}),
        lambda db: conversations.forget_thread(db, learner_id, "saws"),
    ):
        with pytest.raises(CoachError, match="no conversation 'saws'"), database.write() as db:
            act(db)


def test_another_learner_s_conversation_of_the_same_name_is_another_one(
    database, learner, learner_id, roadmap, said, now
):
    with database.write() as db:
        other = learners.add(db, learner, roadmaps.roadmap_hash(roadmap), now)
        for owner in (learner_id, other):
            conversations.open_thread(db, owner, "saws", now)
        conversations.add(db, learner_id, "saws", said)
        conversations.set_state(db, learner_id, "saws", {"mine": True})
        assert conversations.all_of(db, other, "saws") == ()
        assert conversations.find(db, other, "saws").state == {}


def test_a_name_that_can_t_be_opens_nothing(database, learner_id, now):
    with pytest.raises(WrongInput), database.write() as db:
        conversations.open_thread(db, learner_id, "a/b", now)


@on_both
def test_characters_that_can_t_be_stored_don_t_cost_a_message(database, learner_id, said, now):
    with database.write() as db:
        conversations.open_thread(db, learner_id, "saws", now)
        conversations.add(db, learner_id, "saws", replace(said, text="a\0b \ud800 c", request="\0"))
        (kept,) = conversations.all_of(db, learner_id, "saws")
    assert (kept.text, kept.request) == ("ab ? c", "")
