"""What is kept of papers, and when it is looked at again: versions, parts that were missing, outages, and age."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from paper_worlds import an_arxiv, method, page, reaching

from studycoach.domain.digest import DigestRules
from studycoach.domain.errors import CoachError
from studycoach.domain.paper import PaperName
from studycoach.memory import paper_marks
from studycoach.workflows.paper_digest import make
from studycoach.workflows.paper_questions import ask
from studycoach.workflows.paper_reading import read
from studycoach.workflows.paper_search import known, search
from studycoach.workflows.paper_shelf import kept_paper

pytestmark = pytest.mark.slow

ONE = "2611.00001"


def test_a_question_about_a_version_is_answered_from_that_version(at_hand, learner_id, arxiv):
    newer = replace(arxiv.papers[0], version=2, updated=date(2026, 11, 24))
    arxiv.papers = (newer, *arxiv.papers[1:])
    arxiv.files["html"] |= {
        f"{ONE}v1": page(newer).encode(),
        f"{ONE}v2": page(newer).replace("01.5 percent", "99.9 percent").encode(),
    }
    for name, there, absent in ((f"{ONE}v1", "01.5", "99.9"), (ONE, "99.9", "01.5")):
        answer = ask(at_hand, learner_id, [name], "What accuracy does the method reach?")
        said = " ".join(reference.passage.text for reference in answer.references)
        assert there in said
        assert absent not in said


def test_a_paper_that_was_asked_about_is_not_brought_as_new(at_hand, learner_id):
    ask(at_hand, learner_id, [ONE], "What accuracy?")
    with at_hand.database.read() as db:
        assert paper_marks.exposed(db, learner_id) == {ONE}


def test_a_part_that_could_not_be_fetched_is_tried_again_the_next_time(at_hand, learner_id, arxiv):
    answer = arxiv.answer
    arxiv.answer = lambda request, fault: (403, "text/html", b"no") if request.kind == "pdf" else answer(request, fault)
    first = read(at_hand, learner_id, ONE)
    assert any("could not be fetched" in remark for remark in first.text.remarks)
    arxiv.answer = answer
    assert not read(at_hand, learner_id, ONE).text.remarks
    asked = len(arxiv.requests)
    read(at_hand, learner_id, ONE)
    assert len(arxiv.requests) == asked


def test_while_arxiv_is_down_what_is_there_is_shown(at_hand, learner_id, arxiv):
    answer = arxiv.answer
    arxiv.answer = lambda request, fault: (403, "text/html", b"no") if request.kind == "pdf" else answer(request, fault)
    read(at_hand, learner_id, ONE)
    arxiv.always = 503
    assert read(at_hand, learner_id, ONE).text.sections


def test_an_outage_ends_a_digest_with_what_was_read_before_it(at_hand, learner_id, arxiv):
    answer, fetched = arxiv.answer, []

    def until_the_third(request, fault):
        if request.kind == "html":
            fetched.append(request.path)
        return answer(request, fault) if len(fetched) < 3 else (503, "text/html", b"no")

    arxiv.answer = until_the_third
    made = make(at_hand, learner_id, "2026-W48")
    assert len(made.digest.papers) == 2
    assert made.digest.failed == ()
    assert any(remark.startswith("The others could not be fetched") for remark in made.digest.remarks)
    assert len(set(fetched)) == 3, "nobody is asked any more once nothing can be reached"


def test_an_outage_before_the_first_paper_keeps_nothing(at_hand, learner_id, arxiv):
    answer = arxiv.answer
    arxiv.answer = lambda request, fault: (
        answer(request, fault) if request.kind in ("api", "rss") else (503, "text/html", b"")
    )
    with pytest.raises(CoachError, match="arXiv"):
        make(at_hand, learner_id, "2026-W48")
    arxiv.answer = answer
    assert len(make(at_hand, learner_id, "2026-W48").digest.papers) == 5


def test_an_empty_digest_does_not_keep_a_letter_away_that_comes_later_in_its_period(services, learner_id):
    with an_arxiv([]) as server:
        at_hand = reaching(services, server)
        make(at_hand, learner_id, "2026-11-24")
        with an_arxiv() as later:
            made = make(
                reaching(replace(services, now=lambda: services.now() + timedelta(hours=13)), later),
                learner_id,
                "2026-11-24",
            )
    assert len(made.digest.papers) == 5
    assert len(list((services.inbox / "new").iterdir())) == 2


def test_what_is_known_of_a_paper_is_asked_again_after_a_week(at_hand, learner_id, arxiv, now):
    known(at_hand, learner_id, PaperName(ONE))
    newer = replace(arxiv.papers[0], version=2, updated=date(2026, 12, 1))
    arxiv.papers = (newer, *arxiv.papers[1:])
    assert known(at_hand, learner_id, PaperName(ONE)).version == 1
    later = replace(at_hand, now=lambda: now + timedelta(days=8))
    assert known(later, learner_id, PaperName(ONE)).version == 2
    asked = len(arxiv.requests)
    assert known(later, learner_id, PaperName(ONE)).version == 2
    assert known(later, learner_id, PaperName(ONE, 1)).version == 2
    assert len(arxiv.requests) == asked
    arxiv.always = 503
    assert known(replace(at_hand, now=lambda: now + timedelta(days=20)), learner_id, PaperName(ONE)).version == 2


def test_fewer_or_a_few_more_of_the_same_search_cost_no_request(at_hand, arxiv):
    ten = search(at_hand, "spanish", 10)
    assert search(at_hand, "spanish", 1) == ten[:1]
    assert search(at_hand, "spanish", 40) == ten
    assert len(arxiv.requests) == 1


def test_the_news_of_a_day_are_asked_for_once_for_all_learners_and_periods(at_hand, learner_id, arxiv):
    few = replace(at_hand, digest=DigestRules(papers=1, categories=("cs.CL",)))
    make(few, learner_id, "2026-W48")
    before = [request.kind for request in arxiv.requests].count("api")
    make(few, learner_id, "2026-11-24")
    assert [request.kind for request in arxiv.requests].count("api") == before


def test_without_a_model_too_what_was_read_is_shown_with_what_it_says(at_hand, learner_id):
    read(at_hand, learner_id, ONE)
    summary = kept_paper(at_hand, learner_id, ONE).summary
    assert summary
    assert summary.points


def test_an_own_paper_is_another_one_when_a_file_that_it_puts_in_is_another(at_hand, learner_id, tmp_path: Path):
    main, part = tmp_path / "main.tex", tmp_path / "part.tex"
    main.write_text(
        "\\documentclass{article}\\title{Dreams}\\begin{document}\\section{Results}\\input{part}\\end{document}"
    )
    part.write_text(f"We counted many dreams. {method('2611.00044')} It is better than all that was known before.")
    first = read(at_hand, learner_id, str(main))
    part.write_text(f"We counted many dreams. {method('2611.00077')} It is better than all that was known before.")
    second = read(at_hand, learner_id, str(main))
    assert first.explained.paper.id != second.explained.paper.id
    assert all("77.5" in p.quote or "44.5" not in p.quote for p in second.explained.summary.points)
