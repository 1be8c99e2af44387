"""Typing a message: history, completion, several lines, paste; Enter sends."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory
from prompt_toolkit.input.typeahead import clear_typeahead
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.styles import Style

from ..domain.fact import without_secrets
from ..domain.slash import COMMANDS, Argument
from .chat_ask import typed
from .chat_status import Status
from .chat_terminal import forget_keys

LONGEST_KEPT = 2000
MOST_HISTORY_BYTES = 500_000
MENU_LINES = 6

# For `/done` and its like: what can stand behind the command, and what each means.
Names = Callable[[Argument], Iterable[tuple[str, str]]]


class Prompt:
    """The place where messages are typed. `names` is asked for completions anew at each message."""

    def __init__(self, history: Path, status: Status, names: Names) -> None:
        self._status, self._names = status, names
        self._session: PromptSession[str] = PromptSession(
            history=_History(_private(history)),
            auto_suggest=AutoSuggestFromHistory(),
            complete_while_typing=True,
            reserve_space_for_menu=MENU_LINES,
            multiline=True,
            prompt_continuation="  ",
            key_bindings=_keys(),
            bottom_toolbar=lambda: [("", f" {self._status.line}")],
            style=Style.from_dict({"bottom-toolbar": "noreverse", "bottom-toolbar.text": "ansibrightblack"}),
        )

    async def line(self) -> str:
        """The next message. Raises KeyboardInterrupt for Ctrl-C on an empty line, EOFError for Ctrl-D."""
        known: dict[Argument, list[tuple[str, str]]] = {}

        def names(argument: Argument) -> list[tuple[str, str]]:
            if argument not in known:
                known[argument] = list(self._names(argument))
            return known[argument]

        return typed(await self._session.prompt_async("> ", completer=SlashCompleter(names)))

    def forget_keys(self) -> None:
        """Forget what was typed ahead, so that it answers no question that wasn't on the screen."""
        clear_typeahead(self._session.app.input)
        forget_keys()

    def redraw(self) -> None:
        """Draw the status line again, if a message is being typed."""
        self._session.app.invalidate()


class SlashCompleter(Completer):
    """Completes the commands after a slash, and what stands behind them."""

    def __init__(self, names: Names) -> None:
        self._names, self._paths = names, PathCompleter(expanduser=True)

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """What can follow the text before the cursor."""
        text = document.text_before_cursor
        if not text.startswith("/") or "\n" in text:
            return
        word, space, rest = text.partition(" ")
        if space:
            yield from self._arguments(word.casefold(), rest, complete_event)
            return
        for command in COMMANDS:
            if f"/{command.name}".startswith(word.casefold()):
                yield Completion(f"/{command.name}", -len(word), display_meta=command.help)

    def _arguments(self, word: str, rest: str, event: CompleteEvent) -> Iterator[Completion]:
        argument: Argument = next((c.argument for c in COMMANDS if f"/{c.name}" == word), "")
        if argument == "path":
            yield from self._paths.get_completions(Document(rest), event)
        elif argument in ("session", "thread"):
            for name, meaning in self._names(argument):
                if name.startswith(rest):
                    yield Completion(name, -len(rest), display_meta=meaning)


class _History(FileHistory):
    """What was typed before. Pages of pasted code aren't worth keeping."""

    def store_string(self, string: str) -> None:
        if len(string) <= LONGEST_KEPT:
            super().store_string(without_secrets(string))


def _private(path: Path) -> Path:
    """The file, made for the learner's eyes only if it isn't there, and its older half dropped when it is too long."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        if file.seek(0, os.SEEK_END) > MOST_HISTORY_BYTES:
            file.seek(-MOST_HISTORY_BYTES // 2, os.SEEK_END)
            newer = file.read().partition(b"\n\n")[2]
            file.seek(0)
            file.truncate()
            file.write(b"\n" + newer)
    return path


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter")
    def _send(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        chosen = buffer.complete_state and buffer.complete_state.current_completion
        if chosen and buffer.text in {f"/{command.name}" for command in COMMANDS if command.hint}:
            # A command was chosen from the menu, and something is to follow it.
            buffer.insert_text(" ")
        elif buffer.document.text_before_cursor.endswith("\\"):
            buffer.delete_before_cursor()
            buffer.newline(copy_margin=False)
        else:
            buffer.validate_and_handle()

    @keys.add("escape", "enter")
    @keys.add("c-j")
    def _break(event: KeyPressEvent) -> None:
        event.current_buffer.newline(copy_margin=False)

    @keys.add("c-c")
    def _clear(event: KeyPressEvent) -> None:
        if event.current_buffer.text:
            event.current_buffer.reset()
        else:
            event.app.exit(exception=KeyboardInterrupt, style="class:aborting")

    return keys
