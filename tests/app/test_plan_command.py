"""`coach plan` and `coach replan`: the week that is made, kept and revised."""

import re

import pytest
from coach_runner import CoachRunner

PLAN_KEYS = [
    "week", "learner", "timezone", "free_minutes", "planned_minutes", "sessions", "carried_over", "not_placed",
    "empty_because", "forecast", "revision", "written_by", "note",
]  # fmt: skip
SESSION_KEYS = [
    "id", "day", "start", "starts_at", "minutes", "kind", "topic", "title", "task", "why", "done_when", "carried",
    "state", "written_by",
]  # fmt: skip


def test_a_newcomer_gets_a_first_week_and_one_line_on_how_to_make_it_theirs(coach: CoachRunner):
    made = coach.good("plan")
    assert made.words.startswith("Week 2026-W48 for Ada: 23 to 29 November 2026")
    assert made.words.endswith("`coach init` makes it yours: your hours, your roadmap, your stage.")
    assert made.err == ""


def test_the_json_of_a_plan_has_the_names_that_other_programs_read(coach: CoachRunner):
    plan = coach.json("plan")
    assert list(plan) == PLAN_KEYS
    assert [list(session) for session in plan["sessions"]] == [SESSION_KEYS] * len(plan["sessions"])
    assert plan["sessions"]
    assert {key: plan[key] for key in ("week", "learner", "timezone", "revision", "written_by")} == {
        "week": "2026-W48",
        "learner": "Ada",
        "timezone": "Europe/Berlin",
        "revision": 1,
        "written_by": "rules",
    }
    first = plan["sessions"][0]
    assert (first["id"], first["day"], first["start"]) == ("w48-1", "2026-11-23", "19:00")
    assert (first["starts_at"], first["state"], first["carried"]) == ("2026-11-23T18:00:00Z", "planned", False)
    assert plan["planned_minutes"] == sum(s["minutes"] for s in plan["sessions"]) <= 0.9 * plan["free_minutes"]
    assert [list(f) for f in plan["forecast"]] == [["stage", "p50", "p90"]] * 6
    assert plan["forecast"][-1]["p50"] is None, "the last stage is ongoing"


def test_asked_again_it_shows_the_kept_plan(planned: CoachRunner):
    first = planned.json("plan")
    planned.at("2026-11-23T09:00+01:00")
    assert planned.json("plan") == first
    assert first["revision"] == 1
    assert "`coach init` makes it yours" not in planned.good("plan").words


def test_a_dry_run_keeps_nothing(coach: CoachRunner):
    seen = coach.json("plan", "--dry-run")
    assert seen["sessions"]
    assert coach("week").status == 1
    assert not (coach.home / "plans").exists()
    assert not (coach.home / "inbox").exists()
    assert coach.json("plan") == seen


def test_a_dry_run_over_a_kept_plan_changes_nothing(planned: CoachRunner):
    planned.good("skip", "w48-2")
    looked = planned.json("plan", "--dry-run")
    again = planned.json("plan", "--dry-run")
    assert looked == again
    assert looked["revision"] == 2, "it shows what would be kept"
    assert planned.json("plan")["sessions"] == looked["sessions"]


@pytest.mark.parametrize(
    ("now", "week"),
    [
        ("2026-11-23T08:00+01:00", "2026-W48"),
        ("2026-11-27T18:00+01:00", "2026-W48"),
        ("2026-11-27T20:30+01:00", "2026-W48"),
        ("2026-11-27T20:40+01:00", "2026-W49"),  # 20 minutes are less than the shortest session
        ("2026-11-27T22:00+01:00", "2026-W49"),
        ("2026-11-29T23:59+01:00", "2026-W49"),
        ("2026-11-29T23:30+00:00", "2026-W49"),  # Monday already, where the learner is
        ("2026-12-31T12:00+01:00", "2026-W53"),
        ("2027-01-03T12:00+01:00", "2027-W01"),
    ],
)
def test_without_a_week_it_plans_this_one_or_the_next_when_no_time_is_left(coach: CoachRunner, now: str, week: str):
    assert coach.at(now).json("plan", "--dry-run")["week"] == week


