"""`coach progress`: what is done and left, and when each stage will end."""

from datetime import date

from coach_runner import CoachRunner


def test_the_json_of_progress_has_every_stage_and_a_range_for_its_end(planned: CoachRunner):
    told = planned.json("progress")
    assert list(told) == ["stages", "weeks", "streak", "pace", "forecast"]
    assert [s["stage"] for s in told["stages"]] == [f["stage"] for f in told["forecast"]]
    assert len(told["stages"]) == 6
    ends = [(date.fromisoformat(f["p50"]), date.fromisoformat(f["p90"])) for f in told["forecast"][:-1]]
    assert all(p50 <= p90 for p50, p90 in ends)
    assert [p50 for p50, _ in ends] == sorted(p50 for p50, _ in ends)
    assert told["forecast"][-1] == {"stage": "research-leadership", "p50": None, "p90": None}


def test_minutes_go_from_left_to_done(planned: CoachRunner):
    before = planned.json("progress")["stages"][0]
    planned.good("done", "w48-2", "--minutes", "50")
    after = planned.json("progress")["stages"][0]
    assert after["minutes_done"] - before["minutes_done"] == 50
    assert before["minutes_left"] - after["minutes_left"] == 50


def test_what_is_finished_and_what_is_known_are_counted_apart(planned: CoachRunner):
    planned.good("done", "python-basics", "--finished")
    planned.good("learner", "know", "vectors")
    stage = planned.json("progress")["stages"][0]
    assert (stage["items_finished"], stage["items_known"]) == (1, 1)
    assert stage["minutes_known"] == 75
    assert "1 of 28 finished, 1 known" in planned.good("progress").words


def test_planned_against_done_for_the_last_weeks(planned: CoachRunner):
    planned.good("done", "w48-1")
    planned.good("done", "w48-2", "--minutes", "60")
    planned.at("2026-11-30T08:00+01:00")
    planned.good("plan")
    weeks = {w["week"]: w for w in planned.json("progress")["weeks"]}
    assert weeks["2026-W48"]["done_minutes"] == 90
    assert weeks["2026-W48"]["planned_minutes"] > 90


def test_a_streak_is_told_without_shame(planned: CoachRunner):
    assert planned.json("progress")["streak"] == {"weeks": 0, "days_this_week": 0}
    planned.good("done", "w48-1")
    assert planned.json("progress")["streak"] == {"weeks": 1, "days_this_week": 1}
    assert "for 1 week without a gap, on 1 day of this one" in planned.good("progress").words
    planned.at("2026-12-14T08:00+01:00")
    told = planned.good("progress").words
    assert "The next session begins a new run of weeks." in told
    assert not any(word in told.casefold() for word in ("lost", "broken", "failed", "only"))


def test_doing_more_brings_the_end_nearer(planned: CoachRunner):
    before = planned.json("progress")["forecast"][0]["p50"]
    planned.good("learner", "know", "python", "Math")
    assert planned.json("progress")["forecast"][0]["p50"] < before


def test_with_no_free_time_the_end_cannot_be_told(planned: CoachRunner):
    planned.good("learner", "edit", "--set", "slots=[]")
    assert "can't be told" in planned.good("progress").words
    assert planned.json("progress")["forecast"][0]["p50"] is None


def test_a_whole_stage_that_is_known_is_called_so(planned: CoachRunner):
    planned.good("learner", "know", "foundation")
    told = planned.good("progress").words
    assert "Foundation Stage (Beginner): known" in told
    assert planned.json("progress")["stages"][0]["minutes_left"] == 0
