"""Papers of digests in the week's plan, and what is written down when one was read."""

from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from plan_worlds import at, kept

from studycoach.domain.digest import Digest, ExplainedPaper
from studycoach.domain.errors import WrongInput
from studycoach.domain.paper import Paper
from studycoach.domain.paper_summary import Summary
from studycoach.domain.week import Week
from studycoach.domain.weekly_plan import StudySession
from studycoach.memory import digests, evidence, learners, paper_marks, papers
from studycoach.tools.roadmap_file import read_shipped
from studycoach.workflows import record_work, weekly_plan
from studycoach.workflows.services import Services
from studycoach.workflows.set_up import set_up

LORA, QLORA, OWN = "2106.09685", "2305.14314", "own-0123456789abcdef"
HOSTILE = "# LoRA](http://evil.example) <script>\x1b[31m\r\nBEGIN:VEVENT"


@pytest.fixture
def learner_id(services: Services, learner_id: int) -> int:
    """The learner, with a roadmap that asks for a paper each week."""
    with services.database.read() as db:
        learner = learners.find(db, learner_id).learner
    return set_up(services, replace(learner, roadmap="genai-scientist"), read_shipped("genai-scientist")).id


def a_paper(id_: str, title: str) -> Paper:
    return Paper(id_, 1, title, "An abstract.", ("A",), ("cs.CL",), date(2021, 6, 17), date(2021, 6, 17))


def give_digest(services: Services, learner_id: int, *found: Paper, period: str = "2026-W48") -> None:
    """A digest of these papers, the best first, as the digest workflow keeps it."""
    explained = tuple(
        ExplainedPaper(paper, Summary(paper.id, 1, 1, "It works.", (), ""), 1 - n / 10, "near it", True, "", "")
        for n, paper in enumerate(found)
    )
    digest = Digest(period, date(2026, 11, 23), 9, ("cs.CL",), date(2026, 11, 16), explained)
    with services.database.write() as db:
        papers.keep(db, found, services.now())
        digests.save(db, learner_id, digest, services.now())
        learners.bump(db, learner_id)


def rows(services: Services, learner_id: int) -> list[tuple[str, str, int]]:
    with services.database.read() as db:
        return [(row.kind, row.paper, row.minutes) for row in evidence.all_of(db, learner_id)]


def reading(services: Services, learner_id: int, week: Week) -> StudySession:
    weekly_plan.make(services, learner_id, week)
    (session,) = (s for s in kept(services, learner_id, week).sessions if s.kind == "paper" and s.state != "cancelled")
    return session


@pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)
def test_a_digests_paper_enters_the_week_and_reading_it_is_evidence(services: Services, learner_id: int, week: Week):
    plain = reading(services, learner_id, week)
    assert (plain.paper, plain.title) == ("", "Read a research paper")
    give_digest(services, learner_id, a_paper(LORA, "LoRA"), a_paper(QLORA, "QLoRA"))
    session = reading(services, learner_id, week)
    assert (session.id, session.paper, session.title) == (plain.id, LORA, "Read: LoRA")
    record_work.done(services, learner_id, session.id, minutes=40)
    assert rows(services, learner_id) == [("session_done", "", 40), ("paper_read", LORA, 0)]
    assert reading(services, learner_id, week).state == "done"


def test_taking_it_back_takes_both_rows_back(services: Services, learner_id: int, week: Week):
    give_digest(services, learner_id, a_paper(LORA, "LoRA"))
    session = reading(services, learner_id, week)
    record_work.done(services, learner_id, session.id)
    told = record_work.undo(services, learner_id)
    assert [row.kind for row in told.rows] == ["session_done", "paper_read"]
    assert reading(services, learner_id, week) == session


def test_what_was_read_makes_room_for_the_next_paper_in_the_next_week(services: Services, learner_id: int, week: Week):
    give_digest(services, learner_id, a_paper(LORA, "LoRA"), a_paper(QLORA, "QLoRA"))
    first = reading(services, learner_id, week)
    assert reading(services, learner_id, week.plus(1)).paper == QLORA, "the first is planned for this week"
    record_work.skip(services, learner_id, first.id, "no time")
    assert reading(services, learner_id, week).paper == LORA
    later = at(services, services.now() + timedelta(days=7))
    assert reading(later, learner_id, week.plus(1)).paper == QLORA, "what is placed stays"


def test_a_paper_voted_down_is_not_read(services: Services, learner_id: int, week: Week):
    give_digest(services, learner_id, a_paper(LORA, "LoRA"), a_paper(QLORA, "QLoRA"))
    reading(services, learner_id, week)
    with services.database.write() as db:
        paper_marks.vote(db, learner_id, LORA, -1, "", services.now())
        learners.bump(db, learner_id)
    assert reading(services, learner_id, week).paper == QLORA


