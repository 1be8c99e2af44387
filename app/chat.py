"""A conversation in the terminal: messages in, answers out, questions that wait for the learner's word."""

import asyncio
import shlex
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractContextManager, aclosing
from typing import TYPE_CHECKING

from rich.text import Text

from ..domain.errors import CoachError
from ..domain.slash import parse_slash
from ..workflows.chat_events import Event, Question
from .bootstrap import Coach
from .chat_input import Names, Prompt
from .chat_local import LocalCommands
from .chat_page import Page, open_console
from .chat_replies import read_reply
from .chat_start import thread_names
from .chat_status import Status
from .chat_terminal import quiet_keys, stopped_by_ctrl_c

if TYPE_CHECKING:
    from ..domain.slash import Argument
    from ..memory.learners import StoredLearner
    from ..workflows.chat import Chat
    from ..workflows.services import Services

OpenChat = Callable[["Services", int, str], AbstractContextManager["Chat"]]
HISTORY = "chat_history"
SHOWN_AGAIN, SHOWN_OF_EACH = 6, 600
GREETING = "Talk with your coach. /help lists the commands, Ctrl-D leaves."


def talk(coach: Coach, stored: "StoredLearner", thread: str, open_chat: OpenChat) -> None:
    """Talk in this thread, and in others that the learner switches to, until they leave.

    Raises:
        CoachError: the conversation can't be opened, as when it is busy in another window.
    """
    console = open_console()
    console.print(Text(GREETING, "dim"))
    with quiet_keys():
        while thread:
            with open_chat(coach.services, stored.id, thread) as chat:
                page = Page(console, Status(thread))
                thread = asyncio.run(_Conversation(coach, stored, chat, page).until_left())


class _Conversation:
    """One thread on the screen."""

    def __init__(self, coach: Coach, stored: "StoredLearner", chat: "Chat", page: Page) -> None:
        self._coach, self._chat, self._page = coach, chat, page
        self._local = LocalCommands(coach, stored, page)
        self._prompt = Prompt(coach.home / HISTORY, page.status, _names(coach, stored))
        self._question: Question | None = None

    async def until_left(self) -> str:
        """Talk until the learner leaves; gives the thread to go on with, empty when they are through."""
        looking = asyncio.create_task(self._look_for_model())
        waiting = self._chat.waiting()
        self._show_before(waiting)
        self._set_question(waiting)
        try:
            while True:
                try:
                    line = await self._prompt.line()
                except KeyboardInterrupt:
                    self._page.line("Ctrl-D or /quit leaves.", "dim")
                    continue
                except EOFError:
                    return ""
                if line and (other := await self._next(line)) is not None:
                    return other
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
            if self._question:
                name = shlex.quote(self._chat.thread)
                self._page.line(f"A question waits here: coach chat --thread {name}", "dim")

    async def _next(self, line: str) -> str | None:
        """Do what a line asks for. Gives the thread to go on with: empty to leave, None to stay."""
        try:
            slash = parse_slash(line)
            if slash and slash[0].name == "quit":
                return ""
            if slash and slash[0].agent is None:
                return await self._local.run(slash[0].name, slash[1], self._chat) or None
            reply = read_reply(self._question, line) if self._question and not slash else None
            if self._question and reply is not None and not self._is_clear(reply):
                self._chat.recall(self._question, line)
                self._page.question(self._question)
                self._page.line("Is that your answer to this? Then once more.", "dim")
            elif self._question and reply is not None:
                await self._answered(self._chat.answer(self._question, reply))
            else:
                await self._answered(self._chat.turn(line))
        except CoachError as error:
            self._page.line(str(error), "red")
        return None

    def _is_clear(self, reply: str) -> bool:
        """Whether a reply can only be meant for the question that waits."""
        return self._question is None or reply.startswith("edit:") or self._chat.is_clear(self._question)

    async def _answered(self, events: AsyncGenerator[Event, None]) -> None:
        """Show an answer as it comes. A question that waits is shown at the end, an earlier one again."""
        try:
            with self._page:
                stopped = await stopped_by_ctrl_c(self._shown(events))
            if stopped:
                self._page.line("– stopped –", "dim")
        except CoachError as error:
            self._page.line(str(error), "red")
        ended = self._page.ended
        for problem in ended.problems if ended else ():
            self._page.line(problem, "red")
        self._set_question(ended.waiting if ended else self._chat.waiting())
        self._prompt.forget_keys()
        self._page.console.print()

    async def _shown(self, events: AsyncGenerator[Event, None]) -> None:
        async with aclosing(events):
            async for event in events:
                self._page.show(event)

    def _set_question(self, question: Question | None) -> None:
        shown, self._question = self._question, question
        self._page.status.waits = question is not None
        if question and question == shown:
            self._page.reminder(question)
        elif question:
            self._page.question(question)

    def _show_before(self, waiting: Question | None) -> None:
        """The end of what was said earlier in this thread, dimmed, but for a question that still waits."""
        for message in self._chat.history(SHOWN_AGAIN):
            text = message.text.strip()
            if waiting and text == waiting.text.strip():
                continue
            shown = f"{text[:SHOWN_OF_EACH]} …" if len(text) > SHOWN_OF_EACH else text
            self._page.line(f"> {shown}" if message.by == "learner" else f"{shown}\n", "dim")

    async def _look_for_model(self) -> None:
        found = await asyncio.to_thread(self._coach.models.found)
        self._page.status.model = found.card.name if found.card else "no model"
        self._prompt.redraw()


def _names(coach: Coach, stored: "StoredLearner") -> Names:
    """What can be completed: this week's open sessions, and the conversations."""

    def names(argument: "Argument") -> list[tuple[str, str]]:
        if argument == "thread":
            return [(name, "") for name in thread_names(coach, stored)]
        from ..workflows.kept_plan import kept_week

        kept = kept_week(coach.services, stored, coach.today(stored))
        sessions = kept.plan.sessions if kept else ()
        return [(s.id, f"{s.day:%a} {s.start} {s.title}") for s in sessions if s.state in ("planned", "missed")]

    return names