def test_a_named_week_is_planned(coach: CoachRunner):
    plan = coach.json("plan", "--week", "2026-W53")
    assert plan["week"] == "2026-W53"
    assert plan["sessions"][0]["id"] == "w53-1"
    assert coach.json("plan")["week"] == "2026-W48"


@pytest.mark.parametrize(
    "week", ["2026-W60", "2025-W53", "W48", "2026-48", "next", "2026-W48-1", "9" * 400, "²026-W48"]
)
def test_a_wrong_week_is_one_sentence(coach: CoachRunner, week: str):
    failed = coach("plan", "--week", week, "--json")
    assert (failed.status, failed.out) == (2, "")
    assert len(failed.err.strip().splitlines()) == 1
    assert len(failed.err) < 300


def test_a_week_that_is_over_is_not_planned_and_names_this_one(coach: CoachRunner):
    failed = coach("plan", "--week", "2026-W47", "--json")
    assert (failed.status, failed.out) == (2, "")
    assert "2026-W47 is over" in failed.err
    assert "coach plan --week 2026-W48" in failed.err


def test_a_week_in_the_far_future_is_refused(coach: CoachRunner):
    failed = coach("plan", "--week", "2031-W01")
    assert failed.status == 2
    assert "more than a year away" in failed.err


def test_a_kept_plan_of_a_past_week_can_still_be_seen(planned: CoachRunner):
    planned.at("2026-12-08T08:00+01:00")
    plan = planned.json("plan", "--week", "2026-W48")
    assert plan["revision"] == 1
    assert {s["state"] for s in plan["sessions"]} == {"missed"}


def test_a_clock_before_the_plans_week_loses_nothing(planned: CoachRunner):
    planned.at("2026-11-10T08:00+01:00")
    for command in ("today", "progress", "inbox", "plan"):
        planned.good(command)
    assert planned.json("plan")["week"] == "2026-W46"
    planned.at("2026-11-23T12:00+01:00")
    assert planned.json("plan")["week"] == "2026-W48"
    assert planned.json("plan")["sessions"][0]["state"] == "planned"


def test_explain_shows_the_goals(coach: CoachRunner):
    told = coach.good("plan", "--explain").out
    assert "How the plan's goals fared" in told
    assert len(re.findall(r"^· ", told, re.M)) >= 5


def test_a_week_with_no_free_time_says_why_and_is_no_failure(coach: CoachRunner):
    coach.settings["COACH__LEARNER__SLOTS"] = "[]"
    plan = coach.json("plan", "--week", "2026-W48")
    assert plan["sessions"] == []
    assert plan["empty_because"]
    assert plan["empty_because"].rstrip(".") in coach.good("plan", "--week", "2026-W48").words


def test_ids_stay_over_revisions_and_what_need_not_move_does_not(planned: CoachRunner):
    before = {s["id"]: s for s in planned.json("plan")["sessions"]}
    planned.good("skip", "w48-2", "--why", "ill")
    after = {s["id"]: s for s in planned.json("plan")["sessions"]}
    kept = before.keys() & after.keys()
    assert len(kept) >= len(before) - 3
    assert all(before[name]["topic"] == after[name]["topic"] for name in kept)
    assert sum(before[name]["starts_at"] != after[name]["starts_at"] for name in kept) <= 4
    highest = max(int(name[4:]) for name in before)
    assert all(int(name[4:]) > highest for name in after.keys() - before.keys()), "an id is never used twice"


def test_replan_shows_what_moves_and_keeps_nothing_without_a_yes(planned: CoachRunner):
    planned.at("2026-11-25T08:00+01:00")
    before = planned.json("week")
    looked = planned.good("replan", stdin="n\n")
    assert "From now on, 2026-W48 would change:" in looked.words
    assert re.search(r"^  (moves|new|goes) +w48-\d+", looked.out, re.M)
    assert "coach replan --yes" in looked.err
    assert planned.json("week") == before


