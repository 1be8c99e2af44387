"""Finding, reading, asking and voting: what a learner gets, what it costs, and what is refused."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from paper_worlds import method, page
from talking import scripted, with_model

from studycoach.agents.paper_questions import GivenAnswer, GivenSentence
from studycoach.agents.paper_reader import Said, WholePaper
from studycoach.domain.errors import CoachError, WrongInput
from studycoach.domain.paper import PaperName
from studycoach.domain.quotation import Quotable
from studycoach.llm.errors import ModelUnreachable
from studycoach.llm.scripted import SCRIPTED, CallList
from studycoach.memory import learners, paper_marks, paper_texts
from studycoach.workflows.paper_questions import ask
from studycoach.workflows.paper_reading import read
from studycoach.workflows.paper_search import known, search
from studycoach.workflows.paper_shelf import kept_paper, shelf
from studycoach.workflows.paper_votes import vote
from studycoach.workflows.services import Services

ONE, TWO = "2611.00001", "2611.00002"
BIG = replace(SCRIPTED, embedder="", context=65536)


def whole(*points: Said, tldr: str = "", tldr_quote: str = "", exercise: str = "Try it on ten verbs.") -> WholePaper:
    return WholePaper(list(points), tldr_quote, tldr, exercise, ["accuracy"])


def test_a_search_asked_again_within_a_day_costs_no_request(at_hand, arxiv, now):
    first = search(at_hand, "spanish", 5)
    asked = len(arxiv.requests)
    assert [paper.id for paper in first] == [ONE, "2611.00004"]
    assert search(at_hand, "spanish", 5) == first
    assert len(arxiv.requests) == asked
    search(replace(at_hand, now=lambda: now + timedelta(hours=25)), "spanish", 5)
    assert len(arxiv.requests) == asked + 1


def test_a_paper_that_is_known_is_not_asked_about_again(at_hand, learner_id, arxiv):
    first = known(at_hand, learner_id, PaperName(ONE))
    assert known(at_hand, learner_id, PaperName(ONE)) == first
    assert len(arxiv.requests) == 1


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (PaperName("2611.09999"), "no paper"),
        (PaperName(ONE, 4), "no version 4"),
        (PaperName("own-" + "0" * 16), "No file"),
    ],
)
def test_what_arxiv_does_not_have_is_said(at_hand, learner_id, name, sentence):
    with pytest.raises(WrongInput, match=sentence):
        known(at_hand, learner_id, name)


def test_reading_without_a_model_gives_sentences_of_the_paper_labelled_so(at_hand, learner_id):
    done = read(at_hand, learner_id, f"https://arxiv.org/abs/{ONE}")
    summary = done.explained.summary
    assert summary.written_by == "rules"
    assert done.text.source == "html"
    assert done.text.sections[-1] == "4 Limitations"
    for point in summary.points:
        found = Quotable(done.text.passages).find(point.quote)
        assert found
        assert (found.passage.section, found.passage.page) == (point.section, point.page)


def test_a_text_is_fetched_once_for_all_and_the_paper_counts_as_shown(at_hand, learner_id, arxiv):
    read(at_hand, learner_id, ONE)
    asked = len(arxiv.requests)
    read(at_hand, learner_id, ONE)
    assert len(arxiv.requests) == asked
    with at_hand.database.read() as db:
        assert paper_marks.exposed(db, learner_id) == {ONE}


def test_a_model_explains_and_what_it_cannot_prove_is_asked_again_then_dropped(at_hand, learner_id):
    good = Said("result", method(ONE), "It reaches 01.5 percent accuracy on 21 data sets.")
    wrong = Said("result", method(ONE).replace("21", "22"), "It reaches 01.5 percent accuracy on 22 data sets.")
    model = scripted(
        [whole(good, wrong, tldr="It proposes a method.", tldr_quote=method(ONE)), whole(wrong), "{}", "{}"], BIG
    )
    done = read(with_model(at_hand, model), learner_id, ONE)
    assert [point.text for point in done.explained.summary.points] == [good.text]
    assert done.explained.summary.dropped == 1
    assert done.explained.summary.written_by == "scripted"


def test_a_summary_is_shared_by_all_learners_of_a_stage(at_hand, learner_id):
    good = Said("result", method(ONE), "It reaches 01.5 percent accuracy on 21 data sets.")
    log = CallList()
    model = scripted([whole(good, tldr="It proposes a method.", tldr_quote=method(ONE))], BIG)
    with_reader = with_model(at_hand, model, log=log)
    first = read(with_reader, learner_id, ONE)
    assert read(with_reader, learner_id, ONE).explained.summary == first.explained.summary
    assert len(log.calls) == 1


def test_when_the_model_fails_the_rules_explain_and_the_reason_is_told(at_hand, learner_id):
    model = scripted([ModelUnreachable("The model's server is gone.", again=False)] * 4, BIG)
    done = read(with_model(at_hand, model), learner_id, ONE)
    assert done.explained.summary.written_by == "rules"
    assert "gone" in done.trouble
    assert done.explained.summary.points


def test_a_stage_that_the_roadmap_does_not_have_is_refused(at_hand, learner_id):
    with pytest.raises(WrongInput, match="no stage 40"):
        read(at_hand, learner_id, ONE, level=40)


def test_when_arxiv_sends_the_text_of_another_paper_it_is_told(at_hand, learner_id, arxiv):
    other = (
        "Magnets pull on the arms of a robot, and nobody asked the robot what it thinks of being pulled about all day."
    )
    arxiv.files["html"][ONE] = (
        page(replace(arxiv.papers[6], abstract=other)).replace(method("2611.00007"), other).encode()
    )
    assert any("see whether it is the paper" in remark for remark in read(at_hand, learner_id, ONE).text.remarks)
    assert read(at_hand, learner_id, TWO).text.remarks == ()


def test_a_withdrawn_paper_is_not_fetched(at_hand, learner_id, arxiv):
    arxiv.papers = tuple(replace(p, comment="This paper has been withdrawn by the author") for p in arxiv.papers)
    with pytest.raises(CoachError, match="withdrawn"):
        read(at_hand, learner_id, ONE)
    assert {request.kind for request in arxiv.requests} == {"api"}


def test_a_file_of_the_learners_own_is_read_and_belongs_to_them_alone(at_hand, learner_id, tmp_path: Path):
    path = tmp_path / "my notes.tex"
    path.write_text(
        "\\documentclass{article}\\title{Grammar of Dreams}\\begin{document}\\maketitle\\begin{abstract}We show that dreams "
        "have a grammar of their own, which nobody has written down before this work.\\end{abstract}\\section{Introduction}"
        "Dreams repeat. We count 412 dreams of 20 sleepers and find 7 rules that hold in 90 percent of them.\\end{document}"
    )
    done = read(at_hand, learner_id, str(path))
    assert done.explained.paper.id.startswith("own-")
    assert "Grammar of Dreams" in done.explained.paper.title
    answer = ask(at_hand, learner_id, [done.explained.paper.id], "How many dreams were counted?")
    assert "412 dreams" in answer.references[0].passage.text
    with at_hand.database.read() as db:
        assert paper_texts.search(db, learner_id, "dreams", 5)
        assert not paper_texts.search(db, learner_id + 1, "dreams", 5)
    for another in (read, lambda *of: vote(*of, 1, ""), lambda *of: ask(*of[:2], [of[2]], "What?"), kept_paper):
        with pytest.raises(WrongInput, match=r"own-|kept"):
            another(at_hand, stranger(at_hand), done.explained.paper.id)


def stranger(services: Services) -> int:
    """Another learner on the same database."""
    with services.database.write() as db:
        first = learners.first(db)
        return learners.add(db, replace(first.learner, name="Stranger"), first.roadmap_hash, services.now())


def test_a_question_is_answered_from_passages_and_code_writes_the_references(at_hand, learner_id):
    said = GivenAnswer(
        True, [GivenSentence(["p1"], "It reaches 01.5 percent accuracy."), GivenSentence(["p99"], "It is cheap.")]
    )
    answer = ask(with_model(at_hand, scripted([said], BIG)), learner_id, [ONE], "What accuracy does it reach?")
    assert answer.text == "It reaches 01.5 percent accuracy. [1]"
    assert [reference.number for reference in answer.references] == [1]
    assert answer.left_out == 1
    assert answer.written_by == "scripted"


def test_a_question_of_which_nothing_is_found_asks_no_model(at_hand, learner_id):
    log = CallList()
    answer = ask(
        with_model(at_hand, scripted([], BIG), log=log), learner_id, [ONE], "Which helicopter landed in Reykjavik?"
    )
    assert answer.nothing
    assert not answer.references
    assert not log.calls


def test_a_question_about_the_whole_paper_gets_its_beginning(at_hand, learner_id):
    answer = ask(at_hand, learner_id, [ONE, TWO], "What are these papers about?")
    assert {reference.paper.id for reference in answer.references} == {ONE, TWO}


@pytest.mark.parametrize(
    ("names", "question"),
    [
        ([], "What?"),
        ([""], "What?"),
        ([ONE] * 1 + [f"2611.{n:05}" for n in range(9)], "What?"),
        ([ONE], " "),
        ([ONE], "x" * 3000),
    ],
)
def test_what_cannot_be_asked_is_refused(at_hand, learner_id, names, question):
    with pytest.raises(WrongInput):
        ask(at_hand, learner_id, names, question)


def test_the_shelf_shows_the_newest_first_and_is_searched_by_words(at_hand, learner_id, now):
    read(at_hand, learner_id, ONE)
    vote(replace(at_hand, now=lambda: now + timedelta(hours=1)), learner_id, TWO, -1, "too dry")
    assert [(one.paper.id, one.place, one.vote, one.why) for one in shelf(at_hand, learner_id, "", 9)] == [
        (TWO, "", -1, "too dry"),
        (ONE, "read", 0, ""),
    ]
    assert [one.paper.id for one in shelf(at_hand, learner_id, "conjugation", 9)] == [ONE]
    assert kept_paper(at_hand, learner_id, ONE).sections
    assert kept_paper(at_hand, learner_id, TWO).sections == ()
    with pytest.raises(WrongInput, match="Nothing is kept"):
        kept_paper(at_hand, learner_id, "2611.00006")
