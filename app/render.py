"""The screen: everything that is printed passes through here, without control characters from outside."""

import json
import os
import shutil
import sys
import textwrap
from collections.abc import Iterable
from typing import Any

import click

from ..domain.plain_text import without_unseen

NARROW, ROOMY, WIDE = 40, 60, 100
TIGHT = 4


def clean(text: str) -> str:
    """The text without what a terminal would obey; line ends stay."""
    return without_unseen(text, keep="\n")


def say(text: str = "", **style: Any) -> None:
    """Prints a line; colours only where the terminal has them and NO_COLOR isn't set."""
    text = clean(text)
    click.echo(text if "NO_COLOR" in os.environ or not style else click.style(text, **style))


def say_wrapped(text: str, indent: int = 0, hang: int = 0, **style: Any) -> None:
    """Prints a paragraph, broken to the terminal's width: its first line indented by `indent`, the others by `hang`."""
    width = min(max(shutil.get_terminal_size().columns, NARROW), WIDE)
    if width < ROOMY:
        indent, hang = min(indent, TIGHT), min(hang, TIGHT)
    wrapper = textwrap.TextWrapper(
        width,
        initial_indent=" " * indent,
        subsequent_indent=" " * hang,
        break_long_words=False,
        break_on_hyphens=False,
    )
    for line in wrapper.wrap(clean(text)) or [""]:
        say(line, **style)


def say_json(data: Any) -> None:
    """Prints data as JSON."""
    text = json.dumps(data, ensure_ascii=False, indent=2, default=str)
    # What a terminal would obey stands inside JSON's strings alone, and means the same when it is escaped.
    click.echo("".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text))


def say_table(rows: Iterable[tuple[str, ...]], indent: str = "  ") -> None:
    """Prints rows with aligned columns."""
    held = [tuple(clean(cell) for cell in row) for row in rows]
    widths = [max((len(row[n]) for row in held), default=0) for n in range(max((len(row) for row in held), default=0))]
    for row in held:
        click.echo(indent + "  ".join(cell.ljust(widths[n]) for n, cell in enumerate(row)).rstrip())


def fail(sentence: str) -> None:
    """Prints a failure on standard error."""
    click.echo(clean(sentence), err=True)


def note(sentence: str) -> None:
    """Prints a remark on standard error, so that what is piped stays clean."""
    click.echo(clean(sentence), err=True)


def show_progress(doing: str) -> None:
    """Tells on standard error what long work is doing, where somebody may be watching."""
    if sys.stderr.isatty():
        note(f"… {doing}")


def asks(question: str) -> bool:
    """Whether the learner says yes; where nobody answers, nobody does."""
    try:
        return click.confirm(clean(question), default=False, err=True)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        click.echo(err=True)
        return False
