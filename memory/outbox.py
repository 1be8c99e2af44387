"""The outbox: messages that wait to be delivered, each written in the transaction of the thing it tells of.

A message is claimed under a lease before it is delivered; one whose deliverer died is claimed again when
the lease has run out. States are waiting, sending, sent, parked (given up) and dropped (by the learner, or because it came with an import).
"""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update

from .database import Connection
from .insertion import insert_new
from .tables import outbox

_ROW = outbox.c


@dataclass(frozen=True, slots=True)
class Message:
    """One message on its way. `message` is the whole of it (RFC 5322); `attempts` counts the claims."""

    id: int
    learner_id: int
    thing: str
    period: str
    message_id: str
    channel: str
    recipient: str
    subject: str
    message: bytes
    state: str
    attempts: int


_FIELDS = [_ROW[field.name] for field in fields(Message)]


def add(
    db: Connection,
    learner_id: int,
    *,
    thing: str,
    period: str,
    message_id: str,
    channel: str,
    recipient: str,
    subject: str,
    message: bytes,
    now: datetime,
) -> bool:
    """Puts a message in; False, and nothing done, if the learner has one about this thing and period already."""
    values: dict[str, Any] = {
        "learner_id": learner_id,
        "thing": thing,
        "period": period,
        "message_id": message_id,
        "channel": channel,
        "recipient": recipient,
        "subject": subject,
        "message": message,
        "state": "waiting",
        "attempts": 0,
        "next_attempt_at": now,
        "owner": "",
        "created_at": now,
        "error": "",
    }
    return insert_new(db, outbox, values)


def waiting(db: Connection, learner_id: int, now: datetime) -> tuple[Message, ...]:
    """The learner's messages that may be claimed now, oldest first."""
    mine = and_(_ROW.learner_id == learner_id, _claimable(now))
    rows = db.execute(select(*_FIELDS).where(mine).order_by(_ROW.id))
    return tuple(Message(*row) for row in rows)


def claim(db: Connection, delivery_id: int, owner: str, now: datetime, lease_seconds: int) -> Message | None:
    """Takes a message for delivery by `owner`; None if another has it, or had it."""
    taken = (
        update(outbox)
        .where(_ROW.id == delivery_id, _claimable(now))
        .values(
            state="sending",
            owner=owner,
            lease_until=now + timedelta(seconds=lease_seconds),
            attempts=_ROW.attempts + 1,
        )
        .returning(*_FIELDS)
    )
    row = db.execute(taken).one_or_none()
    return Message(*row) if row else None


def sent(db: Connection, delivery_id: int, now: datetime) -> None:
    """Records that the message is delivered."""
    done = {"state": "sent", "sent_at": now, "owner": "", "lease_until": None, "error": ""}
    db.execute(update(outbox).where(_ROW.id == delivery_id).values(**done))


def failed(db: Connection, delivery_id: int, owner: str, error: str, next_attempt_at: datetime | None) -> None:
    """Records that `owner` could not deliver it and when to try again; None parks it.

    Nothing happens if another has taken the message over since.
    """
    values: dict[str, Any] = {"state": "parked", "owner": "", "lease_until": None, "error": error}
    if next_attempt_at is not None:
        values |= {"state": "waiting", "next_attempt_at": next_attempt_at}
    mine = and_(_ROW.id == delivery_id, _ROW.state == "sending", _ROW.owner == owner)
    db.execute(update(outbox).where(mine).values(**values))


def _claimable(now: datetime) -> ColumnElement[bool]:
    return or_(
        and_(_ROW.state == "waiting", _ROW.next_attempt_at <= now),
        and_(_ROW.state == "sending", _ROW.lease_until <= now),
    )
