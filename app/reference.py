"""`docs/reference.md`, made from the code: run `python -m studycoach.app.reference > docs/reference.md`."""

from collections.abc import Iterator
from importlib.resources import files

import click

from .main import cli
from .render import say

HEAD = """# Reference

Made from the code by `python -m studycoach.app.reference`. Every command has `--help` with the same text.
A command exits 0 for success, 1 for a failure that it explains, 2 for wrong usage, and 130 when stopped by Ctrl-C.
With `--json` it prints data on standard output; a failure prints nothing there and its sentence on standard error.
"""
SETTINGS = """# Settings

From the shipped `config.yaml`, then `config.yaml` in the coach's home, then the environment (`COACH__SECTION__KEY`).

| setting | default | what it does |
|---|---|---|"""


def commands(command: click.Command, context: click.Context) -> Iterator[tuple[str, click.Command, click.Context]]:
    """All commands below this one, groups first, with the words that call them."""
    if not isinstance(command, click.Group):
        return
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        if inner is not None:
            below = click.Context(inner, parent=context, info_name=name)
            yield below.command_path, inner, below
            yield from commands(inner, below)


def settings() -> Iterator[tuple[str, str, str]]:
    """Each setting of the shipped config.yaml: its dotted name, default and comment."""
    path: list[str] = []
    for line in (files("studycoach") / "config.yaml").read_text("utf-8").splitlines():
        text, _, comment = line.partition("  # ") if "  # " in line else (line, "", "")
        key, colon, value = text.strip().partition(":")
        if not colon or text.lstrip().startswith("#"):
            continue
        depth = (len(text) - len(text.lstrip())) // 2
        path[depth:] = [key]
        if value.strip():
            yield ".".join(path), value.strip(), comment.strip()


def reference() -> str:
    """The whole page."""
    root = click.Context(cli, info_name="coach", help_option_names=["-h", "--help"], terminal_width=90)
    parts = [HEAD, "# Commands\n"]
    for path, command, context in commands(cli, root):
        parts.append(f"## `{path}`\n\n```\n{command.get_help(context)}\n```\n")
    rows = [f"| `{name}` | `{default}` | {comment} |" for name, default, comment in settings()]
    return "\n".join([*parts, SETTINGS, *rows]) + "\n"


if __name__ == "__main__":
    say(reference().rstrip())
