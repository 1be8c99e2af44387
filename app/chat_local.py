"""The commands of a conversation that the terminal itself carries out: /threads /model /context /save /help."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain.errors import CoachError, WrongInput
from ..domain.slash import COMMANDS
from .bootstrap import Coach, expanded
from .chat_page import Page
from .chat_start import known_thread
from .chat_status import agent_name, tokens

if TYPE_CHECKING:
    from ..memory.conversations import Message
    from ..memory.learners import StoredLearner
    from ..workflows.chat import Chat

KEYS = (
    "Enter sends. Alt-Enter, Ctrl-J or a backslash at the end of a line begin a new line; pasted text stays one message. "
    "Tab completes. Ctrl-C stops an answer, Ctrl-D leaves."
)
NO_MODEL = "Commands work without one. `coach doctor` tells how to connect a model."
MOST_SAVED = 100_000


class LocalCommands:
    """Carries out the commands that need no agent, and shows what they give."""

    def __init__(self, coach: Coach, stored: "StoredLearner", page: Page) -> None:
        self._coach, self._stored, self._page = coach, stored, page

    async def run(self, name: str, rest: str, chat: "Chat") -> str:
        """Carry out a command; gives the thread to go on with, if it is another one. Raises CoachError."""
        if name == "threads" and rest:
            return known_thread(self._coach, self._stored, rest)
        if name == "threads":
            self._threads(chat.thread)
        elif name == "model":
            await self._model()
        elif name == "context":
            self._context()
        elif name == "save":
            self._save(rest, chat)
        else:
            self._help()
        return ""

    def _threads(self, current: str) -> None:
        from ..memory import conversations

        with self._coach.database.read() as db:
            threads = conversations.threads(db, self._stored.id)
        marks = {current: "*"}
        self._page.table([(f"{marks.get(t.name, ' ')} {t.name}", self._when(t.last_at)) for t in threads])
        if not threads:
            self._page.line("No conversation is kept yet.")

    async def _model(self) -> None:
        found = await asyncio.to_thread(self._coach.models.found)
        card = found.card
        if card is None:
            rows = [("model", "none"), ("why", found.why)]
        else:
            rows = [("model", card.name), ("provider", card.provider), ("address", card.address)]
            rows += [("context", f"{card.context} tokens"), ("why", found.why)]
        self._page.table([*rows, *(("", passed) for passed in found.passed_over)])
        if card is None:
            self._page.line(NO_MODEL)

    def _context(self) -> None:
        status = self._page.status
        if not status.context:
            self._page.line("No model was asked in this conversation since it was opened.")
            return
        share = 100 * status.context_used / status.context
        used, room = tokens(status.context_used), tokens(status.context)
        self._page.line(f"The last prompt used {used} of {room} tokens ({share:.0f} %).")

    def _save(self, name: str, chat: "Chat") -> None:
        if not name:
            raise WrongInput("Save it where?", "Name a file, as: /save lora.md")
        path = expanded(Path(name))
        messages = chat.history(MOST_SAVED)
        page = [f"# Conversation {chat.thread}", *(self._section(message) for message in messages)]
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write("\n\n".join(page) + "\n")
        except FileExistsError:
            raise WrongInput(f"{name[:60]!r} is there already.", "Name another file.") from None
        except OSError as error:
            raise CoachError(f"{name[:60]!r} can't be written: {error.strerror}.", "Name another file.") from None
        self._page.line(f"{len(messages)} messages are saved in {path}.")

    def _section(self, message: "Message") -> str:
        who = "You" if message.by == "learner" else f"Coach ({agent_name(message.agent)})"
        return f"## {who}, {self._when(message.at)}\n\n{message.text}"

    def _help(self) -> None:
        self._page.table([(f"/{c.name} {c.hint}".rstrip(), c.help) for c in COMMANDS])
        self._page.console.print()
        self._page.line(KEYS)

    def _when(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._stored.learner.zone):%Y-%m-%d %H:%M}"
