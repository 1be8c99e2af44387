"""Texts of papers are kept passage by passage, and found by their words; own files only by those who have them."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studycoach.domain.paper_text import PaperText, Passage
from studycoach.memory import learners, paper_marks, paper_texts, roadmaps

on_both = pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)


@on_both
def test_a_kept_text_is_found_again_whole(database, paper_text, own_text, now):
    with database.write() as db:
        paper_texts.keep(db, paper_text, now)
        paper_texts.keep(db, own_text, now)
        for version in (None, 2):
            assert paper_texts.find(db, paper_text.paper, version) == paper_text
        assert paper_texts.find(db, paper_text.paper, 1) is None
        assert paper_texts.find(db, "2401.00001") is None
        assert paper_texts.find(db, own_text.paper) == own_text


@on_both
def test_the_newest_text_is_found_unless_a_version_is_named(database, paper_text, now):
    newer = replace(paper_text, version=10, passages=(Passage(0, "", None, "A new blade."),))
    with database.write() as db:
        paper_texts.keep(db, newer, now)
        paper_texts.keep(db, paper_text, now)
        assert paper_texts.find(db, paper_text.paper) == newer
        assert paper_texts.find(db, paper_text.paper, 2) == paper_text


def test_a_text_that_is_read_anew_takes_the_place_of_the_old_one(database, learner_id, paper_text, now):
    anew = replace(paper_text, source="pdf", remarks=(), passages=(Passage(0, "1 Tools", 1, "Planes alone."),))
    with database.write() as db:
        paper_texts.keep(db, paper_text, now)
        paper_texts.keep(db, anew, now)
        assert paper_texts.find(db, paper_text.paper) == anew
        assert paper_texts.search(db, learner_id, "blade", 9) == ()
        assert len(paper_texts.search(db, learner_id, "plane", 9)) == 1


def test_a_text_whose_keeping_fails_leaves_the_old_one(database, learner_id, paper_text, now):
    with database.write() as db:
        paper_texts.keep(db, paper_text, now)
    with suppress(RuntimeError), database.write() as db:
        paper_texts.keep(db, replace(paper_text, passages=()), now)
        raise RuntimeError("killed")
    with database.read() as db:
        assert paper_texts.find(db, paper_text.paper) == paper_text
        assert len(paper_texts.search(db, learner_id, "blade", 9)) == 1


def test_passages_are_found_best_first(database, learner_id, paper_text, now):
    with database.write() as db:
        paper_texts.keep(db, paper_text, now)
        found = paper_texts.search(db, learner_id, "How is the blade sharpened?", 9)
        assert found == tuple((paper_text.paper, paper_text.passages[at]) for at in (2, 1))
        assert paper_texts.search(db, learner_id, "How is the blade sharpened?", 1) == found[:1]


@pytest.mark.parametrize("words", ["", "What is the", "how do they?", "helicopters", '"', "text:blade*", "\0", "飞机"])
def test_where_no_telling_word_stands_nothing_is_found(database, learner_id, paper_text, now, words):
    with database.write() as db:
        paper_texts.keep(db, paper_text, now)
        assert paper_texts.search(db, learner_id, words, 9) == ()


def test_scripts_without_spaces_are_searched_in_passages_too(database, learner_id, paper_text, now):
    passages = (Passage(0, "", None, "大语言模型的微调方法"), Passage(1, "", None, "We fine-tune the model."))
    with database.write() as db:
        paper_texts.keep(db, replace(paper_text, passages=passages), now)
        found = paper_texts.search(db, learner_id, "微调 model", 9)
    assert [passage.position for _, passage in found] == [1, 0]


def test_an_own_file_is_found_by_those_alone_who_have_it(
    database, learner_id, learner, roadmap, paper_text, own_text, now
):
    with database.write() as db:
        other = learners.add(db, learner, roadmaps.roadmap_hash(roadmap), now)
        for text in (paper_text, own_text):
            paper_texts.keep(db, text, now)
        paper_marks.expose(db, learner_id, [own_text.paper], place="read", period="", now=now)
        assert paper_texts.search(db, learner_id, "dovetail", 9) == ((own_text.paper, own_text.passages[0]),)
        assert paper_texts.search(db, other, "dovetail", 9) == ()
        assert len(paper_texts.search(db, other, "grain", 9)) == 1


words = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    texts=st.lists(st.tuples(words, st.none() | st.integers(1, 5000), words), max_size=4),
    notes=st.lists(words, max_size=2),
)
def test_any_text_survives(database, now, texts, notes):
    passages = tuple(Passage(position, *values) for position, values in enumerate(texts))
    text = PaperText("2611.00001", 1, "tex", "T", passages, tuple(notes), tuple(notes[::-1]))
    with database.write() as db:
        paper_texts.keep(db, text, now)
        assert paper_texts.find(db, text.paper) == text
