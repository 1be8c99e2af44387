"""The shipped roadmaps keep their own timeline: whoever does every session ends each stage within its months."""

from datetime import UTC, datetime

import pytest
from worlds import Life, a_learner

from studycoach.domain.slot import parse_slots
from studycoach.tools.roadmap_file import read_shipped

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAYS_A_MONTH = 365.25 / 12
MOST_WEEKS = 150


def months_of_stages(name: str, slots: str) -> list[tuple[float, tuple[int, int]]]:
    """How many months each stage took a learner with these slots, with the months that its timeline gives."""
    roadmap = read_shipped(name)
    life = Life(a_learner(roadmap=name, slots=parse_slots([slots])), roadmap, MONDAY)
    began, found = MONDAY.date(), []
    timed = [stage for stage in roadmap.stages if stage.months]
    for _ in range(MOST_WEEKS):
        life.do_week_as_planned()
        record = life.record()
        while len(found) < len(timed) and all(record.of(i.id).is_finished for i in timed[len(found)].items):
            stage = timed[len(found)]
            ended = max(record.of(i.id).finished_on for i in stage.items)
            found.append(((ended - began).days / DAYS_A_MONTH, stage.months))
            began = ended
        if len(found) == len(timed):
            return found
    raise AssertionError(f"only {len(found)} stages are finished after {MOST_WEEKS} weeks")


@pytest.mark.parametrize(
    ("name", "slots", "stages"),
    [("genai-scientist", "mon-fri 19:00-21:00", 5), ("spanish-a2", "mon-fri 19:00-21:00", 2)],
)
def test_who_does_every_session_ends_each_stage_within_its_months(name, slots, stages):
    found = months_of_stages(name, slots)
    assert len(found) == stages
    for number, (took, (least, most)) in enumerate(found, 1):
        assert least <= took <= most, f"stage {number} took {took:.2f} months instead of {least} to {most}"
