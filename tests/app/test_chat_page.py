"""Answers on the screen, looked at as a terminal shows them after every event."""

import io
import re
from dataclasses import replace

import pyte
import pytest
from rich.console import Console
from scripted_chat import HOSTILE, LONG_CODE, PAGE

from studycoach.app.chat_page import Page
from studycoach.app.chat_status import Status
from studycoach.domain.steps import Step
from studycoach.workflows.chat_events import Ended, Event, Piece, Question, Remembered, Routed, Said, Working

TUTOR = (Step("tutor", "explain LoRA"),)
THREE = (Step("paper_reader", "find it"), Step("tutor", "explain it"), Step("publisher", "draft\na post"))
COLOUR = re.compile(r"\x1b\[[\d;]*\b(?:3\d|4\d|9\d|38|48)\b[\d;]*m")


class Screen:
    """A page on a terminal of this size."""

    def __init__(self, columns: int = 80, lines: int = 24, **console) -> None:
        self.out = io.StringIO()
        self.screen = pyte.HistoryScreen(columns, lines, history=5000, ratio=1)
        self.stream, self.read = pyte.Stream(self.screen), 0
        options = {"force_terminal": True, "color_system": "truecolor", "legacy_windows": False} | console
        self.console = Console(
            file=self.out, width=columns, height=lines, highlight=False, markup=False, emoji=False, **options
        )
        self.status = Status("main", model="small:3b")
        self.page = Page(self.console, self.status)

    def frames(self, *events: Event) -> list[str]:
        """What stands on the screen after each event."""
        seen = []
        with self.page:
            for event in events:
                # Without the pause between drawings, so that each event is drawn.
                self.page._pause = -1.0
                self.page.show(event)
                seen.append(self.text)
        return seen

    def show(self, *events: Event) -> str:
        """What stands there after all of them."""
        with self.page:
            for event in events:
                self.page._pause = -1.0
                self.page.show(event)
        return self.text

    @property
    def text(self) -> str:
        new = self.out.getvalue()[self.read :]
        self.read += len(new)
        self.stream.feed(new.replace("\n", "\r\n"))
        above = ["".join(line[n].data for n in range(self.screen.columns)) for line in self.screen.history.top]
        return "\n".join(line.rstrip() for line in [*above, *self.screen.display]).rstrip()


def pieces(text: str, step: int = 1, size: int = 7) -> list[Event]:
    return [Piece(step, text[n : n + size]) for n in range(0, len(text), size)]


def ended(**changes) -> Ended:
    return Ended(
        **{"steps": TUTOR, "reply": "", "waiting": None, "written_by": "", "calls": 1, "tokens_in": 1, "tokens_out": 1}
        | changes
    )


@pytest.mark.parametrize("columns", [40, 80, pytest.param(200, marks=pytest.mark.slow)])
@pytest.mark.parametrize("text", [PAGE, LONG_CODE, HOSTILE, "- a\n\n- b\n\n1. c\n", "word " * 400])
def test_in_pieces_it_looks_as_it_does_as_a_whole(columns: int, text: str):
    said = Said(1, "tutor", text, "small:3b")
    whole = Screen(columns).show(Routed(TUTOR), said)
    for count in (40, 7):
        size = len(text) // count + 1
        assert Screen(columns).show(Routed(TUTOR), *pieces(text, size=size), replace(said, streamed=True)) == whole


def test_no_line_stands_there_twice_at_any_moment():
    screen = Screen(lines=12)
    text = "".join(f"Paragraph {n} says something.\n\n" for n in range(12)) + LONG_CODE
    frames = screen.frames(Routed(TUTOR), *pieces(text, size=29), Said(1, "tutor", text, "small:3b", streamed=True))
    for frame in frames:
        lines = [line for line in frame.splitlines() if line.strip()]
        assert len(lines) == len(set(lines)), frame
    assert "line_119 = 119" in frames[-1]


def test_of_a_block_that_is_taller_than_the_screen_the_newest_lines_are_seen():
    screen = Screen(lines=12)
    code = "```python\n" + "".join(f"line_{n}\n" for n in range(50))
    *_, last = screen.frames(Routed(TUTOR), *pieces(code, size=40))
    assert "line_49" in last
    assert "line_1\n" not in last
    assert last.endswith("main · small:3b · …")
    assert "line_1\n" in screen.text, "at the end all of it is there"