@pytest.mark.parametrize("stdin", ["", "n\n", "\n", "what?\nn\n"])
def test_replan_where_nobody_says_yes_changes_nothing(planned: CoachRunner, stdin: str):
    planned.at("2026-11-25T08:00+01:00")
    assert planned.good("replan", stdin=stdin).err
    assert planned.json("week")["revision"] == 1


def test_replan_with_a_yes_keeps_a_revision_with_what_was_missed(planned: CoachRunner):
    planned.at("2026-11-25T08:00+01:00")
    told = planned.good("replan", stdin="y\n")
    assert "The plan is revised:" in told.words
    plan = planned.json("week")
    assert plan["revision"] == 2
    assert any(s["carried"] for s in plan["sessions"])
    assert {s["state"] for s in plan["sessions"] if s["day"] < "2026-11-25"} == {"missed"}


def test_replan_again_has_nothing_to_move(planned: CoachRunner):
    planned.at("2026-11-25T08:00+01:00")
    first = planned.json("replan", "--yes")
    assert planned.json("replan", "--yes") == first
    assert "Nothing needs to move." in planned.good("replan", "--yes").words


def test_replan_with_json_needs_a_yes(planned: CoachRunner):
    failed = planned("replan", "--json")
    assert (failed.status, failed.out) == (2, "")
    assert "--yes" in failed.err


def test_carried_work_names_its_reason(planned: CoachRunner):
    planned.good("skip", "w48-2", "--why", "the dentist")
    plan = planned.json("plan")
    assert [c["topic"] for c in plan["carried_over"]] == ["python-basics"]
    assert "you skipped it on Monday 23 November" in plan["carried_over"][0]["why"]
    assert "Carried over: Python basics" in planned.good("plan").words


def test_unfinished_work_of_last_week_is_carried_into_the_next_one_within_its_share(planned: CoachRunner):
    planned.at("2026-11-30T08:00+01:00")
    plan = planned.json("plan")
    assert plan["week"] == "2026-W49"
    carried = sum(s["minutes"] for s in plan["sessions"] if s["carried"])
    assert 0 < carried <= 0.4 * plan["free_minutes"]
    assert all(c["why"] and c["minutes"] > 0 for c in plan["carried_over"])


def test_after_a_long_absence_a_fresh_start_is_offered_and_taken(planned: CoachRunner):
    planned.at("2026-12-14T08:00+01:00")
    assert any(s["carried"] for s in planned.json("plan")["sessions"])
    told = planned.good("today").words
    assert "`coach replan --fresh`" in told
    kept = planned.good("replan", "--fresh", stdin="n\n")
    assert "coach replan --fresh --yes" in " ".join(kept.err.split())
    assert any(s["carried"] for s in planned.json("plan")["sessions"])
    planned.good("replan", "--fresh", stdin="y\n")
    plan = planned.json("plan")
    assert [s for s in plan["sessions"] if s["carried"]] == []
    assert plan["carried_over"] == []
    assert "--fresh" not in planned.good("today").words


@pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)
def test_a_first_week_is_lived(coach: CoachRunner):
    """The essentials from beginning to end, on both databases."""
    assert coach.json("plan")["revision"] == 1
    coach.at("2026-11-23T21:00+01:00")
    coach.good("done", "w48-1")
    coach.good("done", "w48-2", "--minutes", "70", "--note", "loops are fine")
    coach.good("skip", "w48-3", "--why", "ill")
    plan = coach.json("week")
    assert plan["revision"] == 2
    assert [s["state"] for s in plan["sessions"][:3]] == ["done", "done", "skipped"]
    assert coach.json("inbox")["letters"][0]["subject"].startswith("Your week 2026-W48")
    assert coach.json("progress")["stages"][0]["minutes_done"] == 70
    coach.good("undo")
    assert {s["id"]: s["state"] for s in coach.json("week")["sessions"]}["w48-3"] == "planned"
