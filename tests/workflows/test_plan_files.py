"""The files of a plan say what the plan says, whatever became of them meanwhile."""

import re
from pathlib import Path

import pytest

from studycoach.domain.week import Week
from studycoach.workflows import record_work, weekly_plan
from studycoach.workflows.services import Services


@pytest.fixture
def calendar(services: Services, learner_id: int, week: Week) -> Path:
    """The calendar file of a plan that is kept."""
    weekly_plan.make(services, learner_id, week)
    return services.plans / f"{week}.ics"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: b"",
        lambda content: content.replace(b"\nSUMMARY:", b"\nSUMMARY:My ", 1),
        lambda content: content.replace(b"\r\n", b"\n"),
        lambda content: content[: len(content) // 2],
    ],
    ids=["emptied", "edited", "rewritten", "cut"],
)
def test_a_calendar_that_was_changed_is_mended(calendar: Path, services, learner_id, week, spoil):
    whole = calendar.read_bytes()
    calendar.write_bytes(spoil(whole))
    weekly_plan.make(services, learner_id, week)
    assert calendar.read_bytes() == whole


def test_a_calendar_restored_from_before_a_skip_is_mended(calendar: Path, services, learner_id, week):
    before = calendar.read_bytes()
    record_work.skip(services, learner_id, "w48-1", "")
    after = calendar.read_bytes()
    assert after != before
    calendar.write_bytes(before)
    weekly_plan.make(services, learner_id, week)
    assert b"STATUS:CANCELLED" in calendar.read_bytes()


def test_a_session_that_was_skipped_and_taken_back_is_told_to_calendars_each_time(calendar: Path, services, learner_id):
    told = []
    for deed in range(4):
        uid = re.search(rb"UID:(\S+)\r\nSEQUENCE:(\d+)(?s:.)*?\(w48-1\)(?s:.)*?STATUS:(\w+)", calendar.read_bytes())
        told.append((uid[1], int(uid[2]), uid[3].decode()))
        if deed % 2:
            record_work.undo(services, learner_id)
        else:
            record_work.skip(services, learner_id, "w48-1", "")
    assert len({uid for uid, _, _ in told}) == 1
    assert [t[1:] for t in told] == [(0, "CONFIRMED"), (1, "CANCELLED"), (2, "CONFIRMED"), (3, "CANCELLED")]


def test_a_calendar_that_is_current_is_left_alone(calendar: Path, services, learner_id, week):
    before = calendar.stat()
    weekly_plan.make(services, learner_id, week)
    assert (calendar.stat().st_ino, calendar.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
