"""`coach chat` in a real terminal: typed, streamed, stopped, asked and answered, with scripted answers."""

import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import scripted_chat
from coach_runner import CoachRunner

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are not on Windows", allow_module_level=True)
from terminal import CTRL_C, CTRL_D, ENTER, TAB, Terminal


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@contextmanager
def chatting(home: Path, *, columns: int = 80, lines: int = 30, thread: str = "main", **environment: str) -> Iterator:
    """A conversation in a terminal, ready to type."""
    command = [sys.executable, scripted_chat.__file__, thread]
    settings = {"COACH__MODEL__PROVIDER": "none"} | environment
    with Terminal(command, CoachRunner(home).environment | settings, columns=columns, lines=lines) as there:
        there.until("no model")
        yield there


def lines_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("columns", [40, pytest.param(200, marks=pytest.mark.slow)])
def test_a_talk_from_the_first_word_to_the_last(home: Path, columns: int):
    with chatting(home, columns=columns) as there:
        there.say("page")
        text = there.until("The last words.")
        assert "• first point with code" in text
        assert "return x ** 2" in text
        there.until("context 1.2k of 33k")
        there.say("/help")
        assert "/threads [NAME]" in there.until("Tab completes.")
        there.prompted()
        there.press(CTRL_C)
        there.until("Ctrl-D or /quit leaves.")
        there.prompted()
        there.press(CTRL_D)
        assert there.end() == 0
        assert [line for line in lines_of(there.text) if "• first point" in line] == [" • first point with code"]


def test_ctrl_c_stops_the_answer_within_a_second_and_keeps_what_came(home: Path):
    with chatting(home) as there:
        there.say("slow")
        there.until("word20")
        began = time.monotonic()
        there.press("yes\r" + CTRL_C)
        text = there.until("– stopped –")
        assert time.monotonic() - began < 1
        assert "^C" not in text
        assert len([line for line in lines_of(text) if line.startswith("word0")]) == 1
        there.say(f"/save {home / 'talk.md'}")
        there.until("2 messages are saved")
        there.say("/quit")
        assert there.end() == 0
    assert "word0 and more" in (home / "talk.md").read_text("utf-8")


def test_a_question_waits_for_exactly_its_answer_through_other_talk_and_a_closed_terminal(home: Path):
    with chatting(home) as there:
        there.say("move")
        there.until("yes / edit … / no")
        there.until("a question waits")
        there.say("what is LoRA?")
        text = there.until("You said 'what is LoRA?'")
        assert there.settle().count("yes / edit … / no") == 2
        assert text.count("Still waiting:") <= 1
        assert "The answer was" not in text
        os.killpg(there.program.pid, signal.SIGHUP)
        there.end()
    with chatting(home) as there:
        text = there.settle()
        assert "> what is LoRA?" in text, "the end of the talk is shown again"
        assert text.count("Tuesday's session moves to Wednesday.") == 1
        there.say("edit")
        there.until("What shall be different?")
        there.say("edit only Friday")
        there.until("The answer was 'edit: only Friday'.")
        assert "a question waits" not in there.settle()


def test_a_yes_that_was_typed_before_its_question_came_answers_nothing(home: Path):
    with chatting(home) as there:
        there.press("choose\r1\r")
        there.until("w48-2")
        assert "The answer was" not in there.settle()
        there.say("2")
        there.until("The answer was 'w48-2'.")


@pytest.mark.slow
def test_one_can_go_from_thread_to_thread_and_nowhere_else(home: Path):
    with chatting(home, thread="lora") as there:
        there.say("hello")
        there.until("You said 'hello'")
        there.say("/quit")
        there.end()
    with chatting(home) as there:
        there.say("/threads lara")
        there.until("Did you mean lora?")
        there.prompted()
        there.press("/threads lo")
        there.until("  lora")
        there.press(TAB)
        there.until("> /threads lora")
        there.press(ENTER)
        there.until("> hello")
        there.until("lora · no model")
        there.say("/threads")
        there.until("* lora")


@pytest.mark.slow
def test_failures_are_a_sentence_and_the_talk_goes_on(home: Path):
    with chatting(home) as there:
        there.say("boom")
        there.until("The model went away. Ask again.")
        there.say("move")
        there.until("yes / edit … / no")
        there.say("boom")
        there.prompted()
        text = there.text
        assert text.rindex("The model went away.") < text.rindex("yes / edit … / no"), (
            "what can be answered stands last"
        )
        there.say("no")
        there.until("The answer was 'no'.")
        there.say("/plam")
        there.until("Did you mean /plan or /replan")
        there.say("trouble")
        there.until("The paper wasn't found.")
        (home / "there.md").touch()
        there.say(f"/save {home / 'there.md'}")
        there.until("is there already")
        there.say(f"/save {home / 'no' / 'where.md'}")
        there.until("can't be written")
        there.say("/context")
        there.until("used 1.2k of 33k tokens (4 %)")
        there.say("/model")
        there.until("The configuration says model.provider: none.")
        there.say("hello")
        there.until("You said 'hello'")
        assert "Traceback" not in there.text


@pytest.mark.slow
def test_without_colours_none_is_sent(home: Path):
    with chatting(home, NO_COLOR="1") as there:
        there.say("page")
        there.until("The last words.")
        there.say("/plam")
        there.until("There is no command")
        there.settle()
        assert not re.search(rb"\x1b\[(?:[\d;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[\d;]*)?m", there.raw)


@pytest.mark.slow
def test_a_dumb_terminal_is_served_too(home: Path):
    with Terminal(
        [sys.executable, scripted_chat.__file__, "main"], CoachRunner(home).environment | {"TERM": "dumb"}
    ) as there:
        there.say("page")
        there.until("The last words.")
        there.prompted()
        there.press(CTRL_D)
        assert there.end() == 0
        assert not re.search(rb"\x1b\[(?!\?)", there.raw), "no colours, no moves of the cursor"
