"""One message and its answer: as text while it comes, or as JSON."""

import asyncio
import shlex
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import asdict
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import click

from ..domain.errors import CoachError
from ..domain.plain_text import JOINERS, without_unseen
from ..workflows.chat_events import Ended, Event, Piece, Question, Remembered, Said
from .chat_blocks import not_shown
from .chat_replies import read_reply, ways_to_answer
from .chat_status import Status, agent_name
from .chat_terminal import at_keyboard, forget_keys, quiet_keys, stopped_by_ctrl_c
from .render import note, say, say_json
from .standard_input import read_input

if TYPE_CHECKING:
    from ..workflows.chat import Chat
    from .chat_page import Page

KEPT = "\n\t" + JOINERS
# What is piped in says nothing by itself: without words it is asked about.
UNSAID = "?"


def typed(text: str) -> str:
    """A message without characters that nobody types; what joins letters and code's own whitespace stay."""
    return without_unseen(text, keep=KEPT).strip()


def piped(most: int) -> str:
    """What is piped in, at most so many bytes of it, without a terminal's colours; empty at a terminal.

    A note says when more was left out.
    """
    if sys.stdin is None or at_keyboard():
        return ""
    data = read_input(most + 1)
    if len(data) > most:
        note(f"Only the first {most // 1_000_000} MB of what is piped in is read.")
    return without_unseen(click.unstyle(data[:most].decode("utf-8", "replace")), keep=KEPT).strip("\n")


def route(chat: "Chat", message: str, attached: str, *, as_json: bool) -> None:
    """Print who would answer, and do no more."""
    steps = chat.route(message or UNSAID, attached)
    if as_json:
        spent = chat.desk.account
        counts = (spent.calls, spent.tokens_in, spent.tokens_out) if spent else (0, 0, 0)
        say_json(_as_json(chat.thread, Ended(steps, "", chat.waiting(), "", *counts)))
        return
    for step in steps:
        say(f"{agent_name(step.agent)}: {' '.join(step.request.split())} ({step.decided_by})")


def answer(chat: "Chat", message: str, attached: str, *, as_json: bool) -> None:
    """Print the answer. With a question waiting and nothing piped in, a message that is exactly a reply answers it.

    Raises CoachError when trouble is all there is to tell, and click.Abort when Ctrl-C stopped it; what came until
    then is printed and kept.
    """
    waiting = chat.waiting()
    reply = read_reply(waiting, message) if waiting and not attached else None
    if waiting and reply is not None and not (reply.startswith("edit:") or chat.is_clear(waiting)):
        _ask_again(chat, waiting, message, as_json=as_json)
        return
    events = chat.answer(waiting, reply) if waiting and reply is not None else chat.turn(message or UNSAID, attached)
    view = _view(chat.thread, as_json=as_json)
    with quiet_keys(), view:
        ended = asyncio.run(_last(events, view.show))
        forget_keys()
    if ended is None:
        raise click.Abort
    if ended.problems and not ended.reply:
        raise CoachError(" ".join(ended.problems))
    for problem in ended.problems:
        note(problem)
    if as_json:
        say_json(_as_json(chat.thread, ended))
    elif ended.waiting:
        if ended.waiting != waiting:
            view.question(ended.waiting)
        note(f"A question waits. To answer it: coach ask --thread {shlex.quote(chat.thread)} …")


def _ask_again(chat: "Chat", question: Question, message: str, *, as_json: bool) -> None:
    """Something else was asked after the question: it is shown again before it is answered."""
    chat.recall(question, message)
    if as_json:
        say_json(_as_json(chat.thread, Ended((), question.text, question, "rules", 0, 0, 0)))
        return
    with _view(chat.thread, as_json=False) as view:
        view.question(question)
    note(f"Is that your answer to this? Then once more: coach ask --thread {shlex.quote(chat.thread)} …")


def _view(thread: str, *, as_json: bool) -> "Page | _Raw":
    if as_json or not sys.stdout.isatty():
        return _Raw(writes=not as_json)
    from .chat_page import Page, open_console

    return Page(open_console(), Status(thread, model="coach"))


async def _last(events: AsyncGenerator[Event, None], show: Callable[[Event], None]) -> Ended | None:
    """Show the events, each as it comes; gives the end of the turn, or None when Ctrl-C stopped it."""
    ended: list[Ended] = []

    async def follow() -> None:
        async with aclosing(events):
            async for event in events:
                show(event)
                if isinstance(event, Ended):
                    ended.append(event)

    stopped = await stopped_by_ctrl_c(follow())
    return ended[0] if ended and not stopped else None


class _Raw:
    """Writes the replies as the Markdown that they are, an empty line between those of several steps."""

    def __init__(self, *, writes: bool) -> None:
        self._writes, self._step, self._came = writes, 0, ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not isinstance(error, OSError):
            self._end_line()

    def show(self, event: Event) -> None:
        """Write what the event adds."""
        if isinstance(event, Piece):
            self._begin(event.step)
            self._write(event.text)
        elif isinstance(event, Said):
            self._begin(event.step)
            self._write(not_shown(event.text, self._came) if event.streamed else event.text)
        elif isinstance(event, Remembered):
            note(f"remembered: {event.text} (/forget undoes it)")

    def question(self, question: Question) -> None:
        """Write a question, and what can be answered."""
        gap = "\n" if self._came else ""
        say(f"{gap}{question.text.strip()}\n\n{ways_to_answer(question)}")

    def _end_line(self) -> None:
        if self._came and not self._came.endswith("\n"):
            self._write("\n")

    def _begin(self, step: int) -> None:
        if step != self._step:
            self._end_line()
            if self._step:
                self._write("\n")
            self._step, self._came = step, ""

    def _write(self, text: str) -> None:
        self._came += text
        if self._writes:
            click.echo(without_unseen(text, keep=KEPT), nl=False)


def _as_json(thread: str, ended: Ended) -> dict[str, Any]:
    return {
        "thread": thread,
        "steps": [{"agent": s.agent, "request": s.request, "decided_by": s.decided_by} for s in ended.steps],
        "reply": ended.reply,
        "waiting": asdict(ended.waiting) if ended.waiting else None,
        "written_by": ended.written_by,
        "calls": ended.calls,
        "tokens_in": ended.tokens_in,
        "tokens_out": ended.tokens_out,
    }
