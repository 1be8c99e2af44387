"""Whatever the two YAML formats hold: it is taken, or one sentence says why not; never a traceback."""

from pathlib import Path

import pytest
from coach_runner import Outcome
from fuzzing import at_length, check, fast, is_harmless, sandbox
from hypothesis import given
from hypothesis import strategies as st

LEARNER = """\
name: Grace
email: grace@example.org
timezone: Europe/Paris
roadmap: spanish-a2
stage: 1
slots:
  - mon-fri 19:00-21:00
  - sat 10:00-12:00
session_minutes: [25, 90]
day_limit_minutes: 180
time_off: [2026-12-24..2026-12-31]
busy: ""
interests: [poems]
"""
ROADMAP = """\
id: mine
title: Mine
stages:
  - id: one
    title: One
    goal: Begin.
    months: [1, 2]
    items:
      - id: first
        title: First
        type: topic
        area: Area
        kind: concept
        minutes: 60
        done_when: You can tell it.
        terms: [begin]
      - id: second
        title: Second
        type: project
        area: Area
        kind: procedure
        minutes: 200
        done_when: It runs.
        terms: []
        prerequisites: [first]
    outputs: [A page]
habits:
  - id: maths
    title: Maths
    kind: habit
    every: day
    minutes: 30
    task: Do maths.
    stages: [one]
"""
VALUES = (
    "", "null", "true", "-1", "0", "1.5", "1e400", "9" * 30, "[]", "{}", "[[[]]]", "{a: b}", "'", '"', "*x", "&x y", "!!int 3", "!x",
    "2026-W48", "mon 25:00-26:00", "mon 00:00-24:00", "x" * 3000, "é\u202e", "a: b", "- a", "one", "first", "second", "|", ">", "%", "@",
    "Europe/../etc/passwd", "../../x", "/dev/zero", "[1, 2, 3]", "[5, 5]", "[first, first]",
)  # fmt: skip


KEYS = ("idd", "x", "1", "~", "[a]", "name")


@st.composite
def spoiled(draw: st.DrawFn, document: str) -> bytes:
    """The document after a few accidents."""
    lines = document.splitlines()
    for _ in range(draw(st.integers(1, 4))):
        n = draw(st.integers(0, len(lines)))
        lines[n : n + 1] = spoiled_line(draw, lines[n] if n < len(lines) else draw(st.sampled_from(lines or [""])))
    data = "\n".join(lines).encode("utf-8")
    if draw(st.integers(0, 5)) == 0:
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(st.binary(max_size=6)) + data[at:]
    return data


def spoiled_line(draw: st.DrawFn, line: str) -> list[str]:
    """What stands in the line's place."""
    key, colon, _ = line.partition(":")
    choices = {
        "drop": [],
        "twice": [line, line],
        "value": [f"{key}{colon} {draw(st.sampled_from(VALUES))}"],
        "indent": [" " * draw(st.integers(0, 8)) + line.lstrip()],
        "key": [line.replace(key.strip(" -"), draw(st.sampled_from(KEYS)), 1)],
        "cut": [line[: draw(st.integers(0, len(line)))]],
    }
    return choices[draw(st.sampled_from((*choices, "value", "value")))]


def refused_in_one_sentence(outcome: Outcome, name: str, *by_value: str) -> None:
    """One sentence that names the file; or, where the shape is right, the value that can't be used."""
    assert outcome.status == 2, outcome.err
    assert outcome.out == ""
    assert len(outcome.err.strip().splitlines()) == 1
    assert len(outcome.err) < 1000
    assert is_harmless(outcome.err)
    assert any(words in outcome.err for words in (name, *by_value)), outcome.err


def init_from(template: Path, data: bytes) -> None:
    with sandbox(template) as coach:
        Path("spoiled.yaml").write_bytes(data)
        outcome = coach("init", "--file", "spoiled.yaml")
        check(("init",), outcome)
        if outcome.status:
            refused_in_one_sentence(
                outcome, "spoiled.yaml", "has no stage", "comes with the coach", "The roadmap ", "Your busy times"
            )
            return
        planned = coach("plan", "--json")
        check(("plan", "--json"), planned)
        assert planned.status == 0, planned.err


def use_roadmap(template: Path, data: bytes) -> None:
    with sandbox(template) as coach:
        Path("spoiled.yaml").write_bytes(data)
        checked, used = coach("roadmap", "check", "spoiled.yaml"), coach("roadmap", "use", "spoiled.yaml")
        check(("roadmap",), checked)
        assert (checked.status == 0) == (used.status == 0)
        if used.status:
            assert all("spoiled.yaml" in line for line in checked.err.strip().splitlines())
            refused_in_one_sentence(used, "spoiled.yaml")
            return
        for command in ("plan", "today", "progress"):
            assert coach(command, "--json").status == 0


@fast
@given(spoiled(LEARNER))
def test_no_learners_file_gives_a_traceback(template: Path, data: bytes):
    init_from(template, data)


@fast
@given(spoiled(ROADMAP))
def test_no_roadmap_file_gives_a_traceback_and_a_good_one_can_be_planned(template: Path, data: bytes):
    use_roadmap(template, data)


@pytest.mark.slow
@at_length
@given(spoiled(LEARNER))
def test_no_learners_file_gives_a_traceback_at_length(template: Path, data: bytes):
    init_from(template, data)


@pytest.mark.slow
@at_length
@given(spoiled(ROADMAP))
def test_no_roadmap_file_gives_a_traceback_at_length(template: Path, data: bytes):
    use_roadmap(template, data)


@pytest.mark.parametrize("document", [LEARNER, ROADMAP])
def test_the_documents_are_good_before_they_are_spoiled(template: Path, document: str):
    with sandbox(template) as coach:
        Path("good.yaml").write_text(document, "utf-8")
        coach.good(*(("init", "--file") if document == LEARNER else ("roadmap", "use")), "good.yaml")
        assert coach.json("plan")["sessions"]
