"""Runs the real command line: in this process (fast), or as a process of its own."""

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from studycoach.app import main

MONDAY = "2026-11-23T08:00+01:00"
"""Monday morning of 2026-W48, in the learner's zone."""


@dataclass(frozen=True)
class Outcome:
    """What one command left: exit status, standard output, standard error."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def words(self) -> str:
        """The output without its line breaks, which follow the terminal's width."""
        return " ".join(self.out.split())


@dataclass
class CoachRunner:
    """A coach at one home. Calling it runs a command: `coach("plan", "--json")`; `good` also expects success."""

    home: Path
    now: str = MONDAY
    database: str = ""
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        standing = {"COACH_HOME": str(self.home), "COACH_NOW": self.now, "COACH__DATABASE__URL": self.database}
        learner = {"COACH__LEARNER__NAME": "Ada", "COACH__LEARNER__TIMEZONE": "Europe/Berlin"}
        if not any(name.startswith(("OPENAI_", "OLLAMA_", "COACH__MODEL__")) for name in self.settings):
            standing["COACH__MODEL__PROVIDER"] = "none"  # whoever runs the tests may have a model on this computer
        return {name: value for name, value in (standing | learner | self.settings).items() if value}

    def at(self, now: str) -> "CoachRunner":
        """From now on it is this moment."""
        self.now = now
        return self

    def __call__(self, *arguments: str, stdin: str = "") -> Outcome:
        return run_here(arguments, self.environment, stdin)

    def good(self, *arguments: str, stdin: str = "") -> Outcome:
        outcome = self(*arguments, stdin=stdin)
        assert outcome.status == 0, (arguments, outcome.err)
        return outcome

    def json(self, *arguments: str) -> Any:
        """What a command says with --json."""
        return self.good(*arguments, "--json").json

    def start(self, *arguments: str, before: tuple[str, ...] = (), **environment: str) -> "subprocess.Popen[str]":
        """The same as a process of its own; `before` stands between Python and the arguments."""
        return subprocess.Popen(
            [sys.executable, *(before or ("-m", "studycoach")), *arguments],
            env=_clean(os.environ) | self.environment | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
        )

    def outside(self, *arguments: str, before: tuple[str, ...] = (), **environment: str) -> Outcome:
        """Runs a command as a process of its own, to its end."""
        return ended(self.start(*arguments, before=before, **environment))


def ended(process: "subprocess.Popen[str]") -> Outcome:
    """What a started command left when it ended."""
    with process:
        out, err = process.communicate(timeout=120)
    return Outcome(process.returncode, out, err)


def run_here(arguments: tuple[str, ...], environment: Mapping[str, str], stdin: str = "") -> Outcome:
    """Runs the command line in this process. A mistake in the coach itself, which it writes down, fails the test."""
    out, err = io.StringIO(), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.setattr(sys, "stdin", io.StringIO(stdin))
        status = main.run(arguments)
    if "wrong in the coach itself" in err.getvalue():
        log = Path(environment["COACH_HOME"]) / "logs" / "errors.log"
        raise AssertionError(log.read_text("utf-8") if log.exists() else err.getvalue())
    return Outcome(status, out.getvalue(), err.getvalue())


def _clean(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if not name.startswith("COACH_")}