def test_a_newer_digest_does_not_move_what_is_placed(services: Services, learner_id: int, week: Week):
    give_digest(services, learner_id, a_paper(LORA, "LoRA"), period="2026-W47")
    before = reading(services, learner_id, week)
    for n in range(10):
        give_digest(services, learner_id, a_paper(f"2401.0000{n}", "New"), period=f"2026-12-{n + 1:02}")
    assert reading(services, learner_id, week) == before


def test_a_paper_that_is_done_by_its_id_ticks_its_session(services: Services, learner_id: int, week: Week):
    give_digest(services, learner_id, a_paper(LORA, "LoRA"))
    session = reading(services, learner_id, week)
    told = record_work.done(services, learner_id, "https://arxiv.org/abs/2106.09685v2", minutes=50)
    assert told.session is not None
    assert told.session.id == session.id
    assert rows(services, learner_id) == [("session_done", "", 50), ("paper_read", LORA, 0)]


def test_a_kept_paper_can_be_read_outside_the_plan(services: Services, learner_id: int):
    with services.database.write() as db:
        papers.keep(db, [a_paper(LORA, "LoRA")], services.now())
    told = record_work.done(services, learner_id, "2106.09685v1", note="ranks")
    assert [(row.title, row.note) for row in told.rows] == [("LoRA", "ranks")]
    record_work.done(services, learner_id, LORA, minutes=20)
    record_work.log(services, learner_id, f"arXiv:{LORA}", 30, note="", finished=False)
    assert rows(services, learner_id) == [("paper_read", LORA, 0), ("paper_read", LORA, 20), ("paper_read", LORA, 30)]


def test_a_paper_nobody_has_read_here_is_refused_with_the_way_to_it(services: Services, learner_id: int):
    for tell in (
        lambda: record_work.done(services, learner_id, LORA),
        lambda: record_work.log(services, learner_id, LORA, 30, note="", finished=False),
    ):
        with pytest.raises(WrongInput, match=f"coach papers read {LORA}"):
            tell()
    assert rows(services, learner_id) == []


def test_recall_and_finished_mean_nothing_for_a_paper(services: Services, learner_id: int):
    with services.database.write() as db:
        papers.keep(db, [a_paper(LORA, "LoRA")], services.now())
    for said in ({"rating": "good"}, {"finished": True}):
        with pytest.raises(WrongInput, match="is a paper"):
            record_work.done(services, learner_id, LORA, **said)
    assert rows(services, learner_id) == []


def test_another_learners_own_file_is_not_known(services: Services, learner_id: int):
    with services.database.write() as db:
        papers.keep(db, [a_paper(OWN, "A private thesis")], services.now())
    with pytest.raises(WrongInput) as refused:
        record_work.done(services, learner_id, OWN)
    assert "thesis" not in str(refused.value)
    with services.database.write() as db:
        paper_marks.expose(db, learner_id, [OWN], place="read", period="", now=services.now())
    record_work.done(services, learner_id, OWN)
    assert rows(services, learner_id) == [("paper_read", OWN, 0)]


def test_a_hostile_title_breaks_neither_page_nor_calendar_nor_letter(services: Services, learner_id: int, week: Week):
    give_digest(services, learner_id, a_paper(LORA, HOSTILE))
    session = reading(services, learner_id, week)
    page = (services.plans / f"{week}.md").read_text("utf-8")
    (line,) = (line for line in page.splitlines() if session.id in line and "Read: " in line)
    assert "\\# LoRA\\]" in line
    assert "<script>" not in page
    calendar = (services.plans / f"{week}.ics").read_bytes().replace(b"\r\n ", b"")
    assert calendar.count(b"\r\nBEGIN:VEVENT\r\n") == len(kept(services, learner_id, week).sessions)
    (letter,) = (message_from_bytes(path.read_bytes(), policy=default) for path in (services.inbox / "new").iterdir())
    html = letter.get_body(("html",))
    assert html is not None
    assert "&lt;script&gt;" in html.get_content()
    assert "<script" not in html.get_content()


def test_plans_without_digests_are_as_they_were(services: Services, learner_id: int, week: Week):
    plan = weekly_plan.make(services, learner_id, week).plan
    with services.database.write() as db:
        papers.keep(db, [a_paper(LORA, "LoRA")], services.now())
        paper_marks.expose(db, learner_id, [LORA], place="search", period="", now=services.now())
        learners.bump(db, learner_id)
    assert weekly_plan.make(services, learner_id, week).plan == plan
    assert not any(s.paper for s in plan.sessions)
