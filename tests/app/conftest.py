"""A coach in an empty home, on SQLite and (slow) on PostgreSQL."""

import shutil
from pathlib import Path

import pytest
from coach_runner import CoachRunner


@pytest.fixture
def coach(tmp_path: Path, db_url: str) -> CoachRunner:
    """Nobody is set up yet; it is Monday morning of 2026-W48."""
    home = tmp_path / "home"
    # On SQLite the address stays unset, as it is for nearly everybody.
    return CoachRunner(home, database="" if db_url == f"sqlite:///{home / 'coach.db'}" else db_url)


@pytest.fixture(scope="session")
def planned_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a first week planned, to be copied."""
    home = tmp_path_factory.mktemp("planned") / "home"
    CoachRunner(home).good("plan")
    return home


@pytest.fixture
def planned(coach: CoachRunner, planned_home: Path) -> CoachRunner:
    """The same coach with its first week planned."""
    if coach.database:
        coach.good("plan")
    else:
        shutil.copytree(planned_home, coach.home)
    return coach


@pytest.fixture
def own_coach(tmp_path: Path) -> CoachRunner:
    """A coach whose database is the file in its home, for what has to do with that file."""
    return CoachRunner(tmp_path / "home")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a plan, a done session and a skipped one."""
    coach = CoachRunner(tmp_path_factory.mktemp("fuzz") / "home")
    coach.good("plan")
    coach.good("done", "w48-1")
    coach.good("skip", "w48-2", "--why", "ill")
    return coach.home
