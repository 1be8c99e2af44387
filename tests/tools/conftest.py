"""A small weekly plan, as files, calendars and letters get it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from arxiv_server_pace import MemoryPace, StillTime

from studycoach.domain.weekly_plan import CarriedOver, NotPlaced, StageForecast, StudySession, WeeklyPlan
from studycoach.tools.arxiv import Arxiv

LOOPS = StudySession(
    id="w48-1",
    day=date(2026, 11, 24),
    start="19:00",
    starts_at=datetime(2026, 11, 24, 18, 0, tzinfo=UTC),
    minutes=90,
    kind="learn",
    topic="loops",
    title="Loops",
    task="Read chapter 4 and write three loops.",
    why="Next after Variables, which you finished on Sunday.",
    done_when="A script counts the words of a file.",
)
VECTORS = replace(
    LOOPS,
    id="w48-2",
    day=date(2026, 11, 26),
    starts_at=datetime(2026, 11, 26, 18, 0, tzinfo=UTC),
    title="Vectors",
    minutes=30,
)
PLAN = WeeklyPlan(
    week="2026-W48",
    timezone="Europe/Berlin",
    made_at=datetime(2026, 11, 23, 7, 30, tzinfo=UTC),
    free_minutes=600,
    planned_minutes=120,
    sessions=(VECTORS, LOOPS),
    carried_over=(CarriedOver("vectors", "Vectors", 30, "It was skipped last week."),),
    not_placed=(NotPlaced("sets", "The week is full."),),
    forecast=(StageForecast("Foundations", date(2027, 2, 1), date(2027, 3, 1)), StageForecast("Leading", None, None)),
)


@pytest.fixture
def plan() -> WeeklyPlan:
    return PLAN


@pytest.fixture
def with_text() -> Callable[[str], WeeklyPlan]:
    """Gives the plan with one text put wherever a text of outside can stand."""

    def fill(text: str) -> WeeklyPlan:
        return replace(
            PLAN,
            sessions=tuple(replace(s, title=text, task=text, why=text, done_when=text) for s in PLAN.sessions),
            carried_over=(CarriedOver(text, text, 30, text),),
            not_placed=(NotPlaced(text, text),),
            forecast=(StageForecast(text, date(2027, 2, 1), date(2027, 3, 1)),),
        )

    return fill


@pytest.fixture
def time() -> StillTime:
    """A clock that moves only while somebody sleeps."""
    return StillTime()


@pytest.fixture
def pace(time: StillTime) -> MemoryPace:
    """The turns at arXiv by that clock."""
    return MemoryPace(time)


@pytest.fixture
def asking(time: StillTime, pace: MemoryPace) -> Callable[..., Arxiv]:
    """Gives what asks that server, with little patience for silence."""
    return lambda server, **options: Arxiv(
        server.addresses,
        pace,
        **{"clock": time.clock, "sleep": time.sleep, "jitter": lambda: 1.0, "timeout": (2, 0.15), **options},
    )
