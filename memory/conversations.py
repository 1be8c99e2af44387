"""Conversations: threads, each with a name, and the messages of their turns."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, select, update

from ..domain.errors import CoachError
from ..domain.thread_name import check_thread_name
from . import tables
from .database import Connection
from .insertion import insert_new
from .search_index import purge

_THREAD, _ROW = tables.threads.c, tables.messages.c


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation. Times are in UTC; `state` is what it has open, such as a quiz, as plain JSON."""

    name: str
    created_at: datetime
    last_at: datetime
    state: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """What one side said in a turn. `agent` and `request` tell who answered, and to what part of the turn.

    `text` is Markdown, `written_by` the model's name or `rules` (empty for the learner's own words). A message is
    `stopped` when the learner cut it short, `failed` when the model did.
    """

    turn: int
    at: datetime
    by: Literal["learner", "coach"]
    text: str
    agent: str = ""
    request: str = ""
    written_by: str = ""
    state: Literal["whole", "stopped", "failed"] = "whole"
    id: int = 0


_THREAD_FIELDS = [_THREAD[field.name] for field in fields(Thread)]
_FIELDS = [_ROW[field.name] for field in fields(Message)]


def open_thread(db: Connection, learner_id: int, name: str, now: datetime) -> Thread:
    """The conversation of this name; a new one if there is none. Raises WrongInput when it can't be a name."""
    kept = check_thread_name(name)
    insert_new(
        db, tables.threads, {"learner_id": learner_id, "name": kept, "created_at": now, "last_at": now, "state": {}}
    )
    return Thread(*db.execute(select(*_THREAD_FIELDS).where(_is(learner_id, kept))).one())


def find(db: Connection, learner_id: int, name: str) -> Thread | None:
    """The conversation of this name; None if there is none."""
    row = db.execute(select(*_THREAD_FIELDS).where(_is(learner_id, name))).one_or_none()
    return Thread(*row) if row else None


def threads(db: Connection, learner_id: int) -> tuple[Thread, ...]:
    """The learner's conversations, the last used first."""
    mine = select(*_THREAD_FIELDS).where(_THREAD.learner_id == learner_id)
    return tuple(Thread(*row) for row in db.execute(mine.order_by(_THREAD.last_at.desc(), _THREAD.name)))


def state_of(db: Connection, learner_id: int, name: str) -> dict[str, Any]:
    """What the conversation has open now; nothing if there is no such conversation."""
    kept = find(db, learner_id, name)
    return dict(kept.state) if kept else {}


def set_state(db: Connection, learner_id: int, name: str, state: Mapping[str, Any]) -> None:
    """Keeps what the conversation has open now. Raises CoachError if there is no such conversation."""
    _change(db, learner_id, name, state=state)


def next_turn(db: Connection, learner_id: int, thread: str) -> int:
    """The number of the conversation's next turn, counted from 1."""
    last = db.execute(select(func.max(_ROW.turn)).where(_in(learner_id, thread))).scalar_one()
    return (last or 0) + 1


def add(db: Connection, learner_id: int, thread: str, message: Message) -> int:
    """Adds a message to the conversation, and gives its id; the id that it carries is ignored.

    Characters that can't be stored are left out, so that none can cost the conversation. Raises CoachError if
    there is no such conversation (any more).
    """
    _change(db, learner_id, thread, last_at=message.at)
    kept = replace(message, text=_storable(message.text), request=_storable(message.request))
    values = asdict(kept) | {"learner_id": learner_id, "thread": thread}
    del values["id"]
    return db.execute(insert(tables.messages).values(**values).returning(_ROW.id)).scalar_one()


def recent(db: Connection, learner_id: int, thread: str, most: int) -> tuple[Message, ...]:
    """The last messages of the conversation, at most so many, oldest first."""
    latest = select(*_FIELDS).where(_in(learner_id, thread)).order_by(_ROW.id.desc()).limit(most)
    return _read(db, latest)[::-1]


def all_of(db: Connection, learner_id: int, thread: str) -> tuple[Message, ...]:
    """All messages of the conversation, oldest first."""
    return _read(db, select(*_FIELDS).where(_in(learner_id, thread)).order_by(_ROW.id))


def count(db: Connection, learner_id: int, thread: str) -> int:
    """How many messages the conversation has."""
    return db.execute(select(func.count()).select_from(tables.messages).where(_in(learner_id, thread))).scalar_one()


def forget_thread(db: Connection, learner_id: int, name: str) -> None:
    """Deletes the conversation with all its messages. Raises CoachError if there is no such conversation."""
    gone = db.execute(delete(tables.threads).where(_is(learner_id, name)).returning(_THREAD.name)).one_or_none()
    if gone is None:
        raise _no_thread(name)
    purge(db, "messages")


def _change(db: Connection, learner_id: int, name: str, **values: Any) -> None:
    changed = update(tables.threads).where(_is(learner_id, name)).values(**values)
    if db.execute(changed.returning(_THREAD.name)).one_or_none() is None:
        raise _no_thread(name)


def _no_thread(name: str) -> CoachError:
    return CoachError(f"There is no conversation {name!r:.80}.", "/threads lists them.")


def _is(learner_id: int, name: str) -> ColumnElement[bool]:
    return and_(_THREAD.learner_id == learner_id, _THREAD.name == name)


def _in(learner_id: int, thread: str) -> ColumnElement[bool]:
    return and_(_ROW.learner_id == learner_id, _ROW.thread == thread)


def _read(db: Connection, rows: Select[Any]) -> tuple[Message, ...]:
    return tuple(Message(*row) for row in db.execute(rows))


def _storable(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode()
