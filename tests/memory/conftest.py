"""Things to remember: a learner, a roadmap, a plan, and all that is kept of a learner."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from kept_findings import A_REVIEW

from studycoach.domain.digest import Digest, ExplainedPaper, FailedPaper, WordToKnow
from studycoach.domain.learner import DateRange, Learner, WeekLimit
from studycoach.domain.paper import Paper
from studycoach.domain.paper_summary import Point, Summary
from studycoach.domain.paper_text import PaperText, Passage
from studycoach.domain.ports import ModelCall
from studycoach.domain.record import Evidence
from studycoach.domain.roadmap import Habit, Item, PortfolioIdea, Resource, Roadmap, Stage
from studycoach.domain.slot import parse_slots
from studycoach.domain.weekly_plan import CarriedOver, NotPlaced, StageForecast, StudySession, WeeklyPlan
from studycoach.memory import (
    code_reviews,
    conversations,
    digests,
    evidence,
    facts,
    learners,
    model_cards,
    outbox,
    paper_marks,
    paper_texts,
    papers,
    roadmaps,
    runs,
    summaries,
    weekly_plans,
)
from studycoach.memory.answers import KeptAnswers
from studycoach.memory.conversations import Message
from studycoach.memory.database import Database, open_database
from studycoach.memory.model_calls import CallRecords
from studycoach.memory.paces import Paces
from studycoach.memory.transfer import export_learner, to_json


@pytest.fixture
def learner() -> Learner:
    return Learner(
        name="Åsa Öberg",
        email="asa@example.org",
        timezone="Europe/Stockholm",
        roadmap="woodwork",
        stage=1,
        slots=parse_slots(["mon-fri 19:00-21:00", "sun 10:00-12:00"]),
        session_minutes=(25, 90),
        day_limit_minutes=180,
        time_off=(DateRange(date(2026, 12, 24), date(2026, 12, 31)),),
        busy="calendar.ics",
        interests=("joinery", "chairs"),
        week_limits=(WeekLimit("2026-W50", 240),),
    )


@pytest.fixture
def roadmap() -> Roadmap:
    saw = Item("saw", "Sawing", "topic", "hand tools", "procedure", 120, "A straight cut of 30 cm.", terms=("rip saw",))
    box = Item("box", "A box", "project", "first things", "design", 300, "It closes.", prerequisites=("saw",))
    stage = Stage("start", "Start", "Make a box", (1, 2), (saw, box), outputs=("a box",), phase="first")
    return Roadmap(
        id="woodwork",
        title="Woodwork",
        stages=(stage,),
        resources=(Resource("book", "A book of wood", "book", stages=("start",)),),
        portfolio=(PortfolioIdea("furniture", "a stool"),),
        habits=(Habit("sharpen", "Sharpen", "habit", "week", 20, "Sharpen one tool.", ("start",)),),
    )


@pytest.fixture
def plan() -> WeeklyPlan:
    tuesday = datetime(2026, 11, 24, 18, tzinfo=UTC)
    first = StudySession(
        "w48-1",
        date(2026, 11, 24),
        "19:00",
        tuesday,
        60,
        "learn",
        "saw",
        "Sawing",
        "Saw “straight”.",
        "next",
        "straight",
    )
    second = StudySession(
        id="w48-2",
        day=date(2026, 11, 26),
        start="19:00",
        starts_at=datetime(2026, 11, 26, 18, tzinfo=UTC),
        minutes=45,
        kind="project",
        topic="box",
        title="A box",
        task="Saw the sides.",
        why="after Sawing",
        done_when="four sides",
        carried=True,
        state="missed",
        sequence=2,
        written_by="tiny",
    )
    return WeeklyPlan(
        week="2026-W48",
        timezone="Europe/Stockholm",
        made_at=datetime(2026, 11, 24, 9, 30, 0, 123456, tzinfo=UTC),
        free_minutes=480,
        planned_minutes=105,
        sessions=(second, first),
        carried_over=(CarriedOver("box", "A box", 45, "was missed"),),
        not_placed=(NotPlaced("glue", "no time"),),
        forecast=(StageForecast("start", date(2027, 1, 3), None),),
        explanation=("Begun things come first.",),
        note="Sharpen the saw first.",
    )


@pytest.fixture
def done() -> Evidence:
    return Evidence(
        0, 0, "session_done", datetime(2026, 11, 24, 19, tzinfo=UTC), "saw", "Sawing", 55, "2026-W48", "w48-1"
    )


@pytest.fixture
def said(now) -> Message:
    return Message(1, now, "coach", "A rip saw cuts **along** the grain.", "tutor", "explain", "tiny", "stopped")


@pytest.fixture
def call(now) -> ModelCall:
    return ModelCall(now, 3, "explain@1", "tiny", 900, 100, 2500, "ok")


@pytest.fixture
def paper() -> Paper:
    return Paper(
        id="2106.09685",
        version=2,
        title="Rip saws without $\\alpha$",
        abstract="We saw along the grain.",
        authors=("Åsa Öberg", "N. N."),
        categories=("cs.CL", "cs.LG"),
        published=date(2021, 6, 17),
        updated=date(2021, 10, 16),
        comment="8 pages",
    )


@pytest.fixture
def paper_text() -> PaperText:
    return PaperText(
        paper="2106.09685",
        version=2,
        source="html",
        title="Rip saws",
        passages=(
            Passage(0, "", None, "We saw along the grain, which nobody did before."),
            Passage(1, "1 Introduction", 1, "Chisels are sharpened on a stone."),
            Passage(2, "2 Sawing", 2, "The blade was sharpened at 30 degrees."),
        ),
        references=("[1] Saws, 1900.",),
        remarks=("Page 3 holds no text.",),
    )


@pytest.fixture
def own_paper(paper) -> Paper:
    return replace(paper, id="own-0123456789abcdef", version=1, title="My own notes", authors=(), categories=())


@pytest.fixture
def own_text(paper_text) -> PaperText:
    """The text of a learner's own file."""
    passage = Passage(0, "", 1, "Dovetails are mine alone.")
    return replace(paper_text, paper="own-0123456789abcdef", version=1, source="pdf", passages=(passage,))


