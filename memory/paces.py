"""The pace of requests to others, kept over all processes that share the database."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Row, select, update

from .database import Connection, Database
from .insertion import insert_new
from .paper_tables import paces

_ROW = paces.c
_POLL = 0.25  # seconds until one who waits for another asks again: nobody knows when the other will be done
_CLOCKS_APART = 5  # seconds by which the clocks of two machines may differ without one having been set back


class Paces:
    """Lets one request at a time go to a service (`domain.ports.Pace`); each call is one short transaction.

    A holder that died is passed over after the seconds for which it claimed the turn. When the clock was set back, what
    remained of a turn or a pause counts once more from then on, and no longer.
    """

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database, self._clock = database, clock

    def claim(self, service: str, owner: str, seconds: float) -> float:
        """Takes the turn for at most so many seconds and gives 0; or gives the seconds to wait before asking again.

        Whoever has the turn may claim it anew.
        """
        with self._database.write() as db:
            row, now = self._locked(db, service), self._clock()
            back = row.set_at - now if row.set_at > now + _CLOCKS_APART else 0.0
            held_until: float = row.held_until - back
            free_at: float = row.free_at - back
            if back:
                self._set(db, service, now, held_until=held_until, free_at=free_at)
            if free_at > now:
                return free_at - now
            if row.owner not in ("", owner) and held_until > now:
                return min(held_until - now, _POLL)
            self._set(db, service, now, owner=owner, held_until=now + seconds)
            return 0.0

    def release(self, service: str, owner: str, pause: float) -> None:
        """Gives the turn back; nobody gets it for the next `pause` seconds. Nothing happens if it was lost meanwhile."""
        with self._database.write() as db:
            row, now = self._locked(db, service), self._clock()
            if row.owner == owner:
                self._set(db, service, now, owner="", held_until=now, free_at=now + pause)

    def _locked(self, db: Connection, service: str) -> Row[Any]:
        """The service's row, for which other processes wait until the transaction ends."""
        this = select(paces).where(_ROW.service == service).with_for_update()
        row = db.execute(this).one_or_none()
        if row is None:
            times = {"held_until": 0.0, "free_at": 0.0, "set_at": 0.0}
            insert_new(db, paces, {"service": service, "owner": "", **times})
            row = db.execute(this).one()
        return row

    def _set(self, db: Connection, service: str, now: float, **values: Any) -> None:
        db.execute(update(paces).where(_ROW.service == service).values(set_at=now, **values))
