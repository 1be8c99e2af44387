"""A learner who is set up, and what workflows are given."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from arxiv_server import ArxivServer
from paper_worlds import an_arxiv, reaching
from plan_wording import NOTE, in_batches, reply
from worlds import a_learner

from studycoach.agents.planner import WeekNote
from studycoach.domain.digest import DigestRules
from studycoach.domain.week import Week
from studycoach.domain.weekly_plan import StudySession, WeeklyPlan
from studycoach.memory.database import Database
from studycoach.tools.roadmap_file import read_shipped
from studycoach.workflows import weekly_plan
from studycoach.workflows.services import PlanRules, Services
from studycoach.workflows.set_up import set_up

WEEK = Week(2026, 48)


@pytest.fixture
def services(database: Database, tmp_path: Path, now: datetime) -> Services:
    """Services with a clock that stands still."""
    return Services(database, lambda: now, tmp_path / "home", PlanRules())


@pytest.fixture
def learner_id(services: Services) -> int:
    """A learner with a short roadmap."""
    learner = replace(a_learner(), email="ada@example.org", roadmap="spanish-a2")
    return set_up(services, learner, read_shipped("spanish-a2")).id


@pytest.fixture
def week() -> Week:
    """The week in which the tests take place."""
    return WEEK


@pytest.fixture
def plan(services: Services, learner_id: int, week: Week) -> WeeklyPlan:
    """The rules' plan, kept and delivered."""
    return weekly_plan.make(services, learner_id, week).plan


@pytest.fixture
def asked(services: Services, learner_id: int, plan: WeeklyPlan) -> list[tuple[StudySession, ...]]:
    return in_batches(services, learner_id, plan)


@pytest.fixture
def good(asked) -> list[object]:
    return [*map(reply, asked), WeekNote(NOTE)]


@pytest.fixture
def arxiv() -> Iterator[ArxivServer]:
    """A small arXiv."""
    with an_arxiv() as server:
        yield server


@pytest.fixture
def digest_rules() -> DigestRules:
    """How digests are made, as in the settings that are shipped."""
    return DigestRules()


@pytest.fixture
def at_hand(services: Services, arxiv: ArxivServer, digest_rules: DigestRules) -> Services:
    """The services with that arXiv."""
    return replace(reaching(services, arxiv), digest=digest_rules)
