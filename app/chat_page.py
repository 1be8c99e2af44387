"""Answers on the screen: finished Markdown blocks are printed once, and only the block that still grows is drawn anew."""

import asyncio
import time
from types import TracebackType
from typing import Self

from markdown_it import MarkdownIt
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.live import Live
from rich.markdown import Markdown
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from ..domain.steps import Step
from ..workflows.chat_events import Ended, Event, Piece, Question, Remembered, Routed, Said, Working
from .chat_blocks import continues_list, not_shown, split_blocks
from .chat_replies import ways_to_answer
from .chat_status import Status, agent_name, running
from .render import clean

PAUSE = 0.08  # seconds between two drawings
LEAST_LINES, WIDEST = 3, 120
REMINDED = 80


def open_console() -> Console:
    """The terminal, for text in which nothing but Markdown means anything."""
    return Console(highlight=False, markup=False, emoji=False)


class Page:
    """What an answer's events show on a terminal. Within `with`, an unfinished block and the status line are live."""

    def __init__(self, console: Console, status: Status) -> None:
        self.console, self.status = console, status
        self.ended: Ended | None = None
        self._live: Live | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._steps: tuple[Step, ...] = ()
        self._begun, self._came, self._open, self._before = 0, "", "", ""
        self._drawn, self._pause = 0.0, PAUSE

    def __enter__(self) -> Self:
        self.ended, self._steps, self._begun = None, (), 0
        self.status.running = "…"
        if self.console.is_terminal and not self.console.is_dumb_terminal:
            self._live = Live(console=self.console, auto_refresh=False, transient=True, vertical_overflow="crop")
            self._live.start()
            self._draw()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._finish()
        self.status.running = ""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._live:
            self._live.stop()
            self._live = None

    def show(self, event: Event) -> None:
        """Show one event of a turn."""
        if isinstance(event, Routed):
            self._steps = event.steps
        elif isinstance(event, Working):
            self.status.running = clean(running(self._steps, event.step, event.what))
            self._draw_soon()
        elif isinstance(event, Piece):
            self._begin(event.step)
            self._add(event.text)
        elif isinstance(event, Said):
            self._begin(event.step)
            self._add(not_shown(event.text, self._came) if event.streamed else event.text)
            self._finish()
        elif isinstance(event, Remembered):
            self.line(f"remembered: {event.text} (/forget undoes it)", "dim")
        else:
            self._end(event)

    def line(self, text: str, style: str = "") -> None:
        """Print a line of plain text, above what is live."""
        self.console.print(Text(clean(text), style))

    def markdown(self, text: str) -> None:
        """Print a whole text in Markdown."""
        blocks, last = split_blocks(_plain(text))
        for block in [*blocks, last]:
            self._print(block)

    def question(self, question: Question) -> None:
        """Show a question that waits, and what can be typed."""
        self.markdown(question.text)
        self.console.print()
        self.line(ways_to_answer(question), "bold")

    def reminder(self, question: Question) -> None:
        """Say in a line that a question shown before still waits, and what can be typed."""
        about = " ".join(question.text.split())
        about = about if len(about) <= REMINDED else f"{about[:REMINDED]}…"
        self.line(f"Still waiting: {about} {ways_to_answer(question)}", "dim")

    def table(self, rows: list[tuple[str, str]]) -> None:
        """Print rows of two columns; the second one wraps."""
        grid = Table.grid(padding=(0, 2))
        for left, right in rows:
            grid.add_row(Text(clean(left), "bold", no_wrap=True), Text(clean(right)))
        self.console.print(grid)

    def _begin(self, number: int) -> None:
        """A step speaks for the first time: with several, a line says which."""
        if number == self._begun:
            return
        self._finish()
        self._begun, self._came, self._before = number, "", ""
        # The first words are shown at once.
        self._drawn = 0.0
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if len(self._steps) > 1 and 0 < number <= len(self._steps):
            step = self._steps[number - 1]
            self.console.print()
            self.line(f"{agent_name(step.agent)}: {' '.join(step.request.split())}"[:200], "bold cyan")

    def _add(self, text: str) -> None:
        self._came += text
        blocks, self._open = split_blocks(self._open + _plain(text))
        for block in blocks:
            self._print(block)
        self._draw_soon()

    def _finish(self) -> None:
        """Whatever is open is finished now."""
        last, self._open = self._open, ""
        self._print(last)

    def _print(self, block: str) -> None:
        """Print a finished block after an empty line; without one between the items of a list that comes in parts."""
        if not block.strip():
            return
        # In one write, so that nothing flickers.
        with self.console:
            if self._live:
                # Else the block would stand there twice until it is drawn again.
                self._live.update(self._status_text(), refresh=True)
            if not continues_list(self._before, block):
                self.console.print()
            self.console.print(_Block(block), end="")
        self._before = block

    def _end(self, event: Ended) -> None:
        self._finish()
        self.ended = event
        if event.context:
            self.status.context_used, self.status.context = event.context_used, event.context
        self.status.waits = event.waiting is not None

    def _draw_soon(self) -> None:
        """Draw now, or after a pause if the last time is too near."""
        if self._live is None or self._timer is not None:
            return
        left = self._drawn + self._pause - time.monotonic()
        if left <= 0:
            self._draw()
        else:
            self._timer = asyncio.get_running_loop().call_later(left, self._draw)

    def _draw(self) -> None:
        self._timer = None
        if self._live is None:
            return
        began = time.monotonic()
        self._live.update(Group(*self._open_lines(), self._status_text()), refresh=True)
        self._drawn = time.monotonic()
        # A long block takes long to draw: it is drawn less often.
        self._pause = max(PAUSE, 4 * (self._drawn - began))

    def _open_lines(self) -> list[RenderableType]:
        if not self._open.strip():
            return []
        gap = [] if continues_list(self._before, self._open) else [Text("")]
        return [*gap, _Block(self._open, max(LEAST_LINES, self.console.height - LEAST_LINES - 1))]

    def _status_text(self) -> RenderableType:
        return Group(Text(""), Text(self.status.line, "dim", no_wrap=True, overflow="ellipsis"))


class _Block:
    """Markdown as lines without empty ones around it; of a growing block only as many of the last as fit.

    HTML and character codes stay what was written, and links are told as text. One column stays free, since terminals
    differ on how wide some characters are; lines that are too wide are hard to read.
    """

    def __init__(self, text: str, most: int = 0) -> None:
        self._markdown = Markdown("", code_theme="ansi_dark", hyperlinks=False)
        parser = MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"]).disable("entity")
        self._markdown.parsed = parser.parse(text)
        self._most = most

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        narrower = options.update(width=max(min(options.max_width - 1, WIDEST), 1))
        lines = console.render_lines(self._markdown, narrower, pad=False)
        seen = [n for n, line in enumerate(lines) if any(segment.text.strip() for segment in line)]
        for line in lines[seen[0] : seen[-1] + 1][-self._most :] if seen else ():
            yield from line
            yield Segment.line()


def _plain(text: str) -> str:
    """Text from a model or a file without what a terminal would obey. Tabs indent code, so they become spaces."""
    return clean(text.replace("\t", "    "))