@pytest.fixture
def summary() -> Summary:
    point = Point("idea", "Saw along.", "We saw along the grain", "", None)
    return Summary("2106.09685", 2, 1, "Saw along.", (point,), "Saw a plank.", ("grain",), "tiny", 1)


@pytest.fixture
def digest(paper, summary, now) -> Digest:
    explained = ExplainedPaper(
        paper, summary, 0.625, "near “Sawing”", True, "", "Saw a plank.", (WordToKnow("grain", "saw", "Sawing"),)
    )
    return Digest(
        period="2026-W48",
        made_on=now.date(),
        looked_at=37,
        looked_in=("cs.CL",),
        since=date(2026, 11, 17),
        papers=(explained,),
        failed=(FailedPaper("2611.00001", "Broken", "It has no text."),),
        remarks=("arXiv was slow.",),
        next_on=date(2026, 12, 1),
    )


@pytest.fixture
def learner_id(database: Database, learner: Learner, roadmap: Roadmap, now: datetime) -> int:
    """A learner who is kept, with their roadmap."""
    with database.write() as db:
        return learners.add(db, learner, roadmaps.save(db, roadmap, now), now)


@pytest.fixture
def papers_seen(database, learner_id, paper, paper_text, own_paper, own_text, summary, digest, now) -> None:
    """What the learner has to do with papers, with a row in every table about them."""
    Paces(database, lambda: 1.5).claim("arxiv", "somebody", 60)
    with database.write() as db:
        papers.keep(db, [replace(paper, id="2401.00001"), own_paper, paper], now)
        papers.keep_search(db, "rip saws", [paper.id], now)
        paper_texts.keep(db, paper_text, now)
        paper_texts.keep(db, own_text, now)
        summaries.keep(db, summary, "summarise@1", now)
        summaries.keep(db, replace(summary, paper=own_paper.id, version=1), "summarise@1", now)
        paper_marks.expose(db, learner_id, [paper.id], place="digest", period=digest.period, now=now)
        paper_marks.expose(db, learner_id, [own_paper.id], place="read", period="", now=now)
        paper_marks.vote(db, learner_id, paper.id, 1, "as sharp as can be", now)
        digests.save(db, learner_id, digest, now)


@pytest.fixture
def full(database, learner_id, plan, done, said, call, papers_seen, now) -> int:
    """A learner of whom there is a row in every table."""
    CallRecords(database, learner_id).record(call)
    CallRecords(database, None).record(replace(call, run=None))
    KeptAnswers(database, lambda: now).put("tiny", "summarise@1", "hash", "kept")
    with database.write() as db:
        evidence.add(db, learner_id, [done, replace(done, kind="topic_finished")])
        evidence.add(db, learner_id, [replace(done, kind="undone", undoes=1, note="by mistake ☂")])
        evidence.add(
            db, learner_id, [Evidence(0, 0, "paper_read", now, title="Rip saws", minutes=5, paper="2106.09685")]
        )
        weekly_plans.save(db, learner_id, plan, 1)
        weekly_plans.save(db, learner_id, replace(plan, revision=2, empty_because="Nothing."), 2)
        times = {"planned_at": now, "started_at": now, "made_at": now}
        runs.done(db, learner_id, "weekly_plan", "2026-W48", **times, seconds=0.125, steps=[{"name": "think"}])
        outbox.add(
            db,
            learner_id,
            thing="weekly_plan",
            period="2026-W48",
            message_id="<1@coach>",
            channel="maildir",
            recipient="",
            subject="Week",
            message=bytes(range(256)),
            now=now,
        )
        conversations.open_thread(db, learner_id, "saws", now)
        conversations.set_state(db, learner_id, "saws", {"quiz": {"topic": "saw"}})
        conversations.add(db, learner_id, "saws", Message(1, now, "learner", "What does a rip saw cut?"))
        conversations.add(db, learner_id, "saws", said)
        moved = facts.add(db, learner_id, "I move to Lyon in May", "chat:saws#1", now)
        facts.correct(db, learner_id, moved, "I move to Lyon in June", "coach memory", now)
        model_cards.save(db, "http://127.0.0.1:11434", "tiny", {"context": 4096}, now)
        code_reviews.save(db, learner_id, A_REVIEW, now)
    return learner_id


@pytest.fixture
def exported(database, full) -> bytes:
    with database.read() as db:
        return to_json(export_learner(db, full))


_DOCUMENT = pytest.StashKey[bytes]()


@pytest.fixture
def document(request, db_url) -> bytes:
    """The same export, made once for all who only change a copy of it."""
    del db_url  # whichever it is
    if _DOCUMENT not in request.config.stash:
        request.config.stash[_DOCUMENT] = request.getfixturevalue("exported")
    return request.config.stash[_DOCUMENT]


@pytest.fixture
def empty(tmp_path, now):
    """An empty SQLite database."""
    with closing(open_database(f"sqlite:///{tmp_path}/empty.db", backups=tmp_path, now=now)) as opened:
        yield opened
