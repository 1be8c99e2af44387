"""`coach`: the one command. It imports a subcommand's file only when that subcommand is used."""

import gc
import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any

import click

from .. import __version__

# name: (file in app/commands, function, what it does in one line)
COMMANDS = {
    "plan": ("plan", "plan", "Make the week's plan, or show the one that is kept."),
    "replan": ("plan", "replan", "Plan the rest of the week anew, after showing what moves."),
    "today": ("today", "today", "Show today's study sessions and the next step."),
    "week": ("today", "week", "Show the whole week."),
    "done": ("record", "done", "Say that a session was held."),
    "skip": ("record", "skip", "Say that a session won't be held."),
    "log": ("record", "log", "Record work outside the plan."),
    "undo": ("record", "undo", "Take back what you recorded last."),
    "why": ("today", "why", "Tell why a session is in the plan."),
    "progress": ("progress", "progress", "Show what is done and left, and when each stage will end."),
    "chat": ("chat", "chat", "Talk with the coach."),
    "ask": ("chat", "ask", "Ask the coach one thing, from a pipe too."),
    "papers": ("papers", "papers", "Find papers, read them with proof, and get the digest."),
    "review": ("review", "review", "Look at your code: a few findings that are true, each explained."),
    "memory": ("memory", "memory", "Show, correct or delete what the coach keeps about you."),
    "inbox": ("inbox", "inbox", "Read the coach's letters."),
    "init": ("init", "init", "Set up the coach for you."),
    "learner": ("learner", "learner", "Show or change what the coach knows about you."),
    "roadmap": ("roadmap", "roadmap", "Show, check or choose the roadmap."),
    "doctor": ("doctor", "doctor", "Tell what the coach stands on, and measure the model at hand."),
    "models": ("doctor", "models", "Show the models at hand, and what each agent does with them."),
    "backup": ("data", "backup", "Copy the database."),
    "export": ("data", "export", "Write all your data into a readable file."),
    "import": ("data", "import_", "Read such a file into an empty coach."),
    "erase": ("data", "erase", "Delete everything the coach has of you."),
}
USAGE_ERROR, INTERRUPTED = 2, 130
SHOWN = 300


class LazyGroup(click.Group):
    """The group of all commands; each is imported when it is called, not when it is listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module, function, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(f"{__package__}.commands.{module}"), function)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, but a name that is unknown comes with the nearest ones."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from ..domain.errors import did_you_mean
            from ..tools.yaml_shape import safe

            hint = did_you_mean(args[0], COMMANDS) or "`coach --help` lists them all."
            ctx.fail(f"There is no command {safe(args[0], 60)!r}. {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table itself, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "--version", message="coach %(version)s")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """A study coach: it plans your week from a long roadmap, on your own machine.

    Alone, `coach` shows today and the one next step. Try `coach plan` first: it needs no set-up.
    """
    if ctx.invoked_subcommand is None:
        today = cli.get_command(ctx, "today")
        if today is not None:
            ctx.invoke(today)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command and leaves the process: 0 for success, 1 for a failure, 2 for wrong usage, 130 for Ctrl-C."""
    # Nothing of what is planned or asked goes to anybody's tracing service.
    os.environ["LANGSMITH_TRACING"] = os.environ["LANGCHAIN_TRACING_V2"] = "false"
    # A command is short: looking for garbage, while modules load and again at the end, costs a fifth of its time.
    gc.disable()
    status = run(arguments)
    gc.freeze()
    sys.exit(status)


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs the command and gives its exit status; every failure is one sentence on standard error."""
    from ..domain.errors import CoachError
    from .render import fail

    _tolerate_any_terminal()
    try:
        result: Any = cli.main(args=None if arguments is None else list(arguments), standalone_mode=False)
        sys.stdout.flush()
    except CoachError as error:
        fail(str(error))
        return error.exit_status
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.Abort:
        fail("Stopped.")
        return INTERRUPTED
    except click.ClickException as error:
        fail(_bounded(error.format_message()) + (_usage_hint(error) if isinstance(error, click.UsageError) else ""))
        return error.exit_code
    except KeyboardInterrupt:
        fail("Stopped.")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; nothing is left to say to them.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception:  # noqa: BLE001 - the last door: whatever comes here is written down whole
        fail(_write_down(traceback.format_exc()))
        return 1
    return result if isinstance(result, int) else 0


def _write_down(trace: str) -> str:
    """Keeps a traceback where it can be sent from, and gives the sentence for the screen."""
    from ..domain.errors import CoachError
    from .bootstrap import coach_home

    sentence = "Something is wrong in the coach itself; what you recorded before is safe."
    try:
        log = coach_home(os.environ) / "logs" / "errors.log"
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as file:
            file.write(trace + "\n")
    except (OSError, CoachError):
        return f"{sentence} ({trace.splitlines()[-1]})"
    return f"{sentence} Please report it with the end of {log}."


def _bounded(message: str) -> str:
    """The message without the middle of a value that was typed too long."""
    return message if len(message) <= 2 * SHOWN else f"{message[:SHOWN]}…{message[-SHOWN:]}"


def _usage_hint(error: click.UsageError) -> str:
    return f" See `{error.ctx.command_path.strip()} --help`." if error.ctx else ""


def _tolerate_any_terminal() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            # A terminal that can't show a character gets a question mark, not a traceback.
            reconfigure(errors="replace")
