"""One request at a time goes to a service, over all processes that share the database, and a pause comes after it."""

import json
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studycoach.memory.paces import Paces

on_both = pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)


class Clock:
    """A clock that is set by hand, in seconds."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def paces(database, clock) -> Paces:
    return Paces(database, clock)


@on_both
def test_nobody_else_gets_the_turn_until_it_is_given_back_and_the_pause_is_over(paces, clock):
    assert paces.claim("arxiv", "a", 60) == 0
    assert 0 < paces.claim("arxiv", "b", 60) <= 1
    assert paces.claim("elsewhere", "b", 60) == 0
    clock.now += 10
    paces.release("arxiv", "a", 3)
    assert paces.claim("arxiv", "b", 60) == pytest.approx(3)
    assert paces.claim("arxiv", "a", 60) == pytest.approx(3)
    clock.now += 2
    assert paces.claim("arxiv", "b", 60) == pytest.approx(1)
    clock.now += 1
    assert paces.claim("arxiv", "b", 60) == 0
    assert paces.claim("arxiv", "a", 60) > 0


@on_both
def test_a_holder_that_died_is_passed_over_after_its_seconds_and_can_give_nothing_back(paces, clock):
    assert paces.claim("arxiv", "dead", 60) == 0
    clock.now += 59.9
    assert paces.claim("arxiv", "b", 60) == pytest.approx(0.1)
    clock.now += 0.1
    assert paces.claim("arxiv", "b", 60) == 0
    paces.release("arxiv", "dead", 1000)
    paces.release("arxiv", "b", 3)
    clock.now += 3
    assert paces.claim("arxiv", "c", 60) == 0
    paces.release("never asked", "c", 3)
    assert paces.claim("never asked", "c", 3) == 0


def test_whoever_has_the_turn_may_claim_it_for_longer(paces, clock):
    assert paces.claim("arxiv", "a", 10) == 0
    clock.now += 9
    assert paces.claim("arxiv", "a", 10) == 0
    clock.now += 9
    assert paces.claim("arxiv", "b", 10) > 0


def test_a_long_pause_asked_for_by_the_service_is_kept_by_all(paces, clock):
    paces.claim("arxiv", "a", 60)
    paces.release("arxiv", "a", 600)
    clock.now += 599
    assert paces.claim("arxiv", "b", 60) == pytest.approx(1)


def waited(paces: Paces, clock: Clock, owner: str) -> float:
    """The seconds that somebody waits for their turn, asking again when told to."""
    start = clock.now
    while wait := paces.claim("arxiv", owner, 30):
        clock.now += wait
    return clock.now - start


@pytest.mark.parametrize("back", [1, 4, 6, 3600, 10**9])
@pytest.mark.parametrize("is_held", [True, False])
def test_a_clock_that_is_set_back_makes_nobody_wait_for_much_longer(paces, clock, back, is_held):
    paces.claim("arxiv", "a", 30)
    if not is_held:
        paces.release("arxiv", "a", 3)
    clock.now -= back
    assert waited(paces, clock, "b") <= (30 if is_held else 3) + 5.001


def test_a_clock_that_was_far_ahead_for_a_while_does_no_harm(paces, clock):
    clock.now += 10**9
    paces.claim("arxiv", "a", 30)
    paces.release("arxiv", "a", 3)
    clock.now -= 10**9
    assert waited(paces, clock, "b") <= 3


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(steps=st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.floats(0, 4)), max_size=20))
def test_in_any_order_of_asking_no_two_have_the_turn_at_once_and_each_pause_is_kept(database, clock, steps):
    paces, holder, until, free = Paces(database, clock), "", 0.0, 0.0
    service = f"service {clock.now} {steps}"
    for owner, gives_back, seconds in steps:
        if gives_back:
            paces.release(service, owner, 2)
            if owner == holder:
                holder, free = "", clock.now + 2
        elif paces.claim(service, owner, 5) == 0:
            assert owner == holder or not holder or clock.now >= until
            assert clock.now >= free - 1e-6
            holder, until = owner, clock.now + 5
        clock.now += seconds


ASK = """
import json, sys, time, uuid
from datetime import UTC, datetime
from pathlib import Path
from studycoach.memory.database import open_database
from studycoach.memory.paces import Paces
url, folder = sys.argv[1:]
database = open_database(url, backups=Path(folder), now=datetime(2026, 11, 24, tzinfo=UTC))
paces = Paces(database, time.time)
print("ready", flush=True)
sys.stdin.readline()
turns = []
for _ in range(4):
    owner = uuid.uuid4().hex
    while wait := paces.claim("arxiv", owner, 30):
        time.sleep(wait)
    start = time.time()
    time.sleep(0.01)
    turns.append((start, time.time()))
    paces.release("arxiv", owner, 0.05)
database.close()
print(json.dumps(turns))
"""


def test_processes_that_share_a_database_take_turns(db_url, database, tmp_path):
    command = [sys.executable, "-W", "error", "-c", ASK, db_url, str(tmp_path)]
    programs = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    for program in programs:
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        program.stdin.write("go\n")
        program.stdin.flush()
    turns = sorted(turn for program in programs for turn in json.loads(program.communicate(timeout=60)[0]))
    assert len(turns) == 16
    pauses = [start - end for (_, end), (start, _) in pairwise(turns)]
    assert min(pauses) >= 0.05
