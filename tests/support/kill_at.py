"""Runs commands and kills each without warning at its n-th step: a statement, a commit, or a change of a file.

It reads one JSON object a line, {"at": n, "arguments": […], "environment": {…}}, runs the command in a fork of its
own, and answers {"killed": true or false, "status": …}. What a command imports is imported once, before.
"""

import importlib
import json
import os
import signal
import sys

from sqlalchemy import event
from sqlalchemy.engine import Engine

from studycoach.app import main

CHANGES = ("os.rename", "os.link", "os.remove", "os.mkdir", "os.truncate", "os.chmod")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class Steps:
    """Counts steps, and dies at the fatal one. Each statement is two of them: just before it and just after."""

    def __init__(self, fatal: int) -> None:
        self.fatal, self.taken = fatal, 0

    def step(self, *_arguments: object, **_named: object) -> None:
        self.taken += 1
        if self.taken == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def audit(self, what: str, arguments: tuple[object, ...]) -> None:
        opened = what == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING
        if what in CHANGES or (opened and arguments[0] != os.devnull):
            self.step()


def run_and_die(at: int, arguments: list[str], environment: dict[str, str]) -> int:
    """The command in this process, which ends at step `at` if there are so many."""
    os.environ.update(environment)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.dup2(0, 1)
    listening(Steps(at))
    return main.run(arguments)


def listening(steps: Steps) -> None:
    """From now on the steps of this process are counted."""
    for moment in ("before_cursor_execute", "after_cursor_execute", "commit", "rollback"):
        event.listen(Engine, moment, steps.step)
    sys.addaudithook(steps.audit)


def serve() -> None:
    """Answers every line of standard input."""
    for module, _, _ in main.COMMANDS.values():
        importlib.import_module(f"studycoach.app.commands.{module}")
    for module in ("weekly_plan", "record_work", "set_up", "deliver"):
        importlib.import_module(f"studycoach.workflows.{module}")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(run_and_die(**json.loads(line)))
        _, how = os.waitpid(child, 0)
        sys.stdout.write(json.dumps({"killed": os.WIFSIGNALED(how), "status": os.waitstatus_to_exitcode(how)}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    serve()
