"""Measures code review without a model: what it catches of known mistakes, how often it is wrong, and how long it takes.

A pair is caught when the rule it names speaks in the bad program and not in its clean twin. A false alarm is each finding
of a bug, leak or risk in a clean twin, and each in a bad program that its own twin has not and that isn't the pair's.
Another set, as JSON lines with `name`, `bad` and `good`, is measured with `--set FILE`: there any new finding is a catch.

    python benchmarks/code_review.py [--set FILE] [--misses]
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from code_pairs import Pair, leakage, networks, plain, training
from machine import print_machine

from studycoach.domain.checks.registry import CHECKS
from studycoach.domain.finding import Finding
from studycoach.domain.review import Guide
from studycoach.domain.source import Source
from studycoach.tools.roadmap_file import read_shipped
from studycoach.workflows.code_facts import facts_of

FAMILIES = {"leakage": leakage.PAIRS, "training": training.PAIRS, "networks": networks.PAIRS, "plain": plain.PAIRS}
GRAVE = ("bug", "leak", "risk")
RUNS = 5


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--set", type=Path, help="another set: JSON lines with name, bad, good")
    parser.add_argument("--misses", action="store_true", help="name what was missed and what was a false alarm")
    asked = parser.parse_args()
    print_machine()
    print(f"{len(CHECKS)} checks")
    caught = alarms = pairs = 0
    for family, own in FAMILIES.items():
        right, wrong = measure(own, show=asked.misses)
        print_line(family, len(own), right, wrong)
        caught, alarms, pairs = caught + right, alarms + wrong, pairs + len(own)
    print_line("all pairs", pairs, caught, alarms)
    if asked.set is None:
        print("another set: skipped, none was named (--set FILE)")
    else:
        rows = [json.loads(line) for line in asked.set.read_text("utf-8").splitlines() if line.strip()]
        other = [Pair(row["name"], "", row["bad"], row["good"]) for row in rows]
        print_line(asked.set.name, len(other), *measure(other, show=asked.misses))
    for lines in (2_000, 4_000, 8_000):
        seconds = [timed(lines) for _ in range(RUNS)]
        print(f"a folder of {lines} lines: {statistics.median(seconds):.2f} s in a fresh process (median of {RUNS})")


def print_line(name: str, pairs: int, caught: int, alarms: int) -> None:
    """One row of figures."""
    precision = caught / (caught + alarms) if caught + alarms else 0.0
    print(
        f"{name}: {caught} of {pairs} caught (recall {caught / pairs:.3f}), {alarms} false alarms (precision {precision:.3f})"
    )


def measure(pairs: Sequence[Pair], *, show: bool) -> tuple[int, int]:
    """How many are caught, and how many false alarms there are."""
    guide = Guide(read_shipped("genai-scientist"), 3)
    sources = [
        Source(f"{n}{side}.py", text, text) for n, p in enumerate(pairs) for side, text in (("b", p.bad), ("g", p.good))
    ]
    found: dict[str, list[Finding]] = {source.path: [] for source in sources}
    for finding in facts_of(sources, guide).findings:
        found[finding.path].append(finding)
    caught = alarms = 0
    for n, pair in enumerate(pairs):
        bad, good = grave(found[f"{n}b.py"]), grave(found[f"{n}g.py"])
        new = set(bad) - set(good)
        is_caught = pair.rule in new if pair.rule else bool(new)
        others = sorted(good) + sorted(new - {pair.rule} if pair.rule else ())
        caught, alarms = caught + is_caught, alarms + len(others)
        if show and not is_caught:
            print(f"  missed: {pair.name} ({pair.rule})")
        if show and others:
            print(f"  false alarms in {pair.name}: {', '.join(others)}")
    return caught, alarms


def grave(findings: Iterable[Finding]) -> list[str]:
    """The rules of what is wrong, not only unlovely, one for each finding; those of our own checks whatever they weigh."""
    return [finding.rule for finding in findings if finding.severity in GRAVE or finding.source == "check"]


def timed(lines: int) -> float:
    """Seconds that `coach review` takes for a folder of so many lines, in a process of its own."""
    programs = [pair.good for pairs in FAMILIES.values() for pair in pairs]
    with tempfile.TemporaryDirectory() as folder:
        written = 0
        while written < lines:
            for program in programs:
                if written < lines:
                    (Path(folder) / f"part_{written}.py").write_text(program, "utf-8")
                    written += program.count("\n")
        coach = "import sys; from studycoach.app.main import main; sys.exit(main())"
        command = [sys.executable, "-c", coach, "review", "--no-memory", "--json", "."]
        start = time.perf_counter()
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        return time.perf_counter() - start


if __name__ == "__main__":
    main()
