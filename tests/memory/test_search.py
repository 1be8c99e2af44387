"""Full-text search: what is kept of a learner is found by its words, in any language, and by nobody else."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from studycoach.memory import conversations, evidence, facts, learners, roadmaps
from studycoach.memory.conversations import Message
from studycoach.memory.search import Found, search
from studycoach.memory.tables import messages
from studycoach.memory.transfer import erase_learner, export_learner, import_learner, to_json

on_both = pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)

SAID = (
    "Struggling with integration by parts",
    'Why is `x = {"a": 1}` a dict AND not a set? 100% sure it\'s a_set',
    "我想了解微调大语言模型的方法",
    "機械学習の復習をしたい",
    "ฉันอยากเรียนการเรียนรู้ของเครื่อง",
    "हिन्दी में ट्रांसफॉर्मर समझाओ",
    "집에서 딥러닝을 공부했다",
    "Ich übe Matrizen, être prêt",
    "猫",
)


@pytest.fixture
def talked(database, learner_id, now) -> int:
    """A learner who said all that."""
    with database.write() as db:
        conversations.open_thread(db, learner_id, "main", now)
        for turn, text in enumerate(SAID, 1):
            conversations.add(db, learner_id, "main", Message(turn, now, "learner", text))
    return learner_id


@on_both
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("integrating", 0),
        ("INTEGRATION", 0),
        ("parts, please!", 0),
        ('"dict" AND (', 1),
        ("微调", 2),
        ("怎么微调", 2),
        ("語学習", 3),
        ("เครื่อง", 4),
        ("ट्रांसफॉर्मर", 5),
        ("딥러닝", 6),
        ("집", 6),
        ("matrizen", 7),
        ("übe", 7),
        ("猫", 8),
    ],
)
def test_words_of_any_language_are_found(database, talked, words, found):
    with database.read() as db:
        (place, *_) = search(db, talked, words)
    assert (place.kind, place.text, place.thread) == ("message", SAID[found], "main")


def test_accents_are_no_matter(database, talked):
    if database.dialect != "sqlite":
        pytest.skip("PostgreSQL needs an extension for it")
    with database.read() as db:
        assert search(db, talked, "etre pret")[0].text == SAID[7]


@on_both
@pytest.mark.parametrize(
    "words",
    ["", " ", "topology", "日本", "狗", "%", "_", "*", "integ*", '"', "NEAR", "text:parts", "^", "\0", "\ud800", "-"],
)
def test_what_is_nowhere_is_not_found(database, talked, words):
    with database.read() as db:
        assert search(db, talked, words) == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(words=st.text() | st.text(st.sampled_from("\"'*():^-+|&!<>\\%_{}\0\ud800微 aNORTD"), max_size=30))
def test_no_words_break_the_search(database, talked, words):
    with database.read() as db:
        found = search(db, talked, words, most=3)
    assert len(found) <= 3
    assert {place.text for place in found} <= set(SAID)


def test_a_page_of_text_is_searched_for_by_its_longest_words(database, talked):
    page = " ".join([f"w{number}" for number in range(300)] + ["struggling"])
    with database.read() as db:
        assert [place.text for place in search(db, talked, page)] == [SAID[0]]


def test_the_three_kinds_take_turns_and_corrected_facts_are_left_out(database, learner_id, done, now):
    with database.write() as db:
        conversations.open_thread(db, learner_id, "main", now)
        for turn in range(3):
            conversations.add(db, learner_id, "main", Message(turn, now, "coach", f"Sawing, said {turn} times"))
        old = facts.add(db, learner_id, "I hate sawing", "coach memory", now)
        new = facts.correct(db, learner_id, old, "I like sawing", "coach memory", now)
        act = evidence.add(db, learner_id, [replace(done, note="with a blunt blade")])
        found = search(db, learner_id, "sawing", most=4)
        blunt = search(db, learner_id, "blunt")
    assert [place.kind for place in found] == ["fact", "evidence", "message", "message"]
    assert found[0] == Found("fact", new, now, "I like sawing", "")
    assert blunt == (Found("evidence", act, done.at, "Sawing with a blunt blade", ""),)


def test_more_of_the_words_are_better(database, learner_id, now):
    with database.write() as db:
        conversations.open_thread(db, learner_id, "main", now)
        texts = ["a rip saw", "a plane", "a rip saw and a plane", "a chisel", "微调模型", "模型"]
        for turn, text in enumerate(texts):
            conversations.add(db, learner_id, "main", Message(turn, now, "learner", text))
        assert search(db, learner_id, "rip plane")[0].text == texts[2]
        assert [place.text for place in search(db, learner_id, "微调的模型")] == texts[4:]


def test_nobody_else_s_words_are_found(database, learner, talked, roadmap, done, now):
    with database.write() as db:
        other = learners.add(db, learner, roadmaps.roadmap_hash(roadmap), now)
        assert search(db, other, " ".join(SAID)) == ()


def test_words_that_are_gone_are_not_found(database, talked, now):
    with database.write() as db:
        fact = facts.add(db, talked, "I saw on Sundays", "coach memory", now)
        assert len(search(db, talked, "sundays")) == 1
        facts.forget(db, talked, fact)
        assert search(db, talked, "sundays") == ()
        conversations.forget_thread(db, talked, "main")
        assert search(db, talked, "integration 微调") == ()


def test_a_text_that_is_changed_is_found_by_its_new_words_alone(database, talked):
    with database.write() as db:
        db.execute(update(messages).where(messages.c.text == SAID[0]).values(text="now about topology"))
        assert search(db, talked, "integration") == ()
        assert len(search(db, talked, "topology")) == 1


def test_what_was_taken_in_can_be_searched(database, empty, talked):
    with database.read() as db:
        document = to_json(export_learner(db, talked))
    with empty.write() as db:
        import_learner(db, document)
        assert search(db, talked, "integration")[0].text == SAID[0]
    with database.write() as db:
        erase_learner(db, talked)
        import_learner(db, document)
        assert search(db, talked, "integration")[0].text == SAID[0]


def test_a_very_long_message_is_kept_and_found(database, talked, now):
    long = "findable " + " ".join(f"{number:x}" for number in range(200_000))
    with database.write() as db:
        conversations.add(db, talked, "main", Message(20, now, "learner", long))
        assert [place.text for place in search(db, talked, "findable")] == [long]
