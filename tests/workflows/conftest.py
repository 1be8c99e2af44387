"""A learner who is set up, and what workflows are given."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from worlds import a_learner

from studycoach.domain.week import Week
from studycoach.memory.database import Database
from studycoach.tools.roadmap_file import read_shipped
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
