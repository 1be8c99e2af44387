"""The digest from the outside in: what is kept, mailed and never shown twice."""

import mailbox
from dataclasses import replace
from datetime import date, timedelta

import pytest
from paper_worlds import SUBJECTS, an_arxiv, page, reaching, some_papers

from studycoach.domain.digest import DigestRules
from studycoach.domain.errors import CoachError, WrongInput
from studycoach.domain.quotation import Quotable
from studycoach.memory import digests, outbox, paper_marks, paper_texts, runs
from studycoach.workflows.paper_digest import kept_digest, make
from studycoach.workflows.paper_votes import vote
from studycoach.workflows.services import Services

WEEK = "2026-W48"


@pytest.fixture
def digest_rules() -> DigestRules:
    """Three papers of one category."""
    return DigestRules(papers=3, categories=("cs.CL",))


def ids(made) -> list[str]:
    return [one.paper.id for one in made.digest.papers]


def letters(services: Services) -> list[str]:
    return [message["Subject"] for message in mailbox.Maildir(services.inbox, create=False)]


def test_a_digest_explains_as_many_papers_as_are_set_each_with_quotations_that_stand_in_it(at_hand, learner_id):
    made = make(at_hand, learner_id, WEEK)
    assert made.is_new
    assert made.digest.looked_at == 7
    assert len(made.digest.papers) == 3
    for one in made.digest.papers:
        with at_hand.database.read() as db:
            text = paper_texts.find(db, one.paper.id)
        assert one.summary.points
        assert all(Quotable(text.passages).find(point.quote) for point in one.summary.points)
        assert one.why
        assert one.exercise


def test_what_is_far_from_the_learner_is_not_among_the_first(at_hand, learner_id):
    assert "2611.00007" not in ids(make(at_hand, learner_id, WEEK))


def test_a_digest_is_made_once_for_its_period_with_one_letter_and_one_file(at_hand, learner_id, arxiv):
    first = make(at_hand, learner_id, WEEK)
    asked = len(arxiv.requests)
    again = make(at_hand, learner_id, WEEK)
    assert (again.digest, again.is_new, len(arxiv.requests)) == (first.digest, False, asked)
    assert len(letters(at_hand)) == 1
    assert [path.name for path in at_hand.digests.iterdir()] == [f"{WEEK}.md"]
    with at_hand.database.read() as db:
        (run,) = runs.all_of(db, learner_id)
    assert (run.workflow, run.period, run.state, run.model, run.calls) == ("paper_digest", WEEK, "done", "", 0)


def test_no_paper_comes_twice_not_even_in_a_new_version(at_hand, learner_id, arxiv):
    first = ids(make(at_hand, learner_id, WEEK))
    arxiv.papers = tuple(replace(paper, version=2, updated=date(2026, 11, 24)) for paper in arxiv.papers)
    second = ids(make(at_hand, learner_id, "2026-11-24"))
    third = make(at_hand, learner_id, "2026-11-25")
    assert not set(first) & set(second)
    assert len(first + second) == 6
    assert third.digest.looked_at == 1


def test_a_paper_that_cannot_be_read_costs_itself_alone_and_another_takes_its_place(services, learner_id):
    best = "2611.00001"
    with an_arxiv(unreadable=[best]) as server:
        at_hand = replace(reaching(services, server), digest=DigestRules(papers=6, categories=("cs.CL",)))
        made = make(at_hand, learner_id, WEEK)
    assert [failed.id for failed in made.digest.failed] == [best]
    assert "neither HTML nor PDF" in made.digest.failed[0].why
    assert len(made.digest.papers) == 6
    (letter,) = mailbox.Maildir(services.inbox, create=False)
    assert "Could not be read" in letter.get_payload()[0].get_payload(decode=True).decode()


def test_when_none_can_be_read_it_is_told_and_the_next_try_finds_and_mails_them(services, learner_id):
    with an_arxiv(unreadable=[paper.id for paper in some_papers()]) as server:
        at_hand = reaching(services, server)
        made = make(at_hand, learner_id, WEEK)
        assert len(made.digest.failed) == 7
        assert letters(services) == [f"Papers of week {WEEK}: none for you"]
        server.files["html"] |= {paper.id: page(paper).encode() for paper in server.papers}
        assert len(make(at_hand, learner_id, WEEK).digest.papers) == 5
        assert len(letters(services)) == 2


