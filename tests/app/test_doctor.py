"""`coach doctor` and `coach models`: what there is, what it can do, and what follows, on every terminal."""

import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from able_model import AbleModel
from coach_runner import CoachRunner, ended
from model_stub import ModelStub

pytestmark = pytest.mark.slow

NOT_MEASURED = {
    "first_token_ms": None,
    "tokens_per_second_out": None,
    "tokens_per_second_in": None,
    "schema": None,
    "json": None,
    "routing": None,
}


@pytest.fixture
def coach(own_coach: CoachRunner) -> CoachRunner:
    """A coach on a computer where nothing listens at Ollama's port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        own_coach.settings["OLLAMA_HOST"] = f"127.0.0.1:{taken.getsockname()[1]}"
    return own_coach


@pytest.fixture
def served(coach: CoachRunner) -> Iterator[Callable[..., ModelStub]]:
    """Starts a stub with a model of a small context, which the coach's environment names."""
    with ExitStack() as stack:

        def start(model: object = None, *, at: str = "OPENAI_BASE_URL", **how: object) -> ModelStub:
            stub = stack.enter_context(ModelStub(model or AbleModel(), **({"context": 4096} | how)))
            coach.settings[at] = stub.v1 if at == "OPENAI_BASE_URL" else stub.url
            return stub

        yield start


def test_without_a_model_the_doctor_tells_how_to_connect_one_and_what_works(coach: CoachRunner) -> None:
    outcome = coach.good("doctor")
    for words in ("No model was found", "OLLAMA_HOST is set, but", "`ollama pull qwen3:4b`", "OPENAI_BASE_URL"):
        assert words in outcome.words
    assert "Without one the coach plans" in outcome.words
    assert str(coach.home) in outcome.out
    assert outcome.err == ""


def test_the_doctor_tells_what_the_coach_stands_on(coach: CoachRunner) -> None:
    coach.good("plan")
    told = coach.json("doctor")
    assert told["home"] == str(coach.home)
    assert told["database"].pop("size_bytes") > 50_000
    assert told["database"].pop("revision")
    assert told["database"] == {"kind": "sqlite", "place": str(coach.home / "coach.db")}
    assert (told["timezone"], told["learner"]["name"]) == ("Europe/Berlin", "Ada")
    assert (told["model"], told["fitness"], told["why"]) == (None, None, "No model was found.")
    assert "nothing answers there" in told["passed_over"][0]


@pytest.mark.parametrize("at", ["OPENAI_BASE_URL", "OLLAMA_HOST"])
def test_a_model_is_measured_and_its_card_is_kept(
    coach: CoachRunner, served: Callable[..., ModelStub], at: str
) -> None:
    served(at=at)
    outcome = coach.good("doctor", "--json")
    assert outcome.err == ""
    assert (outcome.json["model"]["name"], outcome.json["why"]) == ("small:3b", f"{at} is set.")
    fitness = outcome.json["fitness"]
    assert (fitness["reached"], fitness["trouble"], fitness["time_is_up"]) == (True, None, False)
    assert (fitness["schema"], fitness["json"], fitness["answers"]) == ({"right": 10, "asked": 10}, None, "schema")
    assert fitness["routing"] == {"right": 20, "asked": 20}
    assert fitness["context"] == {"told": 4096, "usable": 4096, "tried": 4096}
    (kept,) = coach.json("models")["models"]
    assert (kept["at_hand"], kept["measured_at"][:10]) == (True, "2026-11-23")
    assert {name: kept[name] for name in NOT_MEASURED} == {name: fitness[name] for name in NOT_MEASURED}


@pytest.mark.parametrize("columns", ["40", pytest.param("200", marks=pytest.mark.slow)])
def test_every_terminal_shows_measures_and_ways(
    coach: CoachRunner, served: Callable[..., ModelStub], columns: str
) -> None:
    served(AbleModel(writes=0, routes=3))
    coach.settings["COLUMNS"] = columns
    doctor, models = coach.good("doctor"), coach.good("models")
    for outcome in (doctor, models):
        assert "0 of 10 right by JSON schema, 0 of 10 by JSON in words" in outcome.words
        assert "3 of 20 messages went where they should" in outcome.words
        # A path or an address that is longer than a line stands on one of its own.
        lines = [line.strip() for line in outcome.out.splitlines() if len(line) > min(int(columns), 100)]
        assert [line for line in lines if " " in line] == []
    assert "routes by rules The model is too weak for it: 3 of 20" in models.words


