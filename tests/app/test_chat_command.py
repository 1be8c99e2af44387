"""`coach chat` itself in a terminal, with a model on the wire."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from coach_runner import CoachRunner
from model_stub import ModelStub

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are not on Windows", allow_module_level=True)
from terminal import CTRL_C, CTRL_D, Terminal


@pytest.fixture
def stub() -> Iterator[ModelStub]:
    with ModelStub(["word " * 300], embedders=(), pace=0.01) as running:
        yield running


@contextmanager
def chat(coach: CoachRunner, *arguments: str, columns: int = 80) -> Iterator:
    command = [sys.executable, "-m", "studycoach", "chat", *arguments]
    with Terminal(command, coach.environment, columns=columns, lines=40) as there:
        there.prompted()
        yield there


@pytest.fixture
def coach(tmp_path: Path, stub: ModelStub) -> CoachRunner:
    own = {"COACH__MODEL__PROVIDER": "openai", "COACH__MODEL__BASE_URL": stub.v1}
    return CoachRunner(tmp_path / "home", settings=own)


def test_a_newcomer_types_plans_and_agrees(coach: CoachRunner):
    with chat(coach) as there:
        assert "You are set up as Ada, with default times." in there.text
        there.until("2026-11-23 · small:3b")
        there.say("/today")
        there.until("Next step")
        there.say("I lost Tuesday")
        there.until("yes / edit … / no")
        there.say("/why w48-2")
        there.until("begins Python")
        there.say("yes")
        there.until("Recorded:")
        there.say("/quit")
        assert there.end() == 0
    assert {s["state"] for s in coach.json("week")["sessions"] if s["day"] == "2026-11-24"} <= {
        "skipped",
        "cancelled",
    }


@pytest.mark.slow
def test_ctrl_c_hangs_up_on_the_model_and_the_talk_is_resumed(coach: CoachRunner, stub: ModelStub):
    with chat(coach, "--thread", "lora") as there:
        there.say("what is LoRA good for?")
        there.until("word word")
        there.press(CTRL_C)
        assert stub.hung_up.wait(1)
        there.until("– stopped –")
        there.prompted()
        there.press(CTRL_D)
        assert there.end() == 0
    with chat(coach, "--resume") as there:
        text = there.until("lora · small:3b")
        assert "> what is LoRA good for?" in text
        assert "word word" in text


@pytest.mark.slow
def test_without_options_each_talk_is_a_new_one_named_by_the_day(coach: CoachRunner):
    for name in ("2026-11-23 ·", "2026-11-23-2 ·"):
        with chat(coach) as there:
            there.until(name)
            there.say("/today")
            there.until("Next step")
            there.say("/quit")
            assert there.end() == 0
