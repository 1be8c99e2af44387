"""`kill -9` at any moment of a digest: afterwards it is made once, mailed once, and no paper is lost or comes twice."""

import mailbox
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from arxiv_server import ArxivServer
from kill_at import Steps, listening
from paper_worlds import an_arxiv, reaching
from worlds import a_learner

from studycoach.domain.digest import DigestRules
from studycoach.domain.plan_facts import PlanRules
from studycoach.memory import digests, learners, outbox, paper_marks, runs
from studycoach.memory.database import open_database
from studycoach.tools.roadmap_file import read_shipped
from studycoach.workflows.paper_digest import make
from studycoach.workflows.services import Services
from studycoach.workflows.set_up import set_up

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")]

PERIOD, STRIDE = "2026-W48", 5
# Whoever died while delivering is known to be gone by then.
LATER = timedelta(minutes=2)


def services(home: Path, server: ArxivServer, now: datetime) -> Services:
    database = open_database(f"sqlite:///{home}/coach.db", backups=home / "backups", now=now)
    bare = Services(database, lambda: now, home, PlanRules(), digest=DigestRules(papers=2, categories=("cs.CL",)))
    return reaching(bare, server)


def dies(home: Path, server: ArxivServer, now: datetime, at: int) -> bool:
    """Whether a digest that is killed at that step got so far; else it was made to its end."""
    child = os.fork()
    if child == 0:
        listening(Steps(at))
        make(services(home, server, now), 1, PERIOD)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


def test_a_digest_that_is_killed_anywhere_is_made_and_mailed_once(tmp_path: Path, now: datetime):
    with an_arxiv() as server:
        before, home = tmp_path / "before", tmp_path / "home"
        with closing(services(before, server, now).database) as database:
            bare = Services(database, lambda: now, before, PlanRules())
            set_up(bare, replace(a_learner(), roadmap="spanish-a2"), read_shipped("spanish-a2"))
        expected: set[str] = set()
        for at in range(1, 2000, STRIDE):
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(before, home)
            died = dies(home, server, now, at)
            expected = expected or found(home, server, now)
            assert found(home, server, now) == expected
            if not died:
                assert at > 100, "the steps are counted"
                return
    pytest.fail("it never came to its end")


def found(home: Path, server: ArxivServer, now: datetime) -> set[str]:
    """The papers of the digest, after it was asked for once more; all that belongs to it is there once."""
    with closing(sqlite3.connect(home / "coach.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    later = services(home, server, now + LATER)
    make(later, 1, PERIOD)
    with closing(later.database), later.database.read() as db:
        (digest,) = digests.all_of(db, 1, 9)
        shown = {one.paper.id for one in digest.papers}
        assert paper_marks.exposed(db, 1) == shown
        assert [run.state for run in runs.all_of(db, 1)] == ["done"]
        assert not outbox.waiting(db, 1, now + timedelta(days=3))
        assert learners.first(db)
    assert len(mailbox.Maildir(home / "inbox", create=False)) == 1
    assert (home / "digests" / f"{PERIOD}.md").read_text().count("\n## ") == 3  # two papers, and what was looked at
    return shown