def test_the_status_line_tells_the_step_that_runs_and_is_gone_after():
    screen = Screen()
    frames = screen.frames(Routed(THREE), Working(2, "reading"), ended(context_used=1200, context=32768))
    assert frames[1].endswith("main · small:3b · 2 of 3 · tutor: reading")
    assert screen.text == ""
    assert screen.status.line == "main · small:3b · context 1.2k of 33k"


def test_with_several_steps_a_line_says_whose_reply_follows():
    told = Screen().show(
        Routed(THREE),
        *pieces("Found.", 1),
        Said(1, "paper_reader", "Found.", "rules", streamed=True),
        Said(2, "tutor", "So it works.", "small:3b"),
        Said(3, "publisher", "A draft.", "small:3b"),
    )
    assert told.split("\n") == [
        "", "paper reader: find it", "", "Found.", "", "tutor: explain it", "", "So it works.", "",
        "publisher: draft a post", "", "A draft.",
    ]  # fmt: skip


def test_a_single_step_needs_no_such_line():
    assert Screen().show(Routed(TUTOR), Said(1, "tutor", "So it works.", "rules")) == "\nSo it works."


def test_what_was_added_to_a_streamed_reply_is_shown_too():
    told = Screen().show(Routed(TUTOR), *pieces("Half"), Said(1, "tutor", "Half of it.", "small:3b", streamed=True))
    assert told == "\nHalf of it."


def test_a_kept_fact_is_told_at_once_above_what_still_grows():
    screen = Screen()
    frames = screen.frames(Routed(TUTOR), Piece(1, "Nice pl"), Remembered(4, "I move to Lyon"), Piece(1, "ace."))
    assert frames[2].startswith("remembered: I move to Lyon (/forget undoes it)\n\nNice pl\n")
    assert screen.text == "remembered: I move to Lyon (/forget undoes it)\n\nNice place."


def test_text_of_a_model_obeys_nobody():
    screen = Screen()
    told = screen.show(Routed(TUTOR), Said(1, "tutor", HOSTILE, "small:3b"))
    assert "[bold]not markup[/bold] :smile: <b>html</b> &#x202e; a link" in told
    assert "https://example.org/x" in told
    raw = screen.out.getvalue()
    assert "\x07" not in raw
    assert "\x9b" not in raw
    assert "\x1b]" not in raw, "no titles, no links that hide where they lead"
    assert "\x1b[2J" not in raw
    assert "\u202e" not in raw


def test_tabs_keep_code_indented():
    assert "    return" in Screen().show(Said(1, "tutor", "```\nif x:\n\treturn\n```\n", "rules"))


def test_a_question_is_shown_with_what_can_be_answered():
    screen = Screen()
    screen.page.question(Question("q1", "planner", "choose", "**Which** one?\x1b[2J", ("w48-1", "w48-2")))
    assert screen.text == "\nWhich one?[2J\n\n1  w48-1\n2  w48-2\nno"


def test_without_colours_nothing_is_coloured(monkeypatch: pytest.MonkeyPatch):
    coloured = Screen()
    coloured.show(Routed(THREE), Said(1, "tutor", PAGE, "rules"))
    assert COLOUR.search(coloured.out.getvalue())
    monkeypatch.setenv("NO_COLOR", "1")
    plain = Screen()
    plain.show(Routed(THREE), Said(1, "tutor", PAGE, "rules"))
    assert not COLOUR.search(plain.out.getvalue())


def test_a_dumb_terminal_gets_the_finished_blocks_alone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TERM", "dumb")
    screen = Screen(color_system=None)
    screen.show(Routed(TUTOR), Working(1, "thinking"), *pieces(PAGE), Said(1, "tutor", PAGE, "rules", streamed=True))
    assert "\x1b" not in screen.out.getvalue()
    assert screen.out.getvalue().count("The last words.") == 1


@pytest.mark.parametrize("columns", [1, 2, 10, 40])
def test_no_width_is_too_narrow(columns: int):
    assert Screen(columns).show(Routed(THREE), Working(1, "x"), *pieces(PAGE), ended())


def test_rows_wrap_in_a_narrow_terminal():
    screen = Screen(columns=40)
    screen.page.table([("/why ID", "why a session is in the plan, at some length"), ("/help", "this list")])
    assert screen.text.splitlines()[1].startswith("         ")
    assert "/help    this list" in screen.text
