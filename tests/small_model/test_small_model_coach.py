"""The program itself with a real model: asked, stopped by Ctrl-C, its plan put into words, and the model measured."""

import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import small_model
from coach_runner import CoachRunner, ended

from studycoach.llm.model_card import to_mapping
from studycoach.llm.scripted import WHEN
from studycoach.memory import model_cards
from studycoach.memory.database import Database, open_database
from studycoach.workflows.fitness import measure_model
from studycoach.workflows.services import PlanRules, Services

pytestmark = pytest.mark.slow
QUESTION = "Explain at length how a bicycle stays upright"


@pytest.fixture
def coach(address: str, tmp_path: Path) -> CoachRunner:
    """A coach that has the model at hand, with a first week in the rules' words."""
    settings = {"OPENAI_BASE_URL": f"{address}/v1", "COACH__PLANNER__DEADLINE_S": "0"}
    runner = CoachRunner(tmp_path / "home", settings=settings)
    runner.good("plan")
    return runner


@pytest.fixture
def home(coach: CoachRunner) -> Iterator[Database]:
    """That coach's database."""
    database = open_database(f"sqlite:///{coach.home}/coach.db", backups=coach.home / "backups", now=WHEN)
    yield database
    database.close()


@pytest.fixture
def measured(coach: CoachRunner, home: Database, asked) -> CoachRunner:
    """The same coach, which knows that this model can't route, so that the first call is the answer's."""
    card = replace(asked.found.card, routing_right=2, routing_asked=20, measured_at=WHEN)
    with home.write() as db:
        model_cards.save(db, card.address, card.name, to_mapping(card), WHEN)
    return coach


def interrupted(coach: CoachRunner, asked, *arguments: str) -> subprocess.Popen[str]:
    """A command that gets Ctrl-C while the model works."""
    assert not asked.is_busy()
    process = coach.start(*arguments)
    until = time.monotonic() + 30
    while not asked.is_busy() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    return process


def stopped(coach: CoachRunner, asked, *arguments: str) -> tuple[int, bool]:
    """The exit status of a command that Ctrl-C stops while the model works, and whether the model rests a second later."""
    process = interrupted(coach, asked, *arguments)
    rests = asked.is_free_within(1.0)
    return ended(process).status, rests


def test_a_message_is_answered_by_the_model_and_its_calls_and_tokens_are_told(measured: CoachRunner) -> None:
    answer = measured.outside("ask", "What is 2 + 2?", "--json").json
    (step,) = answer["steps"]
    assert (step["agent"], step["decided_by"]) in (("tutor", "examples"), ("tutor", "default"))
    assert (answer["written_by"], answer["calls"]) == (small_model.NAME, 1)
    assert answer["reply"].strip()
    assert answer["tokens_in"] > 100
    assert answer["tokens_out"] > 1


def test_ctrl_c_stops_an_answer_within_a_second_and_the_conversation_goes_on(measured: CoachRunner, asked) -> None:
    assert stopped(measured, asked, "ask", QUESTION) == (130, True)
    assert measured.outside("ask", "Say hello", "--json").json["written_by"] == small_model.NAME


def test_ctrl_c_ends_a_command_whose_message_is_being_routed_within_a_second(serve, ask_at, coach: CoachRunner) -> None:
    # Of an answer that isn't streamed, llama.cpp's server doesn't notice that nobody waits for it any more.
    with serve() as url:
        coach.settings["OPENAI_BASE_URL"] = f"{url}/v1"
        process = interrupted(coach, ask_at(url), "ask", QUESTION)
        began = time.monotonic()
        assert ended(process).status == 130
        assert time.monotonic() - began < 1.0


def test_ctrl_c_stops_the_doctor_within_a_second(coach: CoachRunner, asked) -> None:
    assert stopped(coach, asked, "doctor") == (130, True)


def test_a_model_too_slow_for_a_plan_leaves_its_sessions_as_they_are(coach: CoachRunner) -> None:
    facts = ("id", "day", "start", "minutes", "topic", "kind")
    before = coach.json("plan")["sessions"]
    began = time.monotonic()
    outcome = coach.outside("plan", "--reword", COACH__PLANNER__DEADLINE_S="4")
    assert time.monotonic() - began < 20
    assert outcome.status == 0 or "No session was put into words" in outcome.err
    after = coach.json("plan")["sessions"]
    assert [[s[name] for name in facts] for s in after] == [[s[name] for name in facts] for s in before]
    assert all(s["task"].strip() and s["done_when"].strip() for s in after)


def test_the_model_is_measured_until_the_time_is_up_and_then_known(coach: CoachRunner, home: Database, asked) -> None:
    moment = WHEN + timedelta(minutes=1)
    services = Services(home, lambda: moment, coach.home, PlanRules(), models=asked.models)
    fitness = measure_model(services, asked.found, seconds=6.0)
    assert fitness is not None
    assert (fitness.reached, fitness.time_is_up, fitness.trouble) == (True, True, "")
    assert fitness.seconds < 60.0, "it goes on to the end"
    (known,) = coach.outside("models", "--json").json["models"]
    assert (known["name"], known["at_hand"]) == (small_model.NAME, True)
    assert 0 < known["first_token_ms"] < 6000
    assert known["tokens_per_second_out"] > 1
    assert known["routing"] is None