def test_a_day_without_a_paper_is_told_in_one_line_or_not_at_all(services, learner_id):
    with an_arxiv([]) as server:
        quiet = replace(reaching(services, server), digest=DigestRules(empty="silent"))
        assert make(quiet, learner_id, "2026-11-23").digest.papers == ()
        assert not quiet.inbox.exists()
        make(reaching(services, server), learner_id, "2026-11-24")
        assert letters(services) == ["Papers of 24 November 2026: none for you"]
        make(reaching(services, server), learner_id, "2026-11-24")
        assert len(letters(services)) == 1


def test_a_vote_changes_the_very_next_digest(services, learner_id):
    robots = [
        ("2611.00011", "Robot Arms and Magnets", "robot arms under magnetic fields"),
        ("2611.00012", "Magnetic Steering of Robot Arms", "magnetic fields that steer robot arms"),
    ]
    with an_arxiv(some_papers(subjects=(*SUBJECTS[:6], *robots))) as server:
        at_hand = replace(reaching(services, server), digest=DigestRules(papers=2, categories=("cs.CL",)))
        assert "2611.00012" not in ids(make(at_hand, learner_id, "2026-11-22"))
        vote(at_hand, learner_id, "2611.00011", 1, "more of this")
        assert ids(make(at_hand, learner_id, "2026-11-23"))[0] == "2611.00012"


def test_without_arxiv_nothing_is_kept_and_the_sentence_says_so(services, learner_id):
    with an_arxiv() as server:
        server.always = 503
        with pytest.raises(CoachError, match="arXiv"):
            make(reaching(services, server), learner_id, WEEK)
    assert kept_digest(services, learner_id, WEEK) is None


def test_where_only_the_search_fails_the_announcements_alone_are_ranked_and_it_is_said(services, learner_id):
    with an_arxiv() as server:
        answer = server.answer
        server.answer = lambda request, fault: (
            answer(request, fault) if request.kind != "api" else (403, "text/html", b"no")
        )
        made = make(reaching(services, server), learner_id, WEEK)
    assert made.digest.looked_at == 7
    assert any("could not be" in remark for remark in made.digest.remarks)


def test_a_paper_that_is_shown_elsewhere_meanwhile_is_replaced(at_hand, learner_id, now):
    best = ids(make(replace(at_hand, digest=DigestRules(papers=1, categories=("cs.CL",))), learner_id, "2026-11-22"))
    steps = []

    def tell(doing: str) -> None:
        steps.append(doing)
        if doing.startswith("explains") and len([s for s in steps if s.startswith("explains")]) == 1:
            with at_hand.database.write() as db:
                paper_marks.expose(db, learner_id, [doing.split()[1]], place="read", period="", now=now)

    made = make(replace(at_hand, tell=tell), learner_id, WEEK)
    shown = next(step.split()[1] for step in steps if step.startswith("explains"))
    assert shown not in ids(made)
    assert not set(best) & set(ids(made))
    assert len(made.digest.papers) == 3


def test_the_letter_waits_in_the_outbox_when_the_inbox_cannot_be_written(at_hand, learner_id):
    at_hand.home.mkdir(parents=True, exist_ok=True)
    at_hand.inbox.write_text("a file where the folder should be")
    made = make(at_hand, learner_id, WEEK)
    assert made.problems
    with at_hand.database.read() as db:
        (row,) = outbox.waiting(db, learner_id, at_hand.now() + timedelta(hours=1))
        assert digests.find(db, learner_id, WEEK) == made.digest
    assert row.thing == "paper_digest"


@pytest.mark.parametrize("period", ["", "2026", "2026-13-01", "2026-W60", "yesterday", "2026-11-28T09:00", "../x"])
def test_what_is_no_day_and_no_week_is_refused(at_hand, learner_id, period):
    with pytest.raises(WrongInput):
        make(at_hand, learner_id, period)