def test_a_model_that_was_not_measured_has_its_usual_ways(coach: CoachRunner, served: Callable[..., ModelStub]) -> None:
    served(models=["small:3b", "other:8b"])
    models = coach.good("models")
    assert models.words.count("not measured") >= 6
    assert "Also there other:8b (name one in model.name)" in models.words
    told = coach.json("models")
    (card,) = told["models"]
    assert {name: card[name] for name in NOT_MEASURED} == NOT_MEASURED
    assert told["strategies"][0]["way"] == "routes by model"
    assert "Not measured" in told["strategies"][0]["why"]
    assert {one["model"] for one in told["strategies"]} == {"small:3b"}


def test_without_a_model_the_kept_cards_and_the_plain_ways_are_shown(
    coach: CoachRunner, served: Callable[..., ModelStub]
) -> None:
    served()
    coach.good("doctor")
    coach.settings["COACH__MODEL__PROVIDER"] = "none"
    told = coach.json("models")
    (kept,) = told["models"]
    assert (kept["name"], kept["at_hand"], kept["routing"]) == ("small:3b", False, {"right": 20, "asked": 20})
    assert {one["why"] for one in told["strategies"]} == {"No model is at hand."}
    words = coach.good("models").words
    assert "Measured before" in words
    assert "model.provider: none" in words


def test_an_agent_with_a_model_of_its_own_is_shown_with_it(
    coach: CoachRunner, served: Callable[..., ModelStub]
) -> None:
    served(models=["small:3b", "other:8b"])
    coach.good("plan")
    (coach.home / "config.yaml").write_text("models: {planner: {name: other:8b}}\n", encoding="utf-8")
    told = coach.json("models")
    assert [card["name"] for card in told["models"]] == ["small:3b", "other:8b"]
    assert {one["agent"]: one["model"] for one in told["strategies"]}["planner"] == "other:8b"
    assert "(other:8b)" in coach.good("models").words


def test_a_model_that_dies_is_said_in_a_sentence_and_the_rest_is_not_measured(
    coach: CoachRunner, served: Callable[..., ModelStub]
) -> None:
    able = AbleModel()

    def dies(request: object) -> str:
        if len(able.asked) == 8:
            stub.always = "drop"
        return able(request)

    stub = served(dies)
    outcome = coach.good("doctor")
    assert "small:3b stopped in the middle of its answer." in outcome.words
    assert "Routing not measured" in outcome.words
    assert "Context not measured" in outcome.words
    assert "right by JSON schema" in outcome.words


@pytest.mark.slow
def test_ctrl_c_ends_a_measurement_at_once(coach: CoachRunner, served: Callable[..., ModelStub]) -> None:
    stub = served(always="stall")
    process = coach.start("doctor", PYTHONUNBUFFERED="1")
    until = time.monotonic() + 30
    while not stub.calls and time.monotonic() < until:
        time.sleep(0.02)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    outcome = ended(process)
    assert (outcome.status, outcome.err.strip()) == (130, "Stopped.")
    assert time.monotonic() - began < 3.0
    assert stub.hung_up.wait(2.0)


def test_a_refused_key_is_said_and_never_shown(coach: CoachRunner, served: Callable[..., ModelStub]) -> None:
    served(key="sk-right")
    coach.settings["OPENAI_API_KEY"] = "sk-secret-and-wrong"
    outcome = coach.good("doctor")
    assert "doesn't accept the key" in outcome.words
    assert "sk-" not in outcome.out + outcome.err


@pytest.mark.slow
def test_a_password_in_an_address_is_never_shown(coach: CoachRunner, served: Callable[..., ModelStub]) -> None:
    stub = served()
    coach.settings["OPENAI_BASE_URL"] = stub.v1.replace("://", "://ada:secret@")
    shown = [coach.good(*words).out for words in (("doctor",), ("doctor", "--json"), ("models",), ("models", "--json"))]
    assert "small:3b" in shown[0]
    assert not any("secret" in out for out in shown)


def test_a_broken_database_is_a_failure_in_one_sentence(coach: CoachRunner) -> None:
    coach.home.mkdir()
    (coach.home / "coach.db").write_bytes(b"no database at all" * 100)
    outcome = coach("doctor")
    assert (outcome.status, outcome.out) == (1, "")
    assert len(outcome.err.splitlines()) == 1
