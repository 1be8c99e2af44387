"""Papers in the week: a session for reading names one, keeps it, and no other session has it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from worlds import Life, a_learner, a_plan, a_roadmap, a_session, an_item

from studycoach.domain.digest import Digest, ExplainedPaper
from studycoach.domain.paper import Paper
from studycoach.domain.paper_summary import Summary
from studycoach.domain.plan_facts import PaperToRead
from studycoach.domain.plan_papers import papers_to_read
from studycoach.domain.plan_wording import SessionWords, accept
from studycoach.domain.planning import plan_week
from studycoach.domain.record import Evidence
from studycoach.domain.recording import done_rows, read_row
from studycoach.domain.session_states import with_states
from studycoach.domain.weekly_plan import StudySession, WeeklyPlan

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
WEEK = "2026-W48"
A, B = PaperToRead("2106.09685", "LoRA"), PaperToRead("2305.14314", "QLoRA")
C = PaperToRead("2401.00001", "New")


def a_life(**roadmap) -> Life:
    items = tuple(an_item(f"t{n}", 120) for n in range(8))
    return Life(a_learner(), replace(a_roadmap(items, habits=True), **roadmap), MONDAY)


def planned(life: Life, *papers: PaperToRead) -> WeeklyPlan:
    plan = plan_week(replace(life.facts(life.week), papers=papers), life.now)
    life.plans[plan.week] = plan
    return plan


def reading(plan: WeeklyPlan) -> list[StudySession]:
    return [s for s in plan.sessions if s.kind == "paper" and s.state != "cancelled"]


def test_a_session_for_reading_names_the_best_paper():
    (session,) = reading(planned(a_life(), A, B))
    assert (session.paper, session.title) == ("2106.09685", "Read: LoRA")
    assert session.task.startswith("Read it. The paper is 2106.09685")
    assert "`coach papers read 2106.09685`" in session.task
    assert "digest" in session.why


def test_without_papers_the_words_are_the_roadmaps_and_with_them_nothing_else_changes():
    plain, with_papers = planned(a_life()), planned(a_life(), A)
    (session,) = reading(plain)
    assert (session.paper, session.title, session.task) == ("", "One paper", "Read it.")
    (named,) = reading(with_papers)
    same = replace(named, paper="", title=session.title, task=session.task, why=session.why)
    assert replace(with_papers, sessions=tuple(same if s == named else s for s in with_papers.sessions)) == plain


def test_a_session_keeps_its_paper_over_revisions_while_it_is_to_be_read():
    life = a_life()
    (first,) = reading(planned(life, A, B))
    (second,) = reading(planned(life, B, A))
    assert second == first
    (third,) = reading(planned(life, B))
    assert (third.id, third.paper, third.sequence) == (first.id, B.id, first.sequence + 1)
    (fourth,) = reading(planned(life))
    assert (fourth.id, fourth.paper, fourth.title) == (first.id, "", "One paper")


def test_planning_again_with_the_same_papers_changes_nothing():
    life = a_life()
    before = planned(life, A, B)
    after = planned(life, A, B)
    assert after.sessions == before.sessions


def two_habits() -> Life:
    """A life with two sessions for reading each week."""
    habits = a_life().roadmap.habits
    return a_life(habits=(*habits, replace(habits[1], id="second", title="Another paper")))


def test_two_sessions_never_have_the_same_paper():
    life = two_habits()
    first = {s.id: s.paper for s in reading(planned(life, A, B))}
    assert sorted(first.values()) == [A.id, B.id]
    assert {s.id: s.paper for s in reading(planned(life, B, A, C))} == first
    # The paper of one is gone; that of the other is not taken for it.
    after = {s.id: s.paper for s in reading(planned(life, B, C))}
    assert after == {id_: B.id if paper == B.id else C.id for id_, paper in first.items()}


def test_a_paper_whose_session_was_skipped_does_not_come_again_in_that_week():
    life = two_habits()
    assert sorted(s.paper for s in reading(planned(life, A))) == ["", A.id]
    life.skip(next(s for s in reading(life.plans[WEEK]) if s.paper))
    assert sorted((s.paper, s.state) for s in reading(planned(life, A))) == [("", "planned"), (A.id, "skipped")]


def test_a_paper_that_was_not_read_in_its_session_comes_again():
    life = a_life()
    (session,) = reading(planned(life, A))
    life.now = session.starts_at + timedelta(hours=2)
    missed, again = reading(with_states(planned(life, A), life.evidence, life.now))
    assert (missed.state, again.state) == ("missed", "planned")
    assert missed.paper == again.paper == A.id


def test_a_long_or_hostile_title_is_one_bounded_line():
    (session,) = reading(planned(a_life(), PaperToRead("2106.09685", "x\n\x1b[31m# y\u202e" + "z" * 500)))
    assert session.title.startswith("Read: x [31m# yz")
    assert session.title.isprintable()
    assert len(session.title) < 200
    (untitled,) = reading(planned(a_life(), PaperToRead("2106.09685", " \n")))
    assert untitled.title == "Read: 2106.09685"


def test_a_model_does_not_put_into_words_which_paper_is_read():
    life = a_life()
    plan = planned(life, A)
    (session,) = reading(plan)
    words = SessionWords(session.id, "Read the paper and write down its claim.", "Its claim stands in your notes.")
    assert accept(plan, [words], life.roadmap, "a-model") == plan
    plain = planned(a_life())
    assert accept(plain, [words], life.roadmap, "a-model") != plain, "the words can be taken otherwise"


def test_who_holds_the_session_has_read_the_paper():
    life = a_life()
    (session,) = reading(planned(life, A))
    held, read = done_rows(session, WEEK, None, life.record(), at=MONDAY, minutes=40, note="ranks")
    assert (held.kind, held.minutes, held.note, held.paper) == ("session_done", 40, "ranks", "")
    assert (read.kind, read.paper, read.title, read.minutes) == ("paper_read", A.id, "LoRA", 0)
    (only,) = done_rows(replace(session, paper=""), WEEK, None, life.record(), at=MONDAY)
    assert only.kind == "session_done"


def explained(id_: str, score: float = 0.5, *, now: bool = True, title: str = "") -> ExplainedPaper:
    paper = Paper(id_, 1, title or f"Title of {id_}", "", (), ("cs.CL",), date(2026, 1, 1), date(2026, 1, 1))
    summary = Summary(id_, 1, 1, "It works.", (), "")
    return ExplainedPaper(paper, summary, score, "near it", now, "" if now else "Later", "")


def a_digest(*papers: ExplainedPaper, period: str = WEEK) -> Digest:
    return Digest(period, date(2026, 11, 23), 10, ("cs.CL",), date(2026, 11, 16), papers)


def to_read(*digests: Digest, plans=(), evidence=(), votes=None, titles=None) -> list[str]:
    found = papers_to_read(WEEK, digests, plans, evidence, votes or {}, titles or {})
    return [paper.id for paper in found]


def test_liked_papers_come_first_then_those_of_newer_digests_then_high_scores_and_none_that_cannot_be_read_yet():
    new = a_digest(explained("1", 0.9, now=False), explained("2", 0.4), explained("3", 0.6), explained("4", 0.1))
    old = a_digest(explained("5", 1.0), period="2026-W47")
    assert to_read(new, old, votes={"4": 1}) == ["4", "3", "2", "5"]
    assert to_read(new, old, votes={"1": 1}) == ["3", "2", "4", "5", "1"]


def test_what_was_read_or_voted_down_is_left_out_and_an_undone_reading_is_not():
    digest = a_digest(explained("1"), explained("2"), explained("3"))
    read = replace(read_row("1", "Title", at=MONDAY), id=1, act=1)
    assert to_read(digest, evidence=[read], votes={"2": -1, "3": 0}) == ["3"]
    undone = Evidence(id=2, act=2, kind="undone", at=MONDAY, undoes=1)
    assert to_read(digest, evidence=[read, undone], votes={"2": -1}) == ["1", "3"]


@pytest.mark.parametrize(("state", "left"), [("planned", ["2"]), ("missed", ["1", "2"]), ("cancelled", ["1", "2"])])
def test_a_paper_that_is_planned_for_another_week_is_not_read_in_this_one(state, left):
    session = a_session("w49-1", MONDAY + timedelta(days=7), "paper", "paper", paper="1", state=state)
    assert to_read(a_digest(explained("1"), explained("2")), plans=[a_plan(session, week="2026-W49")]) == left


def test_a_paper_of_this_weeks_plan_stays_when_its_digest_is_long_ago():
    plan = a_plan(a_session("w48-1", MONDAY + timedelta(days=1), "paper", "paper", paper="9"))
    assert to_read(a_digest(explained("1")), plans=[plan], titles={"9": "Old"}) == ["1", "9"]
    assert to_read(plans=[plan], votes={"9": -1}, titles={"9": "Old"}) == []


def test_a_paper_of_two_digests_is_offered_once():
    assert to_read(a_digest(explained("1")), a_digest(explained("1"), period="2026-W47")) == ["1"]
