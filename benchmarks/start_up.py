"""How long the commands take, cold: each run is a fresh process. Run it as: python benchmarks/start_up.py [RUNS]."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from machine import print_machine

RUNS = 15
WEEK = "2026-11-23"
BEFORE, MEANWHILE = f"{WEEK}T08:00:00+01:00", f"{WEEK}T19:10:00+01:00"
# What is run, from which state of the home (see `homes`), and in how many milliseconds it should be over.
CASES = {
    "coach --help": (["--help"], "empty", 120),
    "coach --version": (["--version"], "empty", 120),
    "coach today": (["today"], "planned", 300),
    "coach plan, a kept one": (["plan"], "planned", 300),
    "coach plan, a new one": (["plan"], "empty", 1200),
    "coach done w48-1": (["done", "w48-1"], "planned", None),
    "coach ask /today": (["ask", "/today"], "planned", None),
    "coach chat, to its prompt": (["chat"], "planned", None),
}
TYPING = b"\x1b[?2004h"
"""What a terminal is told when a line is to be typed into it."""


def coach(arguments: list[str], home: Path, now: str) -> None:
    """Run one command to its end, or until it asks for a message; a failure ends the benchmark."""
    program = shutil.which("coach", path=str(Path(sys.executable).parent))
    if not program:
        sys.exit(f"There is no coach beside {sys.executable}: install it there first.")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COACH", "OPENAI", "OLLAMA"))}
    environment = kept | {"COACH_HOME": str(home), "COACH_NOW": now, "COACH__LEARNER__TIMEZONE": "Europe/Berlin"}
    environment |= {"COACH__MODEL__PROVIDER": "none"}  # whoever measures may have a model on this computer
    if arguments == ["chat"]:
        until_prompt([program, *arguments], environment)
        return
    subprocess.run([program, *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)


def until_prompt(command: list[str], environment: dict[str, str]) -> None:
    """Run a command in a terminal of its own until its prompt is on the screen, then end it."""
    ours, its = os.openpty()
    with subprocess.Popen(command, env=environment | {"TERM": "xterm"}, stdin=its, stdout=its, stderr=its) as process:
        os.close(its)
        shown = b""
        while TYPING not in shown:
            shown += os.read(ours, 65536)
        process.kill()
    os.close(ours)


def milliseconds(run: Callable[[], object]) -> float:
    """How long `run` takes."""
    start = perf_counter()
    run()
    return (perf_counter() - start) * 1000


def once(arguments: list[str], state: Path) -> float:
    """The time of one command on a fresh copy of a home, copying not counted."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "home")
        shutil.copytree(state, home)
        return milliseconds(lambda: coach(arguments, home, MEANWHILE))


def main() -> None:
    """Measure all cases in turn, so that a slow moment of the machine hurts each the same."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    print_machine()
    with tempfile.TemporaryDirectory() as folder:
        homes = {name: Path(folder, name) for name in ("empty", "planned")}
        for home in homes.values():
            home.mkdir()
        coach(["plan"], homes["planned"], BEFORE)
        nothing: list[float] = []
        found: dict[str, list[float]] = {name: [] for name in CASES}
        for _ in range(runs):
            nothing.append(milliseconds(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True)))
            for name, (arguments, state, _) in CASES.items():
                found[name].append(once(arguments, homes[state]))
    print(f"{runs} fresh processes each; milliseconds; times = median / median of `python -c pass`")
    print(f"{'':24}{'median':>8}{'least':>8}{'target':>8}{'times':>8}")
    print(f"{'python -c pass':24}{median(nothing):8.0f}{min(nothing):8.0f}{'':8}{1:8.1f}")
    for name, times in found.items():
        target = CASES[name][2] or ""
        print(f"{name:24}{median(times):8.0f}{min(times):8.0f}{target:>8}{median(times) / median(nothing):8.1f}")


if __name__ == "__main__":
    main()
