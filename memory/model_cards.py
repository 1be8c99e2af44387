"""What was measured of each model, by the address and the name it is asked under. A card is plain JSON here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from .database import Connection
from .insertion import insert_or_change
from .tables import model_cards

_ROW = model_cards.c


@dataclass(frozen=True, slots=True)
class KeptCard:
    """A card as kept; `measured_at` is in UTC."""

    address: str
    name: str
    card: Mapping[str, Any]
    measured_at: datetime


def save(db: Connection, address: str, name: str, card: Mapping[str, Any], measured_at: datetime) -> None:
    """Keeps what was measured of a model, in place of what was measured before."""
    values = {"address": address, "name": name, "card": card, "measured_at": measured_at}
    insert_or_change(db, model_cards, ("address", "name"), values)


def find(db: Connection, address: str, name: str) -> Mapping[str, Any] | None:
    """The card of the model; None when it was never measured."""
    this = select(_ROW.card).where(_ROW.address == address, _ROW.name == name)
    row = db.execute(this).one_or_none()
    return row.card if row else None


def all_of(db: Connection) -> tuple[KeptCard, ...]:
    """All cards, the last measured first."""
    cards = select(_ROW.address, _ROW.name, _ROW.card, _ROW.measured_at)
    rows = db.execute(cards.order_by(_ROW.measured_at.desc(), _ROW.address, _ROW.name))
    return tuple(KeptCard(*row) for row in rows)
