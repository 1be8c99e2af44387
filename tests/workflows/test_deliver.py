"""Delivery: every message exactly once, whatever happens in between."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import text

from studycoach.memory import outbox
from studycoach.tools import maildir
from studycoach.workflows.deliver import LEASE_SECONDS, RETRY, deliver
from studycoach.workflows.services import Services

MESSAGE = b"Subject: Hello\r\nDate: Tue, 24 Nov 2026 09:30:00 +0000\r\n\r\nHello.\r\n"


def put(services: Services, learner_id: int, period: str) -> bool:
    with services.database.write() as db:
        return outbox.add(
            db,
            learner_id,
            thing="weekly_plan",
            period=period,
            message_id=f"<{period}@study-coach.local>",
            channel="maildir",
            recipient="Ada <ada@example.org>",
            subject="Hello",
            message=MESSAGE,
            now=services.now(),
        )


def states(services: Services) -> list[tuple[str, int]]:
    with services.database.read() as db:
        return [tuple(row) for row in db.execute(text("SELECT state, attempts FROM outbox ORDER BY id"))]


def letters(services: Services) -> int:
    return len(maildir.letters(services.inbox))


def later(services: Services, by: timedelta) -> Services:
    moment = services.now() + by
    return replace(services, now=lambda: moment)


def test_what_waits_is_delivered_once(services: Services, learner_id: int):
    for period in ("2026-W48", "2026-W49", "2026-W50"):
        assert put(services, learner_id, period)
    assert deliver(services, learner_id).count == 3
    assert deliver(services, learner_id).count == 0
    assert letters(services) == 3
    assert states(services) == [("sent", 1)] * 3


def test_a_second_message_about_the_same_thing_and_period_is_not_taken(services: Services, learner_id: int):
    assert put(services, learner_id, "2026-W48")
    assert not put(services, learner_id, "2026-W48")
    deliver(services, learner_id)
    assert not put(services, learner_id, "2026-W48")
    assert deliver(services, learner_id).count == 0
    assert letters(services) == 1


def test_with_nothing_waiting_nothing_is_made(services: Services, learner_id: int):
    assert deliver(services, learner_id).count == 0
    assert not services.inbox.exists()


def test_many_deliverers_at_once_deliver_each_message_once(services: Services, learner_id: int):
    for n in range(10, 22):
        put(services, learner_id, f"2026-W{n}")
    delivered: list[int] = []
    threads = [Thread(target=lambda: delivered.append(deliver(services, learner_id).count)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(delivered) == 12
    assert letters(services) == 12
    assert states(services) == [("sent", 1)] * 12


def test_another_deliverers_message_is_left_alone_while_its_lease_runs(services: Services, learner_id: int):
    put(services, learner_id, "2026-W48")
    claim(services, learner_id, "somebody else")
    assert deliver(later(services, timedelta(seconds=LEASE_SECONDS - 1)), learner_id).count == 0
    assert states(services) == [("sending", 1)]


@pytest.mark.parametrize("was_read", [False, True])
def test_after_a_crash_between_the_letter_and_its_record_it_is_not_delivered_again(
    services: Services, learner_id: int, was_read: bool
):
    put(services, learner_id, "2026-W48")
    row = claim(services, learner_id, "who died")
    assert maildir.deliver(services.inbox, row.message_id, row.message)
    if was_read:
        maildir.mark_seen(services.inbox, maildir.letters(services.inbox)[0])
    deliver(later(services, timedelta(seconds=LEASE_SECONDS)), learner_id)
    assert letters(services) == 1
    assert maildir.letters(services.inbox)[0].is_new is not was_read
    assert states(services) == [("sent", 2)]


def test_after_a_crash_before_the_letter_it_is_delivered(services: Services, learner_id: int):
    put(services, learner_id, "2026-W48")
    claim(services, learner_id, "who died")
    assert deliver(later(services, timedelta(seconds=LEASE_SECONDS)), learner_id).count == 1
    assert letters(services) == 1


def test_an_inbox_that_cannot_be_written_is_tried_again_later(services: Services, learner_id: int, tmp_path: Path):
    put(services, learner_id, "2026-W48")
    services.home.mkdir(parents=True, exist_ok=True)
    services.inbox.write_text("not a folder", "utf-8")
    assert deliver(services, learner_id).count == 0
    assert states(services) == [("waiting", 1)]
    with services.database.read() as db:
        assert "inbox" in db.execute(text("SELECT error FROM outbox")).scalar_one()
    services.inbox.unlink()
    assert deliver(later(services, RETRY - timedelta(seconds=1)), learner_id).count == 0
    assert deliver(later(services, RETRY), learner_id).count == 1
    assert states(services) == [("sent", 2)]


def test_however_often_it_fails_a_letter_is_told_and_never_given_up(services: Services, learner_id: int):
    put(services, learner_id, "2026-W48")
    services.home.mkdir(parents=True, exist_ok=True)
    services.inbox.write_text("not a folder", "utf-8")
    for n in range(30):
        assert "waits to be delivered" in deliver(later(services, n * RETRY), learner_id).problem
    services.inbox.unlink()
    assert deliver(later(services, 30 * RETRY), learner_id).count == 1


def claim(services: Services, learner_id: int, owner: str) -> outbox.Message:
    """What a deliverer does first, with nothing after it."""
    now: datetime = services.now()
    with services.database.write() as db:
        (row,) = outbox.waiting(db, learner_id, now)
        claimed = outbox.claim(db, row.id, owner, now, LEASE_SECONDS)
    assert claimed is not None
    return claimed
