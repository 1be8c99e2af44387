"""Facts that change outside the record: the calendar, the settings, the beginning of a week, the stage, broken folders."""

from pathlib import Path

import pytest
from coach_runner import CoachRunner

EVENT = """BEGIN:VEVENT
UID:{day}
DTSTAMP:20261101T000000Z
DTSTART;TZID=Europe/Berlin:202611{day}T180000
DTEND;TZID=Europe/Berlin:202611{day}T220000
SUMMARY:Choir
END:VEVENT
"""


def calendar(path: Path, *days: str) -> Path:
    events = "".join(EVENT.format(day=day) for day in days)
    path.write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{events}END:VCALENDAR\n", "utf-8")
    return path


@pytest.fixture
def busy_coach(coach: CoachRunner, tmp_path: Path) -> CoachRunner:
    calendar(tmp_path / "busy.ics")
    (tmp_path / "me.yaml").write_text("busy: busy.ics\n", "utf-8")
    coach.good("init", "--file", str(tmp_path / "me.yaml"))
    coach.good("plan")
    return coach


def test_a_calendar_that_changes_is_followed_at_the_next_look(busy_coach: CoachRunner, tmp_path: Path):
    calendar(tmp_path / "busy.ics", "24", "26")
    assert "The plan is revised" in busy_coach.good("today").words
    days = {s["day"] for s in busy_coach.json("week")["sessions"]}
    assert days == {"2026-11-23", "2026-11-25", "2026-11-27"}
    assert "revised" not in busy_coach.good("today").words


def test_without_its_calendar_a_kept_plan_is_still_shown_and_the_reason_told(busy_coach: CoachRunner, tmp_path: Path):
    (tmp_path / "busy.ics").unlink()
    for command in ("today", "week", "plan"):
        shown = busy_coach.good(command)
        assert "w48-1" in shown.out
        assert "--set busy=" in shown.err
    refused = busy_coach("plan", "--week", "2026-W49", "--json")
    assert (refused.status, refused.out) == (2, "")


def test_a_setting_of_planning_that_changes_is_followed(planned: CoachRunner):
    before = planned.json("plan")
    planned.settings["COACH__PLANNING__CARRY_OVER_SHARE"] = "0.1"
    planned.at("2026-11-25T08:00+01:00")
    after = planned.json("plan")
    assert after["revision"] == before["revision"] + 1
    assert sum(s["minutes"] for s in after["sessions"] if s["carried"]) <= 0.1 * after["free_minutes"]


def test_a_week_planned_ahead_takes_up_what_was_missed_when_it_begins(planned: CoachRunner):
    ahead = planned.good("plan", "--week", "2026-W49")
    assert "still to come" in ahead.err
    assert planned.json("plan", "--week", "2026-W49")["carried_over"] == []
    begun = planned.at("2026-11-30T08:00+01:00").json("plan")
    assert (begun["week"], begun["revision"]) == ("2026-W49", 2)
    assert begun["carried_over"]


def test_a_roadmap_of_the_learners_own_stays_theirs_through_init(coach: CoachRunner, tmp_path: Path):
    mine = tmp_path / "mine.yaml"
    shipped = (Path(__file__).parents[2] / "roadmaps" / "spanish-a2.yaml").read_text("utf-8")
    mine.write_text(shipped.replace("title: Spanish from", "title: My own Spanish from", 1), "utf-8")
    coach.good("init", "--yes")
    coach.good("roadmap", "use", str(mine))
    coach.good("init", "--yes")
    coach.good("init", stdin="\n" * 5)
    assert coach.json("roadmap", "show")["title"].startswith("My own Spanish")


def test_a_stage_that_was_too_high_is_taken_back_with_what_it_made_known(coach: CoachRunner):
    coach.settings["COACH__LEARNER__STAGE"] = "3"
    coach.good("init", "--yes")
    known = coach.json("learner", "show")["known"]
    assert "python-loops" in known
    coach.good("learner", "know", "python-loops", "Transformers, a basic introduction")
    coach.good("undo")
    assert coach("undo").status == 1
    coach.good("learner", "edit", "--set", "stage=1")
    assert coach.json("learner", "show")["known"] == []
    assert coach.json("plan")["sessions"][1]["topic"] == "python-basics"


def test_what_is_known_by_word_can_be_shown_and_then_comes_back_for_review(coach: CoachRunner):
    coach.good("init", "--yes")
    coach.good("learner", "know", "Python")
    assert "Finished" in coach.good("done", "python-loops", "--finished", "--minutes", "30").out
    shown = coach.json("learner", "show")
    assert "python-loops" in shown["finished"]
    assert "python-loops" not in shown["known"]
    kinds = {s["kind"] for s in coach.json("plan")["sessions"] if s["topic"] == "python-loops"}
    assert kinds == {"review"}


def test_a_dry_run_for_nobody_keeps_nobody(coach: CoachRunner):
    first = coach.json("plan", "--dry-run")
    assert first["sessions"]
    assert coach("learner", "show").status == 1
    assert coach.json("plan")["sessions"] == first["sessions"]


def test_a_deed_is_done_even_if_the_plans_folder_cannot_be_written(planned: CoachRunner):
    for file in (planned.home / "plans").iterdir():
        file.unlink()
    (planned.home / "plans").rmdir()
    (planned.home / "plans").write_text("precious", "utf-8")
    done = planned.good("done", "w48-2")
    assert "Done" in done.out
    assert "plans" in done.err
    assert "plans" in planned.good("today").err
    assert "Taken back" in planned.good("undo").out


def test_a_letter_waits_as_long_as_the_inbox_is_broken(coach: CoachRunner):
    coach.home.mkdir()
    (coach.home / "inbox").write_text("precious", "utf-8")
    assert "waits to be delivered" in coach.good("plan").err
    for minute in range(10, 59, 6):
        coach.at(f"2026-11-23T08:{minute}+01:00")("today")
    (coach.home / "inbox").unlink()
    coach.at("2026-11-23T12:00+01:00").good("today")
    assert len(coach.json("inbox")["letters"]) == 1


def test_the_same_forecast_is_told_twice(planned: CoachRunner):
    planned.good("done", "w48-2", "--minutes", "5")
    assert planned.json("plan") == planned.json("plan")


@pytest.mark.parametrize(
    ("change", "now", "why"),
    [
        ("time_off=[2026-11-26..2026-11-29]", "2026-11-26T08:00+01:00", "time off"),
        ("day_limit_minutes=5", "2026-11-23T08:00+01:00", "limit of 5 minutes"),
    ],
)
def test_an_empty_week_tells_the_true_reason(coach: CoachRunner, change: str, now: str, why: str):
    coach.good("init", "--yes")
    coach.good("learner", "edit", "--set", change)
    assert why in coach.at(now).json("plan", "--week", "2026-W48")["empty_because"]
