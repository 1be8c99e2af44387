"""`coach plan` with a model: the plan first, the words after, and `--reword`."""

import json
import re
import signal
import time
from collections.abc import Iterator

import pytest
from coach_runner import CoachRunner, ended
from model_stub import ModelStub
from model_stub_parts import Request

pytestmark = pytest.mark.slow

NOTE = "Everything here builds on the basics, so take your time with them."


def in_words(request: Request) -> str:
    """What a good model answers: words for each session of the question, or the note."""
    titles = dict(re.findall(r"^id: (\S+)\ntitle: (.+)$", request.prompt, flags=re.MULTILINE))
    if not titles:
        return json.dumps({"note": NOTE})
    words = [
        {"id": name, "task": f"Try {title} on an example of your own.", "done_when": f"You can show {title}."}
        for name, title in titles.items()
    ]
    return json.dumps(words[0] if len(words) == 1 else {"sessions": words})


def at(coach: CoachRunner, stub: ModelStub, seconds: str = "60") -> CoachRunner:
    coach.settings |= {
        "COACH__MODEL__PROVIDER": "ollama",
        "COACH__MODEL__BASE_URL": stub.url,
        "COACH__PLANNER__DEADLINE_S": seconds,
    }
    return coach


@pytest.fixture
def stub() -> Iterator[ModelStub]:
    """A model that words plans well."""
    with ModelStub(in_words) as stub:
        yield stub


def test_the_rules_plan_is_printed_and_delivered_and_the_next_look_shows_the_words(coach: CoachRunner, stub: ModelStub):
    first = at(coach, stub).good("plan")
    assert "on an example of your own" not in first.words
    assert "Written by: rules." in first.words
    assert first.words.endswith(NOTE)
    assert "small:3b puts 15 sessions into words, for at most 60 s. Ctrl-C leaves the rules' words." in first.err
    assert "All 15 sessions are put into words." in first.err
    assert len(list((coach.home / "inbox" / "new").iterdir())) == 1
    calls = stub.calls
    second = coach.good("plan")
    assert second.err == "", "words are no news"
    assert second.words.count("on an example of your own") == 15
    assert NOTE in second.words
    assert "Written by: small:3b." in second.words
    plan = coach.json("plan")
    assert (plan["written_by"], plan["note"], plan["revision"]) == ("small:3b", NOTE, 2)
    assert {s["written_by"] for s in plan["sessions"]} == {"small:3b"}
    assert coach.good("today").err == ""
    assert stub.calls == calls, "a plan that is worded is left alone"
    assert "Written by: small:3b." in (coach.home / "plans" / "2026-W48.md").read_text("utf-8")
    assert len(list((coach.home / "inbox" / "new").iterdir())) == 1, "and no second letter"


def test_as_json_a_new_plan_is_put_into_words_before_it_is_printed(coach: CoachRunner, stub: ModelStub):
    plan = at(coach, stub).json("plan")
    assert plan["written_by"] == "small:3b"
    assert all("on an example of your own" in s["task"] for s in plan["sessions"])
    assert "Source: The Python Tutorial (https://docs.python.org/3/tutorial/)" in str(plan["sessions"])


def test_a_dry_run_asks_no_model(coach: CoachRunner, stub: ModelStub):
    at(coach, stub).good("plan", "--dry-run")
    assert stub.requests == []


@pytest.mark.parametrize("command", [("done", "w48-1"), ("today",), ("week",), ()], ids=str)
def test_commands_of_every_day_ask_no_model_even_when_the_plan_moves(planned: CoachRunner, stub: ModelStub, command):
    at(planned, stub).good("skip", "w48-2")
    planned.good(*command)
    assert stub.requests == []


def test_a_model_that_answers_rubbish_changes_nothing_and_is_told_of(coach: CoachRunner):
    with ModelStub(["I'd rather talk about the weather."]) as stub:
        made = at(coach, stub).good("plan")
        plan = coach.json("plan")
    assert "No session is put into words: all keep the words they had." in made.err
    assert "small:3b gave no usable answer" in made.err
    assert (plan["written_by"], plan["note"], plan["revision"]) == ("rules", "", 1)
    assert {s["written_by"] for s in plan["sessions"]} == {"rules"}


def test_a_model_that_never_answers_holds_nothing_up_beyond_the_deadline(coach: CoachRunner):
    with ModelStub(always="stall") as stub:
        made = at(coach, stub, "3").good("plan")
    assert made.words.startswith("Week 2026-W48 for Ada")
    assert "No session is put into words: all keep the words they had." in made.err
    assert coach.json("week")["written_by"] == "rules"


def test_ctrl_c_leaves_the_rules_words(coach: CoachRunner):
    with ModelStub(always="stall") as stub:
        process = at(coach, stub).start("plan")
        while not stub.chats():
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        made = ended(process)
    assert made.status == 0
    assert made.words.startswith("Week 2026-W48 for Ada")
    assert made.err.endswith("Stopped: the rules' words stay. `coach plan --reword` tries again.\n")
    assert coach.json("week")["written_by"] == "rules"


def test_reword_words_a_plan_that_has_the_rules_words(planned: CoachRunner, stub: ModelStub):
    reworded = at(planned, stub).good("plan", "--reword")
    assert reworded.words.count("on an example of your own") == 15
    assert NOTE in reworded.words
    assert planned.json("plan")["written_by"] == "small:3b"


def test_reword_tries_again_when_everything_is_worded_already(coach: CoachRunner, stub: ModelStub):
    at(coach, stub).good("plan")
    calls = stub.calls
    stub.replies = lambda request: in_words(request).replace("an example", "a small example")
    plan = coach.json("plan", "--reword")
    assert stub.calls == 2 * calls
    assert all("on a small example of your own" in s["task"] for s in plan["sessions"])
    assert plan["revision"] == 3


@pytest.mark.parametrize("settings", [{"COACH__MODEL__PROVIDER": "none"}, {"COACH__PLANNER__DEADLINE_S": "0"}], ids=str)
def test_reword_without_a_model_or_time_says_so(planned: CoachRunner, stub: ModelStub, settings):
    at(planned, stub).settings |= settings
    outcome = planned("plan", "--reword")
    assert (outcome.status, outcome.out) == (1, "")
    assert "No model is at hand" in outcome.err or "planner.deadline_s is 0" in outcome.err


def test_reword_with_a_useless_model_is_a_failure_that_leaves_the_words(coach: CoachRunner, stub: ModelStub):
    before = at(coach, stub).json("plan")
    stub.replies = ["I'd rather talk about the weather."]
    outcome = coach("plan", "--reword")
    assert (outcome.status, outcome.out) == (1, "")
    assert "gave no usable answer" in outcome.err
    assert coach.json("plan") == before


def test_reword_needs_a_learner_and_keeps_what_it_does(coach: CoachRunner):
    assert coach("plan", "--reword").status == 1
    assert coach("plan", "--reword", "--dry-run").status == 2
    assert not (coach.home / "plans").exists()


def test_reword_of_a_week_that_is_through_says_so(planned: CoachRunner, stub: ModelStub):
    outcome = at(planned, stub).at("2026-11-29T23:30+01:00")("plan", "--week", "2026-W48", "--reword")
    assert outcome.status == 1
    assert "No session of 2026-W48 is still to come." in outcome.err


def test_replan_words_what_it_made(planned: CoachRunner, stub: ModelStub):
    planned.good("skip", "w48-2")
    made = at(planned, stub).good("replan", "--yes")
    assert "are put into words" in made.err
    assert planned.json("plan")["written_by"] == "small:3b"
