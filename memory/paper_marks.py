"""What a learner has to do with papers: those that were shown to them, each once for ever, and their votes.

Each function works inside the caller's transaction. Papers are named by id; nothing else need be known of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import select

from ..domain.paper import OWN, Paper
from . import papers
from .database import Connection
from .insertion import insert_or_change, insert_telling
from .paper_tables import paper_exposures, paper_votes


@dataclass(frozen=True, slots=True)
class Exposure:
    """That a paper was shown: when first, in which place (`digest`, `read`, `search`), and the digest's period, if any."""

    paper: str
    at: datetime
    place: str
    period: str


@dataclass(frozen=True, slots=True)
class Vote:
    """What the learner thinks of a paper: 1 for more like it, -1 for less, 0 for a vote taken back."""

    paper: str
    vote: int
    reason: str
    at: datetime


_EXPOSED, _VOTED = paper_exposures.c, paper_votes.c


def expose(
    db: Connection, learner_id: int, ids: Iterable[str], *, place: str, period: str, now: datetime
) -> tuple[str, ...]:
    """Notes that the papers are shown to the learner, and gives those that were new to them, in the order given.

    Of two programs that show the same paper at once, one alone is told that it was new.
    """
    given = tuple(dict.fromkeys(ids))
    shown = {"learner_id": learner_id, "at": now, "place": place, "period": period}
    new = insert_telling(db, paper_exposures, [shown | {"paper": id_} for id_ in sorted(given)], "paper")
    return tuple(id_ for id_ in given if id_ in new)


def exposed(db: Connection, learner_id: int) -> frozenset[str]:
    """The ids of all papers that were shown to the learner."""
    return frozenset(db.execute(select(_EXPOSED.paper).where(_EXPOSED.learner_id == learner_id)).scalars())


def known(db: Connection, learner_id: int, id_: str) -> Paper | None:
    """What is known of the paper, if anything; another learner's own file is nothing to this one."""
    if id_.startswith(OWN) and id_ not in exposed(db, learner_id):
        return None
    return papers.find(db, [id_]).get(id_)


def exposures(db: Connection, learner_id: int) -> tuple[Exposure, ...]:
    """All papers that were shown to the learner, newest first."""
    values = [_EXPOSED[field.name] for field in fields(Exposure)]
    mine = select(*values).where(_EXPOSED.learner_id == learner_id)
    return tuple(Exposure(*row) for row in db.execute(mine.order_by(_EXPOSED.at.desc(), _EXPOSED.paper)))


def vote(db: Connection, learner_id: int, paper: str, vote: int, reason: str, now: datetime) -> None:
    """Keeps what the learner thinks of a paper, in place of what they thought before."""
    values = {"learner_id": learner_id, "paper": paper, "vote": vote, "reason": reason, "at": now}
    insert_or_change(db, paper_votes, ["learner_id", "paper"], values)


def votes(db: Connection, learner_id: int) -> tuple[Vote, ...]:
    """The learner's votes, newest first."""
    values = [_VOTED[field.name] for field in fields(Vote)]
    mine = select(*values).where(_VOTED.learner_id == learner_id)
    return tuple(Vote(*row) for row in db.execute(mine.order_by(_VOTED.at.desc(), _VOTED.paper)))
