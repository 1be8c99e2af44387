"""Roadmaps, kept by the hash of what they say, so that learners with the same one share it."""

from datetime import datetime
from hashlib import sha256

import msgspec
from sqlalchemy import select

from ..domain.errors import CoachError
from ..domain.roadmap import Roadmap
from .database import Connection
from .insertion import insert_new
from .tables import roadmaps


def roadmap_hash(roadmap: Roadmap) -> str:
    """The hash of what a roadmap says: 64 hexadecimal digits."""
    return sha256(msgspec.json.encode(roadmap)).hexdigest()


def save(db: Connection, roadmap: Roadmap, now: datetime) -> str:
    """Keeps a roadmap, unless the same one is kept already, and gives its hash."""
    key = roadmap_hash(roadmap)
    values = {"hash": key, "id": roadmap.id, "title": roadmap.title, "document": roadmap, "added_at": now}
    insert_new(db, roadmaps, values)
    return key


def find(db: Connection, key: str) -> Roadmap:
    """The roadmap of this hash. Raises CoachError if there is none."""
    document = db.execute(select(roadmaps.c.document).where(roadmaps.c.hash == key)).scalar_one_or_none()
    if document is None:
        raise CoachError("The learner's roadmap is missing from the database.", "Run: coach roadmap use FILE")
    return msgspec.convert(document, Roadmap)
