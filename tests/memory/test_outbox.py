"""The outbox: one message for each thing and period, and one deliverer at a time."""

import subprocess
import sys
from datetime import timedelta

import pytest

from studycoach.memory import outbox

on_both = pytest.mark.parametrize("db_url", ["sqlite", "postgresql"], indirect=True)
LEASE = 60


@pytest.fixture
def put(database, learner_id, now):
    """Puts a message into the outbox; gives whether it was taken."""

    def _put(period="2026-W48", message_id="", when=now) -> bool:
        with database.write() as db:
            return outbox.add(
                db,
                learner_id,
                thing="weekly_plan",
                period=period,
                message_id=message_id or f"<{period}@coach>",
                channel="maildir",
                recipient="asa@example.org",
                subject="Your week – 2026-W48",
                message=b"Subject: \x00\xff bytes stay bytes\r\n",
                now=when,
            )

    return _put


@on_both
def test_a_thing_and_period_has_one_message(database, put, now):
    assert [put(), put(), put(message_id="<other@coach>"), put("2026-W49")] == [True, False, False, True]
    assert not put("2026-W50", message_id="<2026-W48@coach>")
    with database.read() as db:
        assert [row.period for row in outbox.waiting(db, 1, now)] == ["2026-W48", "2026-W49"]


@on_both
def test_a_message_is_claimed_once_and_sent(database, put, now):
    put()
    with database.write() as db:
        (waiting,) = outbox.waiting(db, 1, now)
        assert (waiting.message, waiting.attempts) == (b"Subject: \x00\xff bytes stay bytes\r\n", 0)
        claimed = outbox.claim(db, waiting.id, "a", now, LEASE)
        assert (claimed.state, claimed.attempts) == ("sending", 1)
        assert outbox.claim(db, waiting.id, "b", now, LEASE) is None
        assert outbox.waiting(db, 1, now) == ()
        outbox.sent(db, waiting.id, now)
        later = now + timedelta(days=30)
        assert outbox.waiting(db, 1, later) == ()
        assert outbox.claim(db, waiting.id, "b", later, LEASE) is None


def test_a_lease_that_ran_out_is_taken_over_and_the_first_owner_can_t_undo_that(database, put, now):
    put()
    later = now + timedelta(seconds=LEASE)
    with database.write() as db:
        (waiting,) = outbox.waiting(db, 1, now)
        outbox.claim(db, waiting.id, "dead", now, LEASE)
        assert outbox.waiting(db, 1, later - timedelta(seconds=1)) == ()
        assert outbox.claim(db, waiting.id, "heir", later, LEASE).attempts == 2
        outbox.failed(db, waiting.id, "dead", "woke up", later)
        assert outbox.waiting(db, 1, later) == ()


@on_both
def test_a_failed_message_waits_for_its_time_or_is_parked(database, put, now):
    put()
    soon = now + timedelta(minutes=5)
    with database.write() as db:
        (waiting,) = outbox.waiting(db, 1, now)
        outbox.claim(db, waiting.id, "a", now, LEASE)
        outbox.failed(db, waiting.id, "a", "The server is busy.", soon)
        assert outbox.waiting(db, 1, now) == ()
        assert outbox.claim(db, waiting.id, "a", now, LEASE) is None
        (again,) = outbox.waiting(db, 1, soon)
        outbox.claim(db, again.id, "a", soon, LEASE)
        outbox.failed(db, again.id, "a", "No such address.", None)
        assert outbox.waiting(db, 1, soon + timedelta(days=300)) == ()


def test_a_message_for_later_waits(database, put, now):
    put(when=now + timedelta(hours=1))
    with database.read() as db:
        assert outbox.waiting(db, 1, now) == ()
        assert len(outbox.waiting(db, 1, now + timedelta(hours=1))) == 1


CLAIM = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from studycoach.memory import outbox
from studycoach.memory.database import open_database
now = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
database = open_database(sys.argv[1], backups=Path(), now=now)
for id in range(1, 41):
    with database.write() as db:
        if outbox.claim(db, id, sys.argv[2], now, 60):
            print(id)
database.close()
"""


@on_both
def test_two_deliverers_share_the_messages(db_url, put):
    for week in range(1, 41):
        put(f"2026-W{week:02}")
    command = [sys.executable, "-c", CLAIM, db_url]
    two = [subprocess.Popen([*command, name], stdout=subprocess.PIPE, text=True) for name in "ab"]
    claimed = [int(line) for program in two for line in program.communicate(timeout=60)[0].split()]
    assert sorted(claimed) == list(range(1, 41))
