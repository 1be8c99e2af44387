"""Several copies of the coach at the same moment: none fails, nothing is there twice."""

from collections import Counter
from collections.abc import Sequence

import pytest
from coach_runner import CoachRunner, Outcome, ended

pytestmark = pytest.mark.slow


def at_once(coach: CoachRunner, commands: Sequence[tuple[str, ...]]) -> list[Outcome]:
    """All commands started together, each as a process of its own."""
    started = [coach.start(*command) for command in commands]
    return [ended(process) for process in started]


def failures(outcomes: Sequence[Outcome]) -> list[str]:
    return [outcome.err for outcome in outcomes if outcome.status]


def test_four_first_plans_at_once_are_one_learner_one_plan_one_letter(coach: CoachRunner):
    outcomes = at_once(coach, [("plan", "--json")] * 4)
    assert failures(outcomes) == []
    assert len({outcome.out for outcome in outcomes}) == 1, "all see the same plan"
    assert outcomes[0].json["revision"] == 1
    coach.at("2026-11-23T08:02+01:00")
    assert coach.json("plan")["revision"] == 1
    assert len(coach.json("inbox")["letters"]) == 1
    coach.good("export", str(coach.home / "me.json"))
    assert (coach.home / "me.json").read_text("utf-8").count('"w48-1"') == 1


def test_a_session_that_is_ticked_by_many_at_once_counts_once(planned: CoachRunner):
    outcomes = at_once(planned, [("done", "w48-2")] * 3)
    assert Counter(outcome.status for outcome in outcomes) == {0: 1, 1: 2}
    assert all("is done already" in err for err in failures(outcomes))
    assert planned.json("progress")["stages"][0]["minutes_done"] == 90


def test_work_of_many_at_once_is_all_kept(planned: CoachRunner):
    outcomes = at_once(planned, [("log", "python-loops", "--minutes", str(n)) for n in (1, 2, 4)])
    assert failures(outcomes) == []
    assert planned.json("progress")["stages"][0]["minutes_done"] == 7


@pytest.mark.slow
@pytest.mark.parametrize("round_", range(3))
def test_looking_changing_and_planning_at_once(planned: CoachRunner, round_: int):
    commands = [("done", "w48-1"), ("skip", "w48-2"), ("plan", "--json"), ("today",), ("replan", "--yes"), ("week",)]
    outcomes = at_once(planned, [*commands[round_:], *commands[:round_]])
    assert failures(outcomes) == []
    planned.at("2026-11-23T08:02+01:00")
    plan = planned.json("plan")
    states = {s["id"]: s["state"] for s in plan["sessions"]}
    assert (states["w48-1"], states["w48-2"]) == ("done", "skipped")
    assert plan["revision"] in (2, 3)
    assert planned.json("plan") == plan
    assert len(planned.json("inbox")["letters"]) == 1


@pytest.mark.slow
def test_setting_up_by_many_at_once_makes_one_learner(coach: CoachRunner):
    outcomes = at_once(
        coach, [("init", "--yes"), ("plan",), ("init", "--yes"), ("plan", "--json"), ("today",), ("plan",)]
    )
    assert failures(outcomes) == []
    coach.at("2026-11-23T08:02+01:00")
    assert len(coach.json("inbox")["letters"]) == 1
    assert coach.json("plan")["revision"] == 1
