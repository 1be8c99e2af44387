"""`kill -9` at any moment leaves the old state or the new, and nothing is lost, halved or sent twice."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import kill_at
import pytest
from coach_runner import CoachRunner

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")]

LATER = "2026-11-23T08:02+01:00"
TABLES = ("learners", "weekly_plans", "study_sessions", "outbox", "runs", "evidence", "code_reviews", "findings")
Killing = Callable[[CoachRunner, int, tuple[str, ...]], bool]


@pytest.fixture(scope="module")
def kill() -> Iterator[Killing]:
    """Runs a command of a coach and kills it at the n-th step; whether it was killed before its end."""
    command = [sys.executable, kill_at.__file__]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as killer:

        def kill(coach: CoachRunner, at: int, arguments: tuple[str, ...]) -> bool:
            assert killer.stdin is not None
            assert killer.stdout is not None
            order = {"at": at, "arguments": arguments, "environment": coach.environment}
            killer.stdin.write(json.dumps(order) + "\n")
            killer.stdin.flush()
            answer = json.loads(killer.stdout.readline())
            assert answer["killed"] or answer["status"] == 0
            return bool(answer["killed"])

        yield kill
        assert killer.stdin is not None
        killer.stdin.close()


def rows(coach: CoachRunner) -> dict[str, int]:
    """How many rows each table holds; the database is whole. No rows when there are no tables yet."""
    file = coach.home / "coach.db"
    if not file.exists():
        return dict.fromkeys(TABLES, 0)
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        there = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert not there or {*TABLES, "alembic_version"} <= there, "the tables come all at once"
        return {t: db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] if there else 0 for t in TABLES}


def files(coach: CoachRunner) -> dict[str, bytes]:
    """The plan's files; what a killed command left unfinished is hidden."""
    plans = coach.home / "plans"
    return {p.name: p.read_bytes() for p in plans.iterdir() if not p.name.startswith(".")} if plans.exists() else {}


def letters(coach: CoachRunner) -> int:
    inbox = coach.home / "inbox"
    return sum(1 for folder in ("new", "cur") if (inbox / folder).exists() for _ in (inbox / folder).iterdir())


def lives(kill: Killing, before: CoachRunner, command: tuple[str, ...], tmp_path: Path) -> Iterator[CoachRunner]:
    """Copies of the coach, each killed one step later than the one before, until the command survives."""
    for at in range(1, 1000):
        coach = CoachRunner(tmp_path / "killed", now=before.now)
        shutil.rmtree(coach.home, ignore_errors=True)
        if before.home.exists():
            shutil.copytree(before.home, coach.home)
        if not kill(coach, at, command):
            assert at > 20, "the steps are counted"
            return
        yield coach


def uninterrupted(before: CoachRunner, command: tuple[str, ...], tmp_path: Path) -> CoachRunner:
    """What the command leaves when nobody kills it."""
    coach = CoachRunner(tmp_path / "whole", now=before.now)
    if before.home.exists():
        shutil.copytree(before.home, coach.home)
    coach.good(*command)
    return coach


def test_a_first_plan_is_there_whole_or_not_at_all(kill: Killing, tmp_path: Path):
    nobody = CoachRunner(tmp_path / "home")
    whole = uninterrupted(nobody, ("plan",), tmp_path)
    expected, plan, pages = rows(whole), whole.json("plan"), files(whole)
    seen: Counter[tuple[int, int]] = Counter()
    for coach in lives(kill, nobody, ("plan",), tmp_path):
        found = rows(coach)
        seen[found["learners"], found["weekly_plans"]] += 1
        parts = {table: found[table] for table in ("weekly_plans", "study_sessions", "outbox", "runs")}
        assert parts in (dict.fromkeys(parts, 0), {table: expected[table] for table in parts})
        assert all(content == pages[name] for name, content in files(coach).items())
        coach.at(LATER)  # whoever died while delivering is known to be gone
        assert coach.json("plan") == plan
        coach.good("today")
        assert rows(coach) == expected
        assert letters(coach) == 1
        assert files(coach).keys() == pages.keys()
    assert {(0, 0), (1, 0), (1, 1)} == set(seen), "killed before, between and after"


def test_a_revision_is_there_whole_or_not_at_all(kill: Killing, tmp_path: Path):
    before = CoachRunner(tmp_path / "home")
    before.good("plan")
    before.good("skip", "w48-2")
    old = rows(before)
    whole = uninterrupted(before, ("plan",), tmp_path)
    new, plan, pages = rows(whole), whole.json("plan"), files(whole)
    stale = files(before)
    assert (old["weekly_plans"], new["weekly_plans"]) == (1, 2)
    seen = Counter[int]()
    for coach in lives(kill, before, ("plan",), tmp_path):
        found = rows(coach)
        seen[found["weekly_plans"]] += 1
        assert found in (old, new)
        assert all(content in (stale[name], pages[name]) for name, content in files(coach).items())
        assert coach.json("plan") == plan
        assert rows(coach) == new
        assert files(coach) == pages
        assert letters(coach) == 1
    assert set(seen) == {1, 2}


@pytest.mark.parametrize(
    "command",
    [("done", "w48-2", "--finished", "--note", "all of it"), ("skip", "w48-2", "--why", "ill"), ("undo",)],
    ids=lambda command: command[0],
)
def test_a_deed_is_recorded_whole_or_not_at_all(kill: Killing, tmp_path: Path, command: tuple[str, ...]):
    before = CoachRunner(tmp_path / "home")
    before.good("plan")
    before.good("done", "w48-1")
    old, untold = rows(before), before.json("progress")
    whole = uninterrupted(before, command, tmp_path)
    new, told = rows(whole), whole.json("progress")
    assert new["evidence"] > old["evidence"]
    week = whole.json("plan")
    pages = files(whole)
    seen = Counter[int]()
    for coach in lives(kill, before, command, tmp_path):
        found = rows(coach)
        seen[found["evidence"]] += 1
        assert found in (old, new)
        assert coach.json("progress") == (told if found == new else untold)
        if found == old:
            coach.good(*command)
        assert coach.json("plan") == week
        assert coach.json("progress") == whole.json("progress")
        assert files(coach) == pages
        assert letters(coach) == 1
    assert set(seen) == {old["evidence"], new["evidence"]}


def test_a_review_is_kept_whole_or_not_at_all(kill: Killing, tmp_path: Path):
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "load.py").write_text("def load(names=[]):\n    names.append(1)\n    return names\n")
    before = CoachRunner(tmp_path / "home")
    before.good("plan")
    command = ("review", str(folder), "--json")
    whole = uninterrupted(before, command, tmp_path)
    old, new = rows(before), rows(whole)
    assert (new["code_reviews"], new["findings"], new["evidence"] - old["evidence"]) == (1, 1, 1)
    seen = Counter[int]()
    for coach in lives(kill, before, command, tmp_path):
        found = rows(coach)
        seen[found["code_reviews"]] += 1
        assert found in (old, new)
        again = coach.json(*command[:-1])
        assert [one["seen_before"] for one in again["findings"]] == [0]
        assert rows(coach) == new | {"code_reviews": found["code_reviews"] + 1}
    assert set(seen) == {0, 1}
