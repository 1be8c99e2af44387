"""Typing a message: completion, several lines, paste, history."""

import asyncio
import stat
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from studycoach.app.chat_ask import typed
from studycoach.app.chat_input import Prompt, SlashCompleter
from studycoach.app.chat_status import Status
from studycoach.domain.slash import COMMANDS

NAMES = {"session": [("w48-1", "Mon Vectors"), ("w48-2", "Tue Loops")], "thread": [("lora", ""), ("long talk", "")]}


def names(argument: str) -> list[tuple[str, str]]:
    return NAMES[argument]


def completed(text: str) -> list[str]:
    """The whole texts that Tab can make of this one."""
    found = SlashCompleter(names).get_completions(Document(text), CompleteEvent(completion_requested=True))
    return [text[: len(text) + c.start_position] + c.text for c in found]


class Typist:
    """Somebody at the prompt, with a history file."""

    def __init__(self, history: Path) -> None:
        self.history = history

    def types(self, *messages: str) -> list[str]:
        """The messages that arrive, one for each that is typed, Enter included in its keys."""
        with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
            prompt = Prompt(self.history, Status("main"), names)

            async def all_of_them() -> list[str]:
                got = []
                for message in messages:
                    keys.send_text(message)
                    got.append(await prompt.line())
                return got

            return asyncio.run(all_of_them())


@pytest.fixture
def typist(tmp_path: Path) -> Typist:
    return Typist(tmp_path / "home" / "chat_history")


def test_a_slash_offers_every_command_with_its_help():
    found = list(SlashCompleter(names).get_completions(Document("/"), CompleteEvent()))
    assert [(c.text, c.display_meta_text) for c in found] == [(f"/{c.name}", c.help) for c in COMMANDS]


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("/mo", ["/model"]),
        ("/DO", ["/done"]),
        ("/done ", ["/done w48-1", "/done w48-2"]),
        ("/why w48-2", ["/why w48-2"]),
        ("/skip x", []),
        ("/threads lo", ["/threads lora", "/threads long talk"]),
        ("/plan ", []),
        ("/unknown ", []),
        ("words", []),
        ("/do\n", []),
        ("", []),
    ],
)
def test_commands_sessions_and_threads_are_completed(text: str, made: list[str]):
    assert completed(text) == made


@pytest.mark.parametrize("command", ["/review", "/save"])
def test_paths_are_completed(command: str, tmp_path: Path):
    (tmp_path / "train.py").touch()
    assert completed(f"{command} {tmp_path}/tr") == [f"{command} {tmp_path}/train.py"]


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ("hello\r", "hello"),
        ("one\x1b\rtwo\r", "one\ntwo"),
        ("one\ntwo\r", "one\ntwo"),
        ("one\\\rtwo\r", "one\ntwo"),
        ("\x1b[200~def f(x):\r    return x\r\r\x1b[201~ why?\r", "def f(x):\n    return x\n\n why?"),
        ("half\x03hello\r", "hello"),
    ],
)
def test_enter_sends_and_other_keys_begin_a_new_line(typist: Typist, keys: str, message: str):
    assert typist.types(keys) == [message]


def test_ctrl_c_on_an_empty_line_and_ctrl_d_are_told_apart(typist: Typist):
    with pytest.raises(KeyboardInterrupt):
        typist.types("\x03")
    with pytest.raises(EOFError):
        typist.types("\x04")


def test_what_was_typed_comes_back_with_the_arrow_key_also_in_a_later_program(typist: Typist):
    typist.types("first\r", "second\r")
    assert typist.types("\x1b[A\x1b[A\r") == ["first"]


def test_the_history_is_for_the_learners_eyes_only_and_keeps_no_pages_of_code(typist: Typist):
    typist.types("hello\r", "\x1b[200~" + "x = 1\r" * 500 + "\x1b[201~\r")
    assert stat.S_IMODE(typist.history.stat().st_mode) == 0o600
    kept = typist.history.read_text("utf-8")
    assert "hello" in kept
    assert "x = 1" not in kept


def test_a_long_history_loses_its_older_half_and_is_still_read(typist: Typist):
    typist.history.parent.mkdir()
    typist.history.write_text("".join(f"\n# 2026-11-23\n+message {n}\n" for n in range(30_000)), "utf-8")
    assert typist.types("\x1b[A\r") == ["message 29999"]
    assert typist.history.stat().st_size < 300_000


@pytest.mark.parametrize(
    ("text", "message"),
    [("  hi \n", "hi"), ("a\x1b[2Jb\udcff", "a[2Jb"), ("if x:\n\ty", "if x:\n\ty"), ("क्‍ष", "क्‍ष"), ("a\0b", "ab")],
)
def test_a_message_holds_nothing_that_nobody_types(text: str, message: str):
    assert typed(text) == message
